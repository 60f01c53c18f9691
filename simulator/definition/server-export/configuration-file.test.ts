import { describe, expect, it } from 'vitest';
import { isConfigurationFile } from './configuration-file.js';

describe('isConfigurationFile', () => {
  it.each(['MA-{0C3357F1}.XML', 'MA-AD.xml', 'ma_hr.Xml', 'MA AD.XML', 'ma.xml', 'MV.XML', 'mv.xml'])(
    'takes %s',
    (name) => {
      expect(isConfigurationFile(name)).toBe(true);
    },
  );

  it.each(['MAP.XML', 'manifest.xml', 'MA-AD.XML.bak', 'MA-AD.txt', 'old-MA-AD.XML', 'README.md'])(
    'leaves %s alone',
    (name) => {
      expect(isConfigurationFile(name)).toBe(false);
    },
  );
});
