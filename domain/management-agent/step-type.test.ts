import { describe, expect, it } from 'vitest';
import { stepTypeFromXml } from './step-type.js';

describe('stepTypeFromXml', () => {
  it.each([
    // type, subtypes, step type
    ['delta-import', ['to-cs'], 'delta-import'],
    ['delta-import', [], 'delta-import-delta-sync'],
    ['full-import', ['to-cs'], 'full-import'],
    ['full-import', [], 'full-import-delta-sync'],
    ['full-import-reevaluate-rules', [], 'full-import-full-sync'],
    ['apply-rules', ['apply-pending'], 'delta-sync'],
    ['apply-rules', ['reevaluate-flow-connectors'], 'full-sync'],
    ['export', [], 'export'],
  ])('%s with %j is a %s', (type, subtypes, expected) => {
    expect(stepTypeFromXml(type, subtypes)).toEqual({ type: expected, dropFile: false });
  });

  it.each([
    // An import that writes a drop file and stops there imports nothing and synchronizes nothing.
    ['delta-import', ['to-file'], 'delta-import'],
    ['full-import', ['to-file'], 'full-import'],
    ['full-import', ['resume-from-file', 'to-cs'], 'full-import'],
    ['full-import', ['resume-from-file,to-cs'], 'full-import'],
    ['delta-import', [' Resume-From-File , To-CS '], 'delta-import'],
    // One that reads a drop file and is not told to stop in the connector space goes on to synchronize.
    ['delta-import', ['resume-from-file'], 'delta-import-delta-sync'],
    ['full-import-reevaluate-rules', ['resume-from-file'], 'full-import-full-sync'],
    ['export', ['to-file'], 'export'],
    ['export', ['resume-from-file'], 'export'],
  ])('%s with %j is a %s with a drop file', (type, subtypes, expected) => {
    expect(stepTypeFromXml(type, subtypes)).toEqual({ type: expected, dropFile: true });
  });

  it('takes an import that stages for one that stages, however its subtypes are written', () => {
    expect(stepTypeFromXml('DELTA-IMPORT', ['To-CS'])).toEqual({ type: 'delta-import', dropFile: false });
  });

  it.each(['', 'password-sync', 'delta'])('knows no step type "%s"', (type) => {
    expect(stepTypeFromXml(type, ['to-cs'])).toBeUndefined();
  });
});
