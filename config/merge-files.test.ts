import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration, loadConfigurationAndText, parseConfiguration } from './load.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text);
}

describe('a folder of configuration files', () => {
  it('is one configuration, and one text that says the same', async () => {
    await write('10-server.yaml', 'servers: { main: { runMode: exclusive }, other: {} }');
    await write('20-hr.yml', 'servers: { main: { managementAgents: { HR: { importInterval: 1h } } } }');
    await write(
      '30-ad.yaml',
      'servers: { main: { managementAgents: { AD: &ad { lockList: [HR] }, GAL: *ad } } }',
    );
    await write('notes.txt', 'not: yaml: at: all');
    const { configuration, text } = await loadConfigurationAndText(folder);
    const { main, other } = configuration.servers;
    expect(other).toBeDefined();
    expect(main?.runMode).toBe('exclusive');
    expect(Object.keys(main?.managementAgents ?? {})).toEqual(
      ['AD', 'GAL', 'HR'].toSorted((a) => (a === 'HR' ? -1 : 1)),
    );
    expect(main?.managementAgents['GAL']?.lockList).toEqual(['HR']);
    expect(parseConfiguration(text, 'the text')).toEqual(configuration);
  });

  it.each([
    ['a setting', 'servers: { main: { runMode: exclusive } }', 'servers.main.runMode'],
    [
      'a management agent, in whatever letters',
      'servers: { main: { managementAgents: { hr: {} } } }',
      'servers.main.managementAgents.hr',
    ],
  ])('that says %s twice is refused, with both files', async (_, second, path) => {
    await write('a.yaml', 'servers: { main: { runMode: supported, managementAgents: { HR: {} } } }');
    await write('b.yaml', second);
    await expect(loadConfiguration(folder)).rejects.toThrow(
      `${path} stands in ${join(folder, 'a.yaml')} and in ${join(folder, 'b.yaml')}: leave it in one of them.`,
    );
  });

  it('without a file, or with one that is none, is refused', async () => {
    await expect(loadConfiguration(folder)).rejects.toThrow(`${folder} has no file that ends with .yaml`);
    await write('a.yaml', 'servers: [main]');
    await expect(loadConfiguration(folder)).rejects.toThrow('servers holds no settings by name');
    await write('a.yaml', 'servers: {');
    await expect(loadConfiguration(folder)).rejects.toThrow(`${join(folder, 'a.yaml')} is no valid YAML`);
  });

  it('is checked as one file is', async () => {
    await write('a.yaml', 'servers: { main: { runMode: wild } }');
    await expect(loadConfiguration(folder)).rejects.toThrow(`${folder}: servers.main.runMode is "wild"`);
    await write('a.yaml', 'servers: { main: {} }\n__proto__: { a: 1 }');
    await expect(loadConfiguration(folder)).rejects.toThrow('"__proto__"');
  });
});
