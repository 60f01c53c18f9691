import { expect, it } from 'vitest';
import { isTimeZone } from './time-zone.js';

it.each(['Europe/Vienna', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is one', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

it.each(['+02:00', '', 'Middle-earth/Shire', '02:00'])('"%s" is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});
