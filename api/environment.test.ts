import { expect, test } from 'vitest';
import { readAccessSettings } from './access/access-settings.js';
import { readApiEnvironment } from './environment.js';

test('without settings it is port 8080 and no Web UI', () => {
  expect(readApiEnvironment({})).toEqual({
    port: 8080,
    access: readAccessSettings({}),
    auditFile: '.autosync/audit/audit.log',
  });
});

test('takes each setting', () => {
  const env = {
    AUTOSYNC_PORT: '0',
    AUTOSYNC_WEB_UI: 'http://127.0.0.1:8233',
    AUTOSYNC_AUDIT: '/var/log/autosync.log',
    AUTOSYNC_KEYS: '/etc/autosync/keys.json',
  };
  expect(readApiEnvironment(env)).toEqual({
    port: 0,
    webUiUrl: 'http://127.0.0.1:8233',
    access: readAccessSettings(env),
    auditFile: '/var/log/autosync.log',
  });
});

test.each([
  [{ AUTOSYNC_PORT: '65536' }, 'AUTOSYNC_PORT is "65536"'],
  [{ AUTOSYNC_PORT: 'http' }, 'AUTOSYNC_PORT is "http"'],
  [{ AUTOSYNC_PORT: '-1' }, 'AUTOSYNC_PORT is "-1"'],
  [{ AUTOSYNC_WEB_UI: '127.0.0.1:8233' }, 'AUTOSYNC_WEB_UI is "127.0.0.1:8233"'],
  [{ AUTOSYNC_WEB_UI: 'javascript:alert(1)' }, 'AUTOSYNC_WEB_UI is "javascript:alert(1)"'],
])('%j is refused: %s', (env, message) => {
  expect(() => readApiEnvironment(env)).toThrow(message);
});
