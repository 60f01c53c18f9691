import fc from 'fast-check';
import { expect, it } from 'vitest';
import { triggerNames } from './trigger-names.js';

it('names triggers by the management agent and by what they do', () => {
  const names = triggerNames();
  expect(names.nameFor('Fabrikam AD', 'Full Sync')).toBe('fabrikam-ad-full-sync');
  expect(names.nameFor('Fabrikam AD', 'full sync')).toBe('fabrikam-ad-full-sync-2');
  expect(names.nameFor('Müller', '(1)')).toBe('muller-1');
  expect(names.nameFor('人事', '同期')).toBe('trigger');
});

it('gives names that the schema takes, and none twice', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 30 }), (wanted) => {
      const names = triggerNames();
      const given = wanted.map(([managementAgent, title]) => names.nameFor(managementAgent, title));
      for (const name of given) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/);
      expect(new Set(given).size).toBe(given.length);
    }),
  );
});
