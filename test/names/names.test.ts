import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cycleAddress } from '../../api/cycles/cycle-address.js';
import type { CycleListItem } from '../../api/cycles/cycle-store.js';
import { cycleLink } from '../../api/links.js';
import { isMeant, visibilityQuery } from '../../api/temporal/cycle-search.js';
import { parseConfiguration } from '../../config/load.js';
import { writeCommentedYaml, type Setting } from '../../config/writing/commented-yaml.js';
import type { CycleInput } from '../../domain/cycle/cycle.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { requireUsableNames } from '../../domain/management-agent/usable-names.js';
import { shortCycle } from '../../cli/autosync/printing/names.js';
import {
  bytesInIds,
  cycleId,
  importTriggerId,
  LONGEST_NAME,
  LONGEST_SCHEDULE_ID,
  LONGEST_SCHEDULED_WORKFLOW_ID,
  LONGEST_WORKFLOW_ID,
  scheduledPart,
  scheduleId,
  schedulePrefixes,
} from '../../domain/naming.js';
import { LONGEST_KEYWORD } from '../../domain/search-attributes.js';
import { cycleOptions, SEARCH_ATTRIBUTE_KEYS } from '../../workflows/cycle-options.js';
import { triedOf } from '../how-thorough.js';
import { oddName } from './odd-names.js';

/** Each case takes a hundred names, and each name all the ways: together they are 100,000, or one in ten of them. */
const NAMES_IN_A_CASE = 100;
const CASES = triedOf(1_000);
const NAMES = CASES * NAMES_IN_A_CASE;
const oddNames = fc.array(oddName, { minLength: NAMES_IN_A_CASE, maxLength: NAMES_IN_A_CASE });

/** The longest that a sync server, and a key of a caller, can be. */
const SERVER = 's'.repeat(40);
const KEY = 'k'.repeat(128);

test(
  `${NAMES} names as nobody would choose them come through unharmed, or are refused with what to do`,
  { timeout: 120_000 },
  () => {
    const carried = { configured: 0, used: 0 };
    fc.assert(
      fc.property(oddNames, (generated) => {
        const names = [...new Set(generated)];
        carried.configured += throughConfiguration(names);
        const usable = names.filter((name) => isUsable(name));
        carried.used += usable.length;
        intoIds(usable);
        throughAddresses(usable);
        throughSearch(usable);
      }),
      // A hundred names are looked through quickly: there is no need to find fewer for long.
      { numRuns: CASES, interruptAfterTimeLimit: 110_000, markInterruptAsFailure: true },
    );
    // Most are not refused: the properties above say something.
    expect(carried.configured).toBeGreaterThan(0.7 * NAMES);
    expect(carried.used).toBeGreaterThan(0.7 * NAMES);
  },
);

/** They are the same after a file of them was written and read, or the file is refused. @returns how many are the same */
function throughConfiguration(names: readonly string[]): number {
  const good = names.filter(isConfigurable);
  // All at once: it is quicker, and one refusal would hide what becomes of the others.
  const read = namesThroughConfiguration(good);
  expectSame(read.length, good.length);
  for (const [at, name] of good.entries()) expectSame(read[at], name);
  for (const name of names) {
    if (isConfigurable(name)) continue;
    const { code, message } = refusalOf(() => namesThroughConfiguration([name]));
    expect(code).toBe('invalid-configuration');
    expect(message).toContain('servers.main.managementAgents');
    expect(message).toMatch(/: write |: name /);
    expect(message.isWellFormed()).toBe(true);
  }
  return good.length;
}

