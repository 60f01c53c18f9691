import { Router } from 'express';
import { z } from 'zod';
import type { ArmedFault } from '../faults/armed-faults.js';
import { faultRequestSchema } from '../faults/fault-request.js';
import type { ArmedFaultView } from '../http-contract.js';
import type { Simulator } from '../simulator.js';
import { isoDate } from './iso-date.js';
import { parse } from './request-parsing.js';

const Id = z.coerce.number().int().positive();
const CrashBody = z.strictObject({
  recorded: z.enum(['in-progress', 'stopped']).default('in-progress'),
  downSeconds: z.number().min(0).default(0),
});

function shown({ id, fault, struck, spent, last, until }: ArmedFault): ArmedFaultView {
  return {
    id,
    fault,
    struck,
    spent,
    ...(last === undefined ? {} : { last }),
    ...(until === undefined ? {} : { until: isoDate(until) }),
  };
}

/** Faults, for whoever plays fate: `/faults` and `/crash` of `http-contract.ts`. */
export function faultRoutes(simulator: Simulator): Router {
  const { fate } = simulator;
  const router = Router();

  router.get('/faults', (_request, response) => {
    // Whether the time of one is over is found out by looking.
    fate.down();
    response.json(fate.armed().map(shown));
  });

  router.post('/faults', (request, response) => {
    response.status(201).json(shown(fate.arm(parse(faultRequestSchema, request.body, 'body'))));
  });

  router.delete('/faults', (_request, response) => {
    fate.disarmAll();
    response.status(204).end();
  });

  router.delete('/faults/:id', (request, response) => {
    fate.disarm(parse(Id, request.params.id, 'fault id'));
    response.status(204).end();
  });

  router.post('/crash', (request, response) => {
    const { recorded, downSeconds } = parse(CrashBody, request.body ?? {}, 'body');
    response.json({ runs: simulator.crash(recorded, downSeconds) });
  });

  return router;
}
