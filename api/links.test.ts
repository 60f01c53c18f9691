import { expect, test } from 'vitest';
import { cycleLink, serverLinks, webUiLink } from './links.js';

test('names are encoded, slashes too', () => {
  expect(serverLinks('default').cycles).toBe('/api/v1/servers/default/cycles');
  expect(cycleLink('default', 'autosync/default/cycle/Müller / AD/a')).toBe(
    '/api/v1/servers/default/cycles/autosync%2Fdefault%2Fcycle%2FM%C3%BCller%20%2F%20AD%2Fa',
  );
});

test('the Web UI may be below a path, with or without a slash at the end', () => {
  const link = 'https://t.example/ui/namespaces/n%20s/workflows/a%2Fb/r/history';
  expect(webUiLink({ url: 'https://t.example/ui', namespace: 'n s' }, 'a/b', 'r')).toBe(link);
  expect(webUiLink({ url: 'https://t.example/ui/', namespace: 'n s' }, 'a/b', 'r')).toBe(link);
});
