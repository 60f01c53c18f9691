import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSoundWorld } from '../../../test/fixtures/server-exports/expect-sound-world.js';
import { AutoSyncError } from '../../../domain/errors.js';
import type { WorldDefinition } from '../world-definition.js';
import { isConfigurationFile, openConfigurationFile, type ConfigurationFile } from './configuration-file.js';
import { worldFromExport } from './world-from-export.js';

const FABRIKAM = path.join(import.meta.dirname, '../../../examples/fabrikam');

/** Reads the intact export with one file replaced. */
function readWith(
  intact: ReadonlyMap<string, ConfigurationFile>,
  name: string,
  bytes: Uint8Array,
): WorldDefinition | AutoSyncError {
  try {
    const files = new Map([...intact, [name, openConfigurationFile(name, bytes)]]);
    return worldFromExport([...files.values()], 'fabrikam');
  } catch (error) {
    if (error instanceof AutoSyncError) {
      return error;
    }
    throw error;
  }
}

describe('a damaged export', async () => {
  const names = (await readdir(FABRIKAM)).filter(isConfigurationFile);
  const bytesOf = new Map<string, Buffer>();
  for (const name of names) {
    bytesOf.set(name, await readFile(path.join(FABRIKAM, name)));
  }
  const intact = new Map([...bytesOf].map(([name, bytes]) => [name, openConfigurationFile(name, bytes)]));

  it('is refused with the name of the file, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double({ min: 0, max: 0.98, noNaN: true }), (name, share) => {
        const bytes = bytesOf.get(name) ?? Buffer.alloc(0);
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        const answer = readWith(intact, name, cut);
        expect(answer).toMatchObject({
          code: 'invalid-server-export',
          message: expect.stringContaining(name),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('that lacks an element is refused, or read into a sound definition', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, pick) => {
        const encoding = name.includes('PHONE') ? 'utf16le' : 'utf8';
        const text = bytesOf.get(name)?.toString(encoding) ?? '';
        const leaves = [...text.matchAll(/<([\w-]+)[^<>/]*>[^<>]*<\/\1>/g)];
        const leaf = leaves[pick % leaves.length]?.[0] ?? '';
        const without = Buffer.from(text.replace(leaf, ''), encoding);
        const answer = readWith(intact, name, without);
        expect(answer instanceof AutoSyncError ? answer.code : 'read').toMatch(
          /^(read|invalid-server-export)$/,
        );
        if (!(answer instanceof AutoSyncError)) {
          expectSoundWorld(answer);
        }
      }),
      { numRuns: 150 },
    );
  });
});
