import { z } from 'zod';
import type { ControllerAnswer, ControllerQuestion } from './controller.js';

const reason = z.string().trim().min(1).max(500);
const answer = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('go-on') }),
  z.object({ decision: z.literal('skip'), reason }),
  z.object({ decision: z.literal('stop-management-agent'), reason }),
  z.object({ decision: z.literal('stop-server'), reason }),
]);

/** How much of an answer that nobody understands is quoted. */
const QUOTED = 200;

/**
 * What a controller has answered. Anything but a decision is a fault, told with what it said.
 *
 * @param status of HTTP
 * @param body the answer's text
 */
export function readControllerAnswer(
  event: ControllerQuestion['event'],
  status: number,
  body: string,
): ControllerAnswer {
  if (status === 204) return { decision: 'go-on' };
  const quoted = `it answered ${status} ${JSON.stringify(body.slice(0, QUOTED))}`;
  if (status !== 200) return fault(`${quoted}: it is to answer 200 with a decision, or 204 to go on`);
  const parsed = answer.safeParse(fromJson(body));
  if (!parsed.success) {
    return fault(
      `${quoted}: it is to answer {"decision": "go-on"}, or "skip", "stop-management-agent" or "stop-server" with a "reason" of at most 500 characters`,
    );
  }
  if (parsed.data.decision === 'skip' && event === 'after-run') {
    return fault(`${quoted}: a run that has ended cannot be skipped`);
  }
  return parsed.data;
}

function fault(what: string): ControllerAnswer {
  return { decision: 'none', fault: `The controller is not understood: ${what}.` };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no decision either.
    return undefined;
  }
}