/** Temporal takes the ids that are made of them; no two are alike, and they lead back to the names. */
function intoIds(names: readonly string[]): void {
  const cycles = names.map((name) => cycleId(SERVER, name, KEY));
  expect(new Set(cycles).size).toBe(names.length);
  for (const [at, name] of names.entries()) {
    const id = cycles[at] ?? '';
    if (bytes(id) > LONGEST_WORKFLOW_ID || throughUtf8(id) !== id) throw new Error(`Temporal refuses ${id}`);
    expectSame(shortCycle(SERVER, id), `${name}/${KEY}`);
  }
  const other = names.at(-1) ?? 'other';
  const triggers = names.flatMap((name) => [importTriggerId(name, other), importTriggerId(other, name)]);
  const schedules = triggers.map((trigger) => scheduleId(SERVER, trigger));
  // One pair is both: (other, other).
  expect(new Set(schedules).size).toBe(Math.max(0, 2 * names.length - 1));
  for (const [at, id] of schedules.entries()) {
    if (bytes(id) > LONGEST_SCHEDULE_ID) throw new Error(`Temporal refuses ${id}`);
    expectSame(id.startsWith(schedulePrefixes(SERVER)[0] ?? '?'), true);
    const cycle = cycleId(SERVER, other, scheduledPart(triggers[at] ?? ''));
    if (bytes(cycle) > LONGEST_SCHEDULED_WORKFLOW_ID) throw new Error(`Temporal refuses ${cycle}`);
  }
}

/** They come back out of every address of the API that holds them. */
function throughAddresses(names: readonly string[]): void {
  for (const name of names) {
    const cycle = cycleId('main', name, 'x1');
    expectSame(cycleAddress('main', lastOf(cycleLink('main', cycle))), cycle);
    // The short form, unless the name itself begins as a whole id does.
    if (name.startsWith('autosync/main/cycle/')) continue;
    const path = `/cycles/${encodeURIComponent(`${name}/x1`)}`;
    expectSame(cycleAddress('main', lastOf(path)), cycle);
  }
}

/** What is searched for finds them, and not another. */
function throughSearch(names: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    const kept = attributeOf(name);
    expectSame(kept, name);
    const filter = { server: 'main', managementAgent: name };
    const condition = managementAgentIn(visibilityQuery(filter));
    const finds = (stored: string) => matches(condition, stored) && isMeant(filter, listed(stored));
    expectSame(finds(kept), true);
    expectSame(finds(names[at - 1] ?? ''), false);
  }
}

