import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AD, changingAgent, company } from '../fixtures/company.js';
import { createOperator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { startSimulator } from '../server.js';
import { createSimulator } from '../simulator.js';
import { deserializeState, serializeState } from './saved-state.js';

describe('a saved state', () => {
  it('gives the same world again, indexes and all', () => {
    const operator = createOperator(company);
    const population = { objectsPerManagementAgent: 10, seed: 1 };
    operator.simulator.fill(population);
    runToRest(operator);
    operator.simulator.change({ count: 10, seed: 2 });
    operator.run('HR', 'DI');
    const text = serializeState(operator.simulator.state);
    const { restored } = deserializeState(text, company, 1, operator.clock.now());
    expect(restored).toEqual(operator.simulator.state);
    expect(restored && serializeState(restored)).toBe(text);
  });

  it('ends the runs that were going on when it was saved', () => {
    const operator = createOperator(company);
    operator.simulator.engine.start('HR', 'DI', 'me');
    const text = serializeState(operator.simulator.state);
    const { restored } = deserializeState(text, company, 1, operator.clock.now() + 5000);
    expect(restored?.engine.runs).toMatchObject([
      {
        result: 'stopped-server-shutdown',
        end: operator.clock.now() + 5000,
        steps: [{ result: 'stopped-server-shutdown', end: operator.clock.now() + 5000 }],
      },
    ]);
    const { engine } = createSimulator({
      definition: company,
      speed: 1,
      seed: 1,
      clock: operator.clock,
      ...(restored ? { restored } : {}),
    });
    expect(engine.start('HR', 'DI', 'me')).toEqual({ started: true, runNumber: 2 });
  });

  it('has the armed faults, and how often they have struck', () => {
    const operator = createOperator(company);
    const { fate } = operator.simulator;
    fate.arm({ kind: 'step-stopped', result: 'stopped-deadlocked', managementAgent: 'HR', times: 2 });
    fate.arm({ kind: 'engine-down', seconds: 60 });
    operator.run('HR', 'DI');
    const { restored } = deserializeState(serializeState(operator.simulator.state), company, 1, 0);
    expect(restored?.faults).toEqual(operator.simulator.state.faults);
    const again = createSimulator({
      definition: company,
      speed: 1,
      seed: 1,
      clock: operator.clock,
      ...(restored ? { restored } : {}),
    });
    expect(again.fate.down()).toBe('unavailable');
    again.engine.start('HR', 'DI', 'me');
    operator.clock.advanceUntilIdle();
    expect(again.engine.run('HR', 2).result).toBe('stopped-deadlocked');
    expect(again.fate.armed()).toMatchObject([{ struck: 2, spent: true }, {}]);
  });

  it('of a version that knew no faults has none, whatever the definition arms', () => {
    const { state } = createOperator(company).simulator;
    const { faults: _unknown, ...older } = JSON.parse(serializeState(state)) as Record<string, unknown>;
    expect(deserializeState(JSON.stringify(older), company, 1, 0).restored?.faults).toEqual(state.faults);
  });

  it('leaves the runs that an engine crash left behind as they are', () => {
    const operator = createOperator(company);
    operator.simulator.engine.start('HR', 'DI', 'me');
    operator.simulator.crash('in-progress', 0);
    const { restored } = deserializeState(serializeState(operator.simulator.state), company, 1, 5);
    expect(restored?.engine.runs).toEqual(operator.simulator.state.engine.runs);
    expect(restored?.engine.runs[0]).toMatchObject({ result: 'in-progress', crashed: true });
  });

  it('ends a run that was completing, without its progress', () => {
    const operator = createOperator(company);
    operator.simulator.fate.arm({ kind: 'slow-completion' });
    operator.simulator.engine.start('HR', 'DI', 'me');
    operator.clock.advance(10_000);
    expect(operator.simulator.engine.run('HR', 1).steps[0]?.progress).toMatch(/^\d+\/100$/);
    const { restored } = deserializeState(serializeState(operator.simulator.state), company, 1, 5);
    expect(restored?.engine.runs[0]?.steps[0]).toMatchObject({ end: 5, result: 'stopped-server-shutdown' });
    expect(restored?.engine.runs[0]?.steps[0]).not.toHaveProperty('progress');
  });

  it.each([
    [
      'of another configuration',
      serializeState(createOperator(changingAgent(company, AD, { name: 'AD2' })).simulator.state),
    ],
    ['of another configuration or another seed', serializeState(createOperator(company, 2).simulator.state)],
    ['not a state file', '{"format":'],
    ['not a state file', '{"format":1,"objects":[]}'],
  ])('is refused with the reason: %s', (reason, text) => {
    expect(deserializeState(text, company, 1, 0)).toEqual({ reason: expect.stringContaining(reason) });
  });
});

describe('a state file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autosync-simulator-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('carries the world from one start to the next', async () => {
    const stateFile = join(folder, 'deep', 'world.json');
    const notices: string[] = [];
    const start = () =>
      startSimulator({
        definition: company,
        speed: 100,
        seed: 1,
        stateFile,
        onNotice: (notice) => notices.push(notice),
      });
    const first = await start();
    first.simulator.add('HR', { objectType: 'employee', attributes: { employeeId: '1001' } });
    first.simulator.engine.start('HR', 'DI', 'me');
    await first.close();
    const second = await start();
    expect(second.simulator.objects('HR')).toMatchObject([{ anchor: '1001' }]);
    expect(second.simulator.engine.lastRun(company.managementAgents[0]?.id ?? '')?.result).toBe(
      'stopped-server-shutdown',
    );
    await second.close();
    expect(notices).toEqual([]);
  });

  it('that is of no use is replaced, and the operator is told', async () => {
    const stateFile = join(folder, 'world.json');
    await writeFile(stateFile, 'not JSON');
    const notices: string[] = [];
    const running = await startSimulator({
      definition: company,
      speed: 100,
      seed: 1,
      stateFile,
      onNotice: (notice) => notices.push(notice),
    });
    expect(notices).toEqual([expect.stringContaining(`starts afresh: ${stateFile}`)]);
    running.simulator.add('HR', { objectType: 'employee', attributes: { employeeId: '1001' } });
    await running.close();
    expect(JSON.parse(await readFile(stateFile, 'utf8'))).toMatchObject({ format: 1, changeCount: 1 });
  });

  it('that cannot be written is told, and the simulator goes on', async () => {
    const notices: string[] = [];
    const running = await startSimulator({
      definition: company,
      speed: 100,
      seed: 1,
      stateFile: join(folder, 'file', 'world.json'),
      onNotice: (notice) => notices.push(notice),
    });
    await writeFile(join(folder, 'file'), 'in the way');
    running.simulator.add('HR', { objectType: 'employee', attributes: { employeeId: '1001' } });
    await running.close();
    expect(notices).toEqual([expect.stringContaining('could not be saved')]);
  });
});
