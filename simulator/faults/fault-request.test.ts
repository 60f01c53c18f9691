import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { worldFromScenarioText } from '../definition/scenario/read-scenario.js';
import { faultRequestSchema } from './fault-request.js';

const PAGE = new URL('../../docs/simulator.md', import.meta.url);
const SCENARIO = new URL('../../examples/scenarios/hr-and-ad.yaml', import.meta.url);

describe('docs/simulator.md', () => {
  it('has every kind of fault, and no other', async () => {
    const described = [...(await readFile(PAGE, 'utf8')).matchAll(/^\| `([a-z-]+)` \|/gm)].map(
      ([, kind]) => kind,
    );
    expect(described).toEqual(faultRequestSchema.options.map((option) => option.shape.kind.value));
  });

  it('shows faults that a scenario can have', async () => {
    const [shown = ''] = /^ {4}faults:\n(?: {4}.*\n)+/m.exec(await readFile(PAGE, 'utf8')) ?? [];
    const text = `${await readFile(SCENARIO, 'utf8')}\n${shown.replaceAll(/^ {4}/gm, '')}`;
    expect(worldFromScenarioText(text, 'the page').faults).toMatchObject([
      { kind: 'step-stopped', seed: 7 },
      { kind: 'partial-import', times: 1 },
    ]);
  });
});
