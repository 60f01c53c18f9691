import { Router, type Response } from 'express';
import { z } from 'zod';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import { AutoSyncError } from '../../domain/errors.js';
import { managementAgentOf } from '../engine/engine.js';
import { pendingCounts } from '../engine/pending-counts.js';
import type { RunRecord } from '../engine/run-record.js';
import type { RunProgress } from '../http-contract.js';
import { runDetailsXml } from '../run-history/run-details-xml.js';
import type { Simulator } from '../simulator.js';
import { cutConnection } from './faulty-answers.js';
import { isoDate } from './iso-date.js';
import { parse } from './request-parsing.js';

/** A long poll ends after so long at the latest, whatever its caller asks for. */
const LONGEST_POLL_MILLISECONDS = 60_000;

const StartBody = z.strictObject({ runProfile: z.string().min(1), initiator: z.string().min(1) });
const RunNumber = z.coerce.number().int().positive();
const RunsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  before: z.coerce.number().int().positive().optional(),
});
const ProgressQuery = z.object({
  version: z.coerce.number().int().optional(),
  timeoutMs: z.coerce.number().int().min(0).default(0),
  quietMs: z.coerce.number().min(0).default(0),
});

/** What an orchestrator may know of a management agent; the flow rules stay with the engine. */
function catalogueEntry(ma: ManagementAgentDefinition): ManagementAgent {
  const { id, name, category, partitions, runProfiles } = ma;
  return { id, name, category, partitions, runProfiles };
}

function status(simulator: Simulator, ma: ManagementAgentDefinition): object {
  const last = simulator.engine.lastRun(ma.id);
  return {
    managementAgentId: ma.id,
    managementAgentName: ma.name,
    busy: simulator.engine.isBusy(ma.id),
    ...(last
      ? {
          lastRun: {
            runNumber: last.runNumber,
            runProfile: last.runProfile,
            result: last.result,
            initiator: last.initiator,
            start: isoDate(last.start),
            ...(last.end === undefined ? {} : { end: isoDate(last.end) }),
          },
        }
      : {}),
  };
}

/** The part of the interface that stands for the sync engine: `/engine/…` of `http-contract.ts`. */
export function engineRoutes(simulator: Simulator): Router {
  const { engine, definition, clock } = simulator;
  const { rules } = engine.state.world;
  const router = Router();
  const ma = (id: string): ManagementAgentDefinition => managementAgentOf(engine.state, id);
  const run = (id: string, number: string): RunRecord =>
    engine.run(id, parse(RunNumber, number, 'run number'));
  const progress = (record: RunRecord): RunProgress => ({
    version: record.version,
    final: record.end !== undefined,
    busy: engine.isBusy(record.managementAgentId) && engine.lastRun(record.managementAgentId) === record,
    xml: runDetailsXml(rules, record),
  });

  router.get('/management-agents', (_request, response) => {
    response.json(definition.managementAgents.map(catalogueEntry));
  });

  router.get('/status', (_request, response) => {
    response.json(definition.managementAgents.map((one) => status(simulator, one)));
  });

  router.get('/management-agents/:id/status', (request, response) => {
    response.json(status(simulator, ma(request.params.id)));
  });

  router.post('/management-agents/:id/start', (request, response) => {
    const { runProfile, initiator } = parse(StartBody, request.body, 'body');
    const answer = engine.start(request.params.id, runProfile, initiator);
    const lost = answer.started
      ? simulator.fate.answerLost({
          ma: ma(request.params.id),
          runProfile,
          runNumber: answer.runNumber,
        })
      : undefined;
    switch (lost) {
      case undefined:
        response.json(answer);
        return;
      case 'connection-cut':
        cutConnection(response);
        return;
      case 'call-failure':
        response.json({ started: false, result: 'call-failure:0x800706BE' });
        return;
      case 'error':
        throw new AutoSyncError('engine-unreachable', 'The answer of the simulated sync engine was lost.');
    }
  });

  router.post('/management-agents/:id/stop', (request, response) => {
    response.json({ result: engine.stop(request.params.id) });
  });

  router.get('/management-agents/:id/runs', (request, response) => {
    const { limit, before = Infinity } = parse(RunsQuery, request.query, 'query');
    const { id } = ma(request.params.id);
    const runs = engine.state.runs.filter(
      ({ managementAgentId, runNumber }) => managementAgentId === id && runNumber < before,
    );
    response.json(
      runs
        .slice(-limit)
        .toReversed()
        .map((record) => runDetailsXml(rules, record)),
    );
  });

  router.get('/management-agents/:id/runs/:number/progress', (request, response) => {
    const record = run(request.params.id, request.params.number);
    const { version, timeoutMs, quietMs } = parse(ProgressQuery, request.query, 'query');
    const mayAnswer = (): boolean =>
      record.end !== undefined || (record.version !== version && clock.now() >= quietUntil);
    const quietUntil = clock.now() + quietMs;
    if (mayAnswer()) response.json(progress(record));
    else answerOnChange(record, mayAnswer, { quietMs, timeoutMs }, response);
  });

  const answerOnChange = (
    record: RunRecord,
    mayAnswer: () => boolean,
    { quietMs, timeoutMs }: { readonly quietMs: number; readonly timeoutMs: number },
    response: Response,
  ): void => {
    const answer = (): void => {
      for (const cancel of cancels) cancel();
      response.json(progress(record));
    };
    const answerIfIt = (): void => {
      if (mayAnswer()) answer();
    };
    const cancels = [
      engine.onChange(record, answerIfIt),
      clock.after(quietMs, answerIfIt),
      clock.after(Math.min(timeoutMs, LONGEST_POLL_MILLISECONDS), answer),
    ];
    response.on('close', () => {
      for (const cancel of cancels) cancel();
    });
  };

  router.get('/management-agents/:id/runs/:number/xml', (request, response) => {
    const xml = runDetailsXml(rules, run(request.params.id, request.params.number));
    response.type('application/xml').send(xml);
  });

  router.get('/management-agents/:id/pending', (request, response) => {
    response.json(pendingCounts(engine.state.world, ma(request.params.id).id));
  });

  return router;
}
