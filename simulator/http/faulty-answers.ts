import type { RequestHandler, Response } from 'express';
import { AutoSyncError } from '../../domain/errors.js';
import { findManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { Simulator } from '../simulator.js';

/** Cuts the connection: whoever asked gets no answer at all. */
export function cutConnection(response: Response): void {
  response.socket?.destroy();
}

/** The management agent that a question to the engine is about, if it is about one. */
function managementAgentIn(simulator: Simulator, path: string): string | undefined {
  const [, written] = /^\/management-agents\/([^/]+)/.exec(path) ?? [];
  if (written === undefined) return undefined;
  return findManagementAgent(simulator.definition.managementAgents, decodeURIComponent(written))?.id;
}

/**
 * Lets the engine answer late, or not at all, where a fault says so. What it was asked before it went down is not
 * answered either.
 */
export function faultyAnswers(simulator: Simulator): RequestHandler {
  const { fate, clock } = simulator;
  const open = new Set<Response>();
  fate.onDown(() => {
    for (const response of open) cutConnection(response);
  });

  return (request, response, next) => {
    const answer = (): void => {
      const how = fate.down();
      if (how === 'connection-cut') cutConnection(response);
      else if (how === 'unavailable') {
        next(
          new AutoSyncError('engine-unreachable', 'The simulated sync engine is down: a fault makes it so.'),
        );
      } else next();
    };
    open.add(response);
    response.on('close', () => open.delete(response));
    const delay = fate.delayOfAnswer(managementAgentIn(simulator, request.path));
    if (delay === 0) {
      answer();
      return;
    }
    const cancel = clock.after(delay, answer);
    response.on('close', cancel);
  };
}
