import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import type { WorldDefinition } from '../world-definition.js';
import { scenarioSchema } from './scenario-schema.js';
import { worldFromScenario } from './world-from-scenario.js';

/**
 * Reads a scenario file (YAML).
 *
 * @throws AutoSyncError `invalid-configuration` if the file cannot be read or is not a scenario; the message names
 *   the file, the path in it, the value and the fix
 */
export async function readScenario(file: string): Promise<WorldDefinition> {
  return worldFromScenarioText(await readText(file), file);
}

/**
 * Reads a scenario's text.
 *
 * @param file names the text in messages
 * @throws AutoSyncError `invalid-configuration`, see {@link readScenario}
 */
export function worldFromScenarioText(text: string, file: string): WorldDefinition {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new AutoSyncError('invalid-configuration', `${file} is not YAML: ${broken.message.trim()}`);
  }
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map((issue) => `\n  ${describeIssue(issue)}`);
    throw new AutoSyncError('invalid-configuration', `${file} is not a scenario:${issues.join('')}`);
  }
  return worldFromScenario(parsed.data, file);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const nested = issue.code === 'invalid_union' ? deepestBranch(issue.errors) : undefined;
  if (nested !== undefined) {
    return describeIssue({ ...nested, path: [...issue.path, ...nested.path] });
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((key) => describeIssue({ ...key, path: issue.path })).join('; ');
  }
  const path = issue.path.map(String).join(' > ');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

/** Of the alternatives of a union, the one whose author meant it: the one that failed deepest, or in its own words. */
function deepestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined {
  const firsts = branches.flatMap((branch) => branch[0] ?? []);
  return (
    firsts.find((issue) => issue.code === 'custom') ??
    firsts.toSorted((a, b) => b.path.length - a.path.length)[0]
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AutoSyncError(
      'invalid-configuration',
      `The scenario file ${file} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${ensureError(error).message})`}. Name a YAML file that holds a scenario.`,
      { cause: error },
    );
  }
}
