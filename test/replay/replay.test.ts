import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { HISTORIES } from './histories.js';

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));

/** Cycles that are under way when a new version is deployed must go on under it. */
describe('the workflows of today replay what those of yesterday did', () => {
  it('there is one history of each kind', () => {
    expect(files.map((name) => name.replace('.json', '')).toSorted()).toEqual([
      'configuration',
      'cycle-asked-for-by-its-parent',
      'cycle-cancelled-in-a-run',
      'cycle-cancelled-while-waiting',
      'cycle-child-of-a-hire',
      'cycle-coalesced',
      'cycle-failed-run',
      'cycle-follow-ups-of-a-run',
      'cycle-going-on-slowly',
      'cycle-handing-over',
      'cycle-hire',
      'cycle-no-change',
      'cycle-pending-exports',
      'cycle-refused',
      'run-lock-continued-as-new',
      'run-lock-from-nothing',
    ]);
  });

  it.each(files)('%s', async (name) => {
    await expectReplay(readFileSync(join(HISTORIES, name), 'utf8'));
  });

  it('a workflow that decides otherwise is caught', async () => {
    const text = readFileSync(join(HISTORIES, 'cycle-hire.json'), 'utf8');
    await expect(expectReplay(text.replaceAll('"name": "runProfile"', '"name": "startRun"'))).rejects.toThrow(
      /nondeterminism/i,
    );
  });
});

async function expectReplay(text: string): Promise<void> {
  const history = historyFromJSON(JSON.parse(text));
  // A cycle names its requests and its children after its own workflow id.
  const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  await Worker.runReplayHistory(
    {
      workflowBundle: { codePath: WORKFLOW_BUNDLE },
      sinks: { events: { report: { fn: () => undefined, callDuringReplay: false } } },
    },
    history,
    workflowId ?? undefined,
  );
}
