import type { Problem } from '../../../api/problems/problem.js';

/** What the API refused or could not do, as it said so. */
export class ApiProblem extends Error {
  /** Of the API's table of errors; it may be newer than ours. */
  readonly code: string;
  readonly httpStatus: number;
  /** What the operator should do about it. */
  readonly operatorAction: string;

  constructor({ code, status, detail, operatorAction }: Omit<Problem, 'code'> & { readonly code: string }) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.httpStatus = status;
    this.operatorAction = operatorAction;
  }
}
