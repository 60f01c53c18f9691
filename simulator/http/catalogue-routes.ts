import { Router } from 'express';
import { z } from 'zod';
import {
  findManagementAgent,
  findRunProfile,
  listNames,
} from '../../domain/management-agent/management-agent.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { Simulator } from '../simulator.js';
import { parse } from './request-parsing.js';

const Renaming = z.strictObject({
  managementAgent: z.string().min(1),
  from: z.string().min(1),
  to: z.string().min(1),
});

/** What an administrator changes on the engine while it works: `/run-profiles/rename` of `http-contract.ts`. */
export function catalogueRoutes(simulator: Simulator): Router {
  const router = Router();

  router.post('/run-profiles/rename', (request, response) => {
    const { managementAgent, from, to } = parse(Renaming, request.body, 'body');
    const { managementAgents } = simulator.definition;
    const ma = findManagementAgent(managementAgents, managementAgent);
    if (!ma) {
      throw new AutoSyncError(
        'unknown-management-agent',
        `There is no management agent "${managementAgent}". There are: ${listNames(managementAgents)}.`,
      );
    }
    const profile = findRunProfile(ma, from);
    if (!profile) {
      throw new AutoSyncError(
        'unknown-run-profile',
        `${ma.name} has no run profile "${from}"; it has ${listNames(ma.runProfiles)}.`,
      );
    }
    Object.assign(profile, { name: to });
    response.status(204).end();
  });

  return router;
}
