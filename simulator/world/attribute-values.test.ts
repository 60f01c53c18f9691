import { describe, expect, it } from 'vitest';
import {
  canonicalAttributes,
  canonicalValue,
  fitToAttribute,
  sameAttributes,
  sameValue,
  withChanges,
} from './attribute-values.js';

describe('a value', () => {
  it('has one spelling: no order, no repetition, nothing empty', () => {
    expect(canonicalValue(['b', 'a', 'b', ''])).toEqual(['a', 'b']);
    expect(canonicalValue(['a'])).toBe('a');
    expect([canonicalValue(''), canonicalValue([]), canonicalValue(null)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(canonicalAttributes({ a: ['x'], b: null, c: '' })).toEqual({ a: 'x' });
  });

  it('is the same only in the same case', () => {
    expect(sameValue('a', 'a')).toBe(true);
    expect(sameValue('a', 'A')).toBe(false);
    expect(sameValue(['a', 'b'], ['a'])).toBe(false);
    expect(sameValue(undefined, undefined)).toBe(true);
  });

  it('fits a single-valued attribute by its first', () => {
    expect(fitToAttribute(['a', 'b'], false)).toBe('a');
    expect(fitToAttribute(['a', 'b'], true)).toEqual(['a', 'b']);
    expect(fitToAttribute(undefined, false)).toBeUndefined();
  });
});

describe('attributes', () => {
  it('take changes, and lose what is emptied', () => {
    expect(withChanges({ a: '1', b: '2' }, { a: null, b: '3', c: ['4'] })).toEqual({ b: '3', c: '4' });
  });

  it('are the same with the same names and values', () => {
    expect(sameAttributes({ a: '1' }, { a: '1' })).toBe(true);
    expect(sameAttributes({ a: '1' }, { b: '1' })).toBe(false);
    expect(sameAttributes({ a: '1' }, { a: '1', b: '2' })).toBe(false);
  });
});
