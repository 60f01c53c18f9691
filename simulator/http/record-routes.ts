import { Router } from 'express';
import { z } from 'zod';
import type { RunRecord } from '../engine/run-record.js';
import type { SimulatedRun, SimulatorHealth } from '../http-contract.js';
import type { Simulator } from '../simulator.js';
import { rulesOf } from '../world/rules.js';
import { isoDate } from './iso-date.js';
import { parse } from './request-parsing.js';

const Seed = z.number().int();
const ChangeBody = z.strictObject({
  count: z.number().int().min(1).max(10_000),
  seed: Seed,
  managementAgents: z.array(z.string()).min(1).exactOptional(),
  kinds: z
    .array(z.enum(['add', 'modify', 'rename', 'delete']))
    .min(1)
    .exactOptional(),
});
const FillBody = z.strictObject({
  objectsPerManagementAgent: z.number().int().min(1).max(100_000),
  seed: Seed.min(0),
});

function ended(end: number | undefined): { readonly end?: string } {
  return end === undefined ? {} : { end: isoDate(end) };
}

function simulatedRun(simulator: Simulator, run: RunRecord): SimulatedRun {
  const { definition } = rulesOf(simulator.engine.state.world.rules, run.managementAgentId);
  return {
    managementAgentId: run.managementAgentId,
    managementAgentName: definition.name,
    runNumber: run.runNumber,
    runProfile: run.runProfile,
    initiator: run.initiator,
    start: isoDate(run.start),
    ...ended(run.end),
    result: run.result,
    steps: run.steps.map((step) => ({
      type: step.type,
      partition: step.partition,
      start: isoDate(step.start),
      ...ended(step.end),
      result: step.result,
    })),
  };
}

/** Everything beside the engine and the single directory: health, history, violations, audit, seeded objects and changes. */
export function recordRoutes(simulator: Simulator): Router {
  const { engine, definition, state } = simulator;
  const router = Router();

  router.get('/health', (_request, response) => {
    const health: SimulatorHealth = {
      server: definition.server,
      managementAgents: definition.managementAgents.length,
      speed: engine.speed,
      running: engine.running(),
    };
    response.json(health);
  });

  router.get('/history', (_request, response) => {
    response.json(engine.state.runs.map((run) => simulatedRun(simulator, run)));
  });

  router.get('/violations', (_request, response) => {
    response.json(engine.state.violations);
  });

  router.get('/audit', (_request, response) => {
    response.json(simulator.audit());
  });

  router.get('/not-simulated', (_request, response) => {
    response.json(definition.notSimulated);
  });

  router.get('/changes', (_request, response) => {
    response.json(state.changes.map((record) => record.change));
  });

  router.post('/changes', (request, response) => {
    response.json(simulator.change(parse(ChangeBody, request.body, 'body')));
  });

  router.post('/fill', (request, response) => {
    response.json({ objects: simulator.fill(parse(FillBody, request.body, 'body')) });
  });

  return router;
}
