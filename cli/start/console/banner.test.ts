import { expect, test } from 'vitest';
import { banner, type BannerFacts } from './banner.js';
import pc from 'picocolors';

const FACTS: BannerFacts = {
  addresses: {
    api: 'http://127.0.0.1:8080',
    temporal: '127.0.0.1:7233',
    simulator: 'http://127.0.0.1:4000',
  },
  tookMs: 3_210,
  world: { server: 'SERVER1', managementAgents: 6, speed: 20 },
  dataFolder: '/srv/autosync data',
  isUsualFolder: true,
};

test('where commands find AutoSync by themselves, what it says can be typed as it is', () => {
  const text = banner(FACTS, pc.createColors(false));
  expect(text).toMatch(/Change something: npm run change$/m);
  expect(text).not.toContain('--data');
});

test('where they do not, it says what they have to be told', () => {
  const text = banner({ ...FACTS, isUsualFolder: false }, pc.createColors(false));
  expect(text).toMatch(/Change something: npm run change -- --data "\/srv\/autosync data"$/m);
  expect(text).toMatch(/^Commands in another terminal want --data "\/srv\/autosync data"\.$/m);
});