test('no search attribute is longer than any database takes', () => {
  fc.assert(
    fc.property(oddName, (name) => {
      const { typedSearchAttributes } = cycleOptions(
        { ...INPUT, start: { kind: 'run-profile', runProfile: name } },
        'x1',
      );
      const kept = typedSearchAttributes.get(SEARCH_ATTRIBUTE_KEYS.runProfile) ?? '';
      expect(Array.from(kept).length).toBeLessThanOrEqual(LONGEST_KEYWORD);
      expect(kept.isWellFormed()).toBe(true);
      const whole = `run profile "${name}"`;
      const fits = Array.from(whole).length <= LONGEST_KEYWORD && name.isWellFormed();
      expect(fits ? kept === whole : /…$|\uFFFD/.test(kept)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

const INPUT: CycleInput = {
  server: 'main',
  managementAgent: 'HR',
  start: { kind: 'pending-exports' },
  cause: { trigger: 'operator', description: 'the test' },
  lineage: [],
  maxDepth: 10,
};

function isConfigurable(name: string): boolean {
  return name !== '' && name !== '__proto__' && name.isWellFormed();
}

/** As they are written into a file and read from it, wherever a configuration has names. */
function namesThroughConfiguration(names: readonly string[]): readonly string[] {
  const agents: Setting[] = names.map((name) => ({
    key: name,
    value: {
      settings: [
        { key: 'lockList', value: [name] },
        {
          key: 'partitions',
          value: {
            settings: [
              {
                key: name,
                value: {
                  settings: [{ key: 'runProfiles', value: { settings: [{ key: 'export', value: name }] } }],
                },
              },
            ],
          },
        },
      ],
    },
  }));
  const text = writeCommentedYaml(
    [],
    [
      {
        key: 'servers',
        value: {
          settings: [
            { key: 'main', value: { settings: [{ key: 'managementAgents', value: { settings: agents } }] } },
          ],
        },
      },
    ],
  );
  const read = parseConfiguration(throughUtf8(text), 'autosync.yaml').servers['main']?.managementAgents ?? {};
  const places = new Map(names.map((name, at) => [name, at]));
  return Object.entries(read)
    .map(([name, { lockList, partitions }]) => {
      const partition = Object.entries(partitions ?? {})[0];
      for (const each of [lockList[0], partition?.[0], partition?.[1].runProfiles?.export]) {
        expectSame(each, name);
      }
      return name;
    })
    .toSorted((a, b) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
}

function agentNamed(name: string): ManagementAgent {
  return { id: '{1}', name, category: 'AD', partitions: [], runProfiles: [] };
}

/** Whether the border to the engine lets it in; if not, it says clearly why. */
function isUsable(name: string): boolean {
  const catalogue = [agentNamed(name)];
  const inUse =
    name !== '' && name.isWellFormed() && !name.includes('\0') && bytesInIds(name) <= LONGEST_NAME;
  if (inUse) {
    expectSame(requireUsableNames(catalogue), catalogue);
    return true;
  }
  const { code, message } = refusalOf(() => requireUsableNames(catalogue));
  expect(code).toBe('unusable-name');
  expect(message).toContain(`The management agent {1} is named ${JSON.stringify(name.slice(0, 60))}`);
  expect(message).toMatch(/empty|half of a character|NUL|\d+ bytes .* may have 255/);
  return false;
}

function refusalOf(act: () => unknown): AutoSyncError {
  try {
    act();
  } catch (error) {
    if (error instanceof AutoSyncError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The same as `expect(…).toBe(…)`, which takes too long for what is true a million times. */
function expectSame(actual: unknown, wanted: unknown): void {
  if (actual === wanted) return;
  throw new Error(`It is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** As gRPC, files and sockets carry text. */
function throughUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** The last part of an address, as a server reads it after every program on the way has read it as an URL. */
function lastOf(path: string): string {
  return decodeURIComponent(new URL(path, 'http://127.0.0.1').pathname.split('/').at(-1) ?? '');
}

/** What Temporal keeps of a management agent's name: JSON in UTF-8. */
function attributeOf(managementAgent: string): string {
  const { typedSearchAttributes } = cycleOptions({ ...INPUT, managementAgent }, 'x1');
  const value = typedSearchAttributes.get(SEARCH_ATTRIBUTE_KEYS.managementAgent) ?? '';
  return JSON.parse(throughUtf8(JSON.stringify(value))) as string;
}

interface Condition {
  readonly operator: string;
  readonly text: string;
}

/** Reads a query as Temporal's parser does: within quotes, a backslash takes the next character as it is. */
function managementAgentIn(query: string): Condition | undefined {
  const fixed = `WorkflowType = 'cycle' AND AutosyncServer = 'main'`;
  expectSame(query.startsWith(fixed), true);
  const rest = query.slice(fixed.length);
  if (rest === '') return undefined;
  const written = /^ AND AutosyncManagementAgent (=|STARTS_WITH) '((?:[^'\\]|\\[^])*)'$/.exec(rest);
  if (!written) throw new Error(`It is no condition: ${rest}`);
  const [, operator = '', literal = ''] = written;
  return { operator, text: literal.replaceAll(/\\([^])/g, '$1') };
}

function matches(condition: Condition | undefined, stored: string): boolean {
  if (condition === undefined) return true;
  return condition.operator === '=' ? stored === condition.text : stored.startsWith(condition.text);
}

function listed(managementAgent: string): CycleListItem {
  return {
    cycle: 'autosync/main/cycle/AD/1',
    runId: '1',
    managementAgent,
    startsWith: 'export',
    trigger: 'operator',
    outcome: 'completed',
    startedAt: '2001-01-01T10:00:00.000Z',
  };
}
