import { describe, expect, it } from 'vitest';
import {
  defaultParent,
  dnFromFlow,
  escapeRdnValue,
  isBelow,
  isHierarchical,
  rdnFor,
  splitDn,
} from './distinguished-names.js';

const PARTITION = 'DC=fabrikam,DC=example';

describe('a DN', () => {
  it('is split at the first comma that separates', () => {
    expect(splitDn('CN=Ada\\, Countess,OU=Staff')).toEqual({ rdn: 'CN=Ada\\, Countess', parent: 'OU=Staff' });
    expect(splitDn('DC=fabrikam')).toEqual({ rdn: 'DC=fabrikam', parent: '' });
  });

  it('is in a partition when it ends with its name, whole components only', () => {
    expect(isBelow(`cn=x,dc=FABRIKAM,dc=example`, PARTITION)).toBe(true);
    expect(isBelow(PARTITION, PARTITION)).toBe(true);
    expect(isBelow(`CN=x,XDC=fabrikam,DC=example`, PARTITION)).toBe(false);
  });

  it('is hierarchical where the partition is named by one', () => {
    expect([isHierarchical(PARTITION), isHierarchical('default')]).toEqual([true, false]);
  });

  it('escapes what has a meaning', () => {
    expect(escapeRdnValue('a,b+c"d\\e=f')).toBe('a\\,b\\+c\\"d\\\\e\\=f');
    expect(escapeRdnValue(' #x ')).toBe('\\ #x\\ ');
    expect(escapeRdnValue('#x')).toBe('\\#x');
  });

  it('begins as its object type does', () => {
    expect(rdnFor('organizationalUnit', 'Staff')).toBe('OU=Staff');
    expect(rdnFor('user', 'Ada')).toBe('CN=Ada');
  });

  it('takes the place that a directory gives to new objects', () => {
    expect(defaultParent('AD', PARTITION)).toBe(`CN=Users,${PARTITION}`);
    expect(defaultParent('ADAM', PARTITION)).toBe(PARTITION);
  });

  it('is made of a flowing value, unless the value is a DN of the partition already', () => {
    const place = { objectType: 'user', parent: `OU=Staff,${PARTITION}`, partitionName: PARTITION };
    expect(dnFromFlow('Ada', place)).toBe(`CN=Ada,OU=Staff,${PARTITION}`);
    expect(dnFromFlow(`CN=Ada,${PARTITION}`, place)).toBe(`CN=Ada,${PARTITION}`);
  });
});
