import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectToTemporal, environmentFor, temporalSettings } from './connection.js';

test('without settings it is the usual port of this host', () => {
  expect(temporalSettings(environmentWithout())).toMatchObject({
    address: 'localhost:7233',
    namespace: 'default',
    connectionOptions: { address: 'localhost:7233' },
  });
});

test("Temporal's own variables say where it is", () => {
  const env = {
    ...environmentWithout(),
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'iam',
  };
  expect(temporalSettings(env)).toMatchObject({ address: 'temporal.example:7233', namespace: 'iam' });
});

test('a profile file that is broken is a clear error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'autosync-profile-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'temporal.toml');
  await writeFile(file, '[profile.default\n');
  expect(() => temporalSettings({ TEMPORAL_CONFIG_FILE: file })).toThrow(
    expect.objectContaining({ code: 'invalid-configuration' }),
  );
});

test('the environment for our own server has nothing left of another', () => {
  const env = environmentFor('127.0.0.1:4711', {
    HOME: '/home/me',
    TEMPORAL_ADDRESS: 'cloud.example:7233',
    TEMPORAL_API_KEY: 'secret',
    TEMPORAL_PROFILE: 'cloud',
  });
  expect(env).toMatchObject({ HOME: '/home/me', TEMPORAL_ADDRESS: '127.0.0.1:4711' });
  expect(env).not.toHaveProperty('TEMPORAL_API_KEY');
  expect(env).not.toHaveProperty('TEMPORAL_PROFILE');
  const { address, namespace, connectionOptions } = temporalSettings(env);
  expect({ address, namespace }).toEqual({ address: '127.0.0.1:4711', namespace: 'default' });
  expect(connectionOptions.tls).toBeUndefined();
});

test('nobody there: temporal-unreachable, with the address', async () => {
  const settings = temporalSettings(environmentFor('127.0.0.1:1'));
  const connecting = connectToTemporal({
    ...settings,
    connectionOptions: { ...settings.connectionOptions, connectTimeout: 100 },
  } as typeof settings);
  await expect(connecting).rejects.toThrow(
    expect.objectContaining({
      code: 'temporal-unreachable',
      message: expect.stringContaining('127.0.0.1:1') as string,
    }),
  );
});

/** The environment of a user who has set nothing for Temporal's tools. */
function environmentWithout(): NodeJS.ProcessEnv {
  const { TEMPORAL_ADDRESS: _address, TEMPORAL_NAMESPACE: _namespace, ...env } = environmentFor('', {});
  return env;
}
