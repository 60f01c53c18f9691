import type { Problem } from '../../../api/problems/problem.js';
import { AutoSyncError } from '../../../domain/errors.js';

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

/** An error that says what is wrong and what to do: one of ours, or of the API. */
export type ExplainedError = AutoSyncError | ApiProblem;

/** Whether it says so; else it is a defect. */
export function isExplained(error: unknown): error is ExplainedError {
  return error instanceof AutoSyncError || error instanceof ApiProblem;
}
