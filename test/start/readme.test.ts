import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppliedConfiguration } from '../../api/configuration/configuration-schema.js';
import type { ServerStatus } from '../../api/servers/server-status.js';
import type { TriggerAnswer } from '../../api/triggers/trigger-schema.js';
import { simulatorClient } from '../../simulator/client.js';
import { until } from '../rig/until.js';
import { readmeSection, scriptOf, type ReadmeCommand } from './readme.js';
import { PROJECT, runningFrom, runScript, type Started } from './started.js';

const { commands, yaml } = readmeSection('Set it up for your server');
const untyped = [...commands];

/** Where the reader sits: like the clone, with nothing in it but what is shipped. */
let folder: string;
let installation: Started;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-readme-'));
  await symlink(join(PROJECT, 'examples'), join(folder, 'examples'), 'junction');
  installation = start(nextLine('npm start'));
});
afterAll(async () => {
  installation.child.kill('SIGTERM');
  await installation.ended();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** The line that README.md has next. */
function nextLine(begins: string): ReadmeCommand {
  const command = untyped.shift();
  expect(command?.line).toMatch(new RegExp(`^${begins}`));
  if (command === undefined) throw new Error('unreachable: it begins so');
  return command;
}

function start({ line }: ReadmeCommand, ...more: readonly string[]): Started {
  const { script, args } = scriptOf(line);
  return runScript(script, [...args, ...more], folder);
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

async function ended(started: Started): Promise<Ran> {
  const { code } = await started.ended();
  return { code, output: started.output() };
}

/** Types the line that README.md has next, and finds what its comment promises. */
async function type(begins: string, ...more: readonly string[]): Promise<Ran> {
  const command = nextLine(begins);
  const ran = await ended(start(command, ...more));
  for (const promise of command.promises) expect(ran.output).toContain(promise);
  return ran;
}

/** The same where the reader is asked, and agrees. */
async function typeAndAgree(begins: string): Promise<Ran> {
  const ran = await type(begins, '--yes');
  expect(await applied()).toMatchObject({ pending: [] });
  return ran;
}

/** Types the first line again that begins so. */
async function typeAgain(begins: string): Promise<Ran | undefined> {
  const command = commands.find(({ line }) => line.startsWith(begins));
  return command && ended(start(command));
}

function autosync(...args: readonly string[]): Promise<Ran> {
  return ended(runScript('dist/cli/autosync.js', args, folder));
}

async function applied(): Promise<AppliedConfiguration> {
  return JSON.parse((await autosync('config', 'show', '--json')).output) as AppliedConfiguration;
}

async function status(): Promise<ServerStatus> {
  const { output } = await autosync('status', '--json');
  const [only] = (JSON.parse(output) as { servers: ServerStatus[] }).servers;
  if (!only) throw new Error(output);
  return only;
}

async function controlOf(wanted: string): Promise<string | undefined> {
  return (await status()).managementAgents.find(({ name }) => name === wanted)?.control;
}

/** A trigger without a time to fire next has no schedule yet: nobody can pause it. */
async function trigger(wanted: string): Promise<TriggerAnswer | undefined> {
  const { output } = await autosync('triggers', '--json');
  return (JSON.parse(output) as { triggers: TriggerAnswer[] }).triggers.find(({ id }) => id === wanted);
}

/** So many people have an account in the connected directory itself. */
async function accounts(): Promise<number> {
  const { simulator = '' } = await runningFrom(join(folder, '.autosync'));
  return (await simulatorClient(simulator).directory('Fabrikam AD', 'user')).length;
}

/** Nothing that was begun before carries away what comes now. */
function untilAtRest(): Promise<void> {
  return until(async () => {
    const { running, waiting } = await status();
    return running.length + waiting.length === 0;
  });
}

const HR_IMPORT = 'import/HR/default';
const WELL = { code: 0 };

describe('what README.md says of setting it up', () => {
  it('starts everything', async () => {
    await installation.shows('AutoSync is up');
    // No import of HR but those that the reader asks for: another one would carry the hire away.
    await until(async () => (await trigger(HR_IMPORT))?.nextFiring !== undefined);
    expect(await autosync('triggers', 'pause', HR_IMPORT)).toMatchObject(WELL);
  });

  it('makes a configuration, checks and applies it', async () => {
    expect(await type('npx autosync config init')).toMatchObject(WELL);
    expect(await type('npx autosync config check')).toMatchObject(WELL);
    expect(await typeAndAgree('npx autosync config apply')).toMatchObject(WELL);
    expect((await applied()).text).toBe(await readFile(join(folder, 'autosync.yaml'), 'utf8'));
  });

  it('carries a change through', async () => {
    await untilAtRest();
    expect(await type('npm run change')).toMatchObject(WELL);
    expect(await type('npx autosync run')).toMatchObject(WELL);
  });

  it('holds an export, shows it, and runs it once it is approved', async () => {
    const file = join(folder, 'autosync.yaml');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace(/^ +Fabrikam AD:\n/m, `$&${yaml}`));
    expect(await typeAndAgree('npx autosync config apply')).toMatchObject(WELL);
    await untilAtRest();
    expect(await type('npm run change')).toMatchObject(WELL);
    const held = await type('npx autosync run');
    expect(held).toMatchObject({ code: 8 });
    expect(await type('npx autosync status')).toMatchObject(WELL);
    const unapproved = await accounts();
    expect(await type('npx autosync approve')).toMatchObject(WELL);
    const [, cycle = ''] = /autosync cycle (\S+) --follow/.exec(held.output) ?? [];
    expect(await autosync('cycle', cycle, '--follow')).toMatchObject(WELL);
    expect(await accounts()).toBe(unapproved + 1);
    expect(await type('npx autosync runs')).toMatchObject(WELL);
    expect((await status()).holds).toEqual([]);
  });

  it('stops a management agent and starts it again', async () => {
    expect(await type('npx autosync stop')).toMatchObject(WELL);
    expect(await controlOf('Phone System')).toBe('stopped');
    expect(await type('npx autosync start')).toMatchObject(WELL);
    expect(await controlOf('Phone System')).toBe('started');
  });

  it('goes back to an earlier revision, which holds nothing', async () => {
    expect(await type('npx autosync config history')).toMatchObject(WELL);
    expect(await typeAndAgree('npx autosync config rollback')).toMatchObject(WELL);
    expect(await applied()).toMatchObject({ revision: 4, rolledBackTo: 2 });
    await untilAtRest();
    expect(await typeAgain('npm run change')).toMatchObject(WELL);
    expect(await typeAgain('npx autosync run')).toMatchObject(WELL);
  });

  it('imports a configuration of Lithnet AutoSync, and checks it', async () => {
    expect(await type('npx autosync config import')).toMatchObject(WELL);
    expect(await type('npx autosync config check')).toMatchObject(WELL);
  });

  it('and no more', () => {
    expect(untyped).toEqual([]);
  });
});
