import { z } from 'zod';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../domain/cycle/after-run/retry.js';
import type { RunLockConfiguration } from '../../domain/run-lock/state.js';
import { rowOf } from '../../domain/run-result/run-result.js';
import { durationOrNone } from './duration.js';

const result = z
  .string()
  .min(1)
  .superRefine((prefix, context) => {
    const { retrying } = rowOf(prefix);
    if (retrying !== 'never' && retrying !== 'pointless') return;
    const why = retrying === 'never' ? 'a person must act first' : 'it did what it could';
    context.addIssue(`a run that ended with ${prefix} is never tried again: ${why}. Take it out`);
  });

/** When a run that failed is tried again. What is not said is as in what it stands in, and in the end as by default. */
export const retrySettings = z
  .strictObject({
    results: z
      .array(result)
      .optional()
      .describe(
        'Results of a run, by how they begin, in place of the default ones. What must never be tried again is not, even where one here covers it.',
      ),
    retries: z.int().min(0).max(50).optional().describe('So many tries after the first; 0 = never again.'),
    interval: durationOrNone.optional().describe('The wait before try n after the first is n times this.'),
    jitter: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('The share of the wait by which chance makes it shorter or longer: 0.1 = up to a tenth.'),
  })
  .describe('When a run that failed is tried again.');

type RetrySettings = z.infer<typeof retrySettings>;

/** The retry policies of a sync server, where its configuration says anything of them. */
export function retryPoliciesOf(server: {
  readonly retry?: RetrySettings | undefined;
  readonly managementAgents: Readonly<Record<string, { readonly retry?: RetrySettings | undefined }>>;
}): RunLockConfiguration['retry'] {
  const all = policyOf(server.retry, DEFAULT_RETRY_POLICY);
  const managementAgents = Object.fromEntries(
    Object.entries(server.managementAgents).flatMap(([managementAgent, { retry }]) =>
      retry ? [[managementAgent, policyOf(retry, all)] as const] : [],
    ),
  );
  if (!server.retry && Object.keys(managementAgents).length === 0) return undefined;
  return { all, managementAgents };
}

function policyOf(said: RetrySettings | undefined, otherwise: RetryPolicy): RetryPolicy {
  return {
    results: said?.results ?? otherwise.results,
    retries: said?.retries ?? otherwise.retries,
    intervalMs: said?.interval ?? otherwise.intervalMs,
    jitter: said?.jitter ?? otherwise.jitter,
  };
}
