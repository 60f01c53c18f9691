import { describe, expect, it } from 'vitest';
import { controlledManagementAgents, controllerOf } from './controllers.js';
import { parseConfiguration } from '../load.js';
import type { ServerConfiguration } from '../schema.js';

const AD = { id: '{6B5F4D3C-0000-4000-8000-000000000002}' };

function server(yaml: string): ServerConfiguration {
  const { main } = parseConfiguration(`servers: { main: { ${yaml} } }`, 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return main;
}

describe('controllers in the configuration', () => {
  it('are for all management agents, or for some', () => {
    const all = server(`controller: { url: 'https://a.test/' }, managementAgents: {
      hr: { controller: none }, '${AD.id.toLowerCase()}': { controller: { url: 'http://b.test/x', timeout: 3s } } }`);
    expect(controllerOf(all, 'hr')).toBeUndefined();
    expect(controllerOf(all, AD.id.toLowerCase())).toEqual({
      url: 'http://b.test/x',
      timeout: 3_000,
      reachedWithin: 60_000,
    });
    const ofServer = { url: 'https://a.test/', timeout: 10_000, reachedWithin: 60_000 };
    expect(controllerOf(all, undefined)).toEqual(ofServer);
    expect(controllerOf(all, 'gone')).toEqual(ofServer);
    expect(controlledManagementAgents(all)).toEqual({
      all: true,
      managementAgents: { hr: false, [AD.id.toLowerCase()]: true },
    });
  });

  it('are none where none is named', () => {
    expect(controllerOf(server(''), undefined)).toBeUndefined();
    expect(controlledManagementAgents(server('managementAgents: { HR: {} }'))).toBeUndefined();
  });

  it.each(['ftp://a.test/', 'a.test', ''])('are not at "%s"', (url) => {
    expect(() => server(`controller: { url: '${url}' }`)).toThrow(/controller\.url.*write an address/);
  });

  it.each(['timeout', 'reachedWithin'])('answer within a minute: %s', (setting) => {
    expect(() => server(`controller: { url: 'http://a.test', ${setting}: 2m }`)).toThrow('no more than 60s');
  });
});
