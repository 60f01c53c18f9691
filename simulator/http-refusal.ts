import { z } from 'zod';
import { AutoSyncError, ERRORS, type ErrorCode } from '../domain/errors.js';

const refusalSchema = z.object({
  code: z.string().refine((code): code is ErrorCode => code in ERRORS),
  message: z.string(),
});

/** The error that a simulator's answer stands for: `{code, message}`, as `http-contract.ts` says. */
export function refusalFrom(status: number, body: string): AutoSyncError {
  const parsed = refusalSchema.safeParse(parseJson(body));
  return parsed.success
    ? new AutoSyncError(parsed.data.code, parsed.data.message)
    : new AutoSyncError('engine-refused', `The simulator answered ${status}: ${body.slice(0, 200)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // What is no JSON is no refusal of ours either, and is quoted as it is.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
