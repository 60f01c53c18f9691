import { describe, expect, it } from 'vitest';
import { managementAgentMeant, namesMeaning, saidOfManagementAgent } from './whose-settings.js';

const HR = { id: '{A}', name: 'HR' };
const AD = { id: '{B}', name: 'AD' };

/** What is said of a management agent of this catalogue, under the keys with these ids. */
function said(
  ma: typeof HR,
  ids: Readonly<Record<string, string | null>>,
  catalogue: readonly (typeof HR)[] = [ma],
): string | undefined {
  const words = Object.fromEntries(Object.keys(ids).map((key) => [key, `under ${key}`]));
  return saidOfManagementAgent(words, ma, { ids, catalogue });
}

describe('what is said of a management agent', () => {
  it.each(['HR', 'hr', '{A}', '{a}'])('stands under its name or id: %s', (key) => {
    expect(said(HR, { [key]: null })).toBe(`under ${key}`);
    expect(said(AD, { [key]: null })).toBeUndefined();
    expect(saidOfManagementAgent({ [key]: 1 }, HR, { catalogue: [HR] })).toBe(1);
  });

  it('follows it when it is renamed', () => {
    expect(said({ ...HR, name: 'Personnel' }, { HR: '{a}', AD: '{B}' })).toBe('under HR');
  });

  it('follows its name when it is made anew with another id', () => {
    expect(said({ ...HR, id: '{C}' }, { HR: '{A}' })).toBe('under HR');
  });

  it('stays with a renamed one, whoever has its name now', () => {
    const renamed = { ...HR, name: 'HR old' };
    const made = { id: '{C}', name: 'HR' };
    expect(said(renamed, { HR: '{A}' }, [renamed, made])).toBe('under HR');
    expect(said(made, { HR: '{A}' }, [renamed, made])).toBeUndefined();
  });

  it('counts by its id before what counts by its name, in whatever order they stand', () => {
    expect(said(HR, { HR: null, Personnel: '{A}' })).toBe('under Personnel');
    expect(said(HR, { HR: null, '{a}': null })).toBe('under {a}');
  });

  it('is nothing where the settings that count do not say it', () => {
    const meaning = { ids: { HR: null, Personnel: '{A}' }, catalogue: [HR] };
    expect(saidOfManagementAgent({ HR: true }, HR, meaning)).toBeUndefined();
  });

  it('is nothing that JavaScript says of every object', () => {
    const odd = { id: '{A}', name: 'constructor' };
    expect(saidOfManagementAgent({}, odd, { ids: { constructor: null }, catalogue: [odd] })).toBeUndefined();
  });
});

describe('a name in a lock list or a window', () => {
  const renamed = { ...HR, name: 'Personnel' };
  const meaning = { ids: { HR: '{A}', AD: null }, catalogue: [renamed, AD, { id: '{C}', name: 'HR' }] };

  it.each([
    ['HR', '{A}'],
    ['hr', '{A}'],
    ['Personnel', '{A}'],
    ['{a}', '{A}'],
    ['AD', '{B}'],
    ['{C}', '{C}'],
  ])('%s means the one whose settings stand under it, else the one of that id or name', (name, id) => {
    expect(managementAgentMeant(name, meaning)?.id).toBe(id);
  });

  it('that nobody has means nobody', () => {
    expect(managementAgentMeant('Phones', meaning)).toBeUndefined();
  });

  it('is one of all that mean it', () => {
    expect(namesMeaning(renamed, meaning)).toEqual(['{A}', 'Personnel', 'HR']);
    expect(namesMeaning({ id: '{C}', name: 'HR' }, meaning)).toEqual(['{C}']);
  });
});
