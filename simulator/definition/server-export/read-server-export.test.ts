import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  managementAgentXml,
  metaverseXml,
  SAMPLE,
  saved,
  writeFolder,
} from '../../../test/fixtures/server-exports/sample-export.js';
import { readServerExport } from './read-server-export.js';

describe('readServerExport', () => {
  it('reads its files by name in any case and encoding, and leaves others alone', async () => {
    const folder = await writeFolder({
      'ma-{11111111-1111-4111-8111-111111111111}.xml': Buffer.from(
        `\uFEFF${saved(managementAgentXml())}`,
        'utf16le',
      ),
      'MA-AD.XML': `\uFEFF${saved(managementAgentXml({ id: SAMPLE.ad, name: 'AD' }))}`,
      'mv.xml': saved(metaverseXml()),
      'manifest.xml': 'not XML at all',
      'MAP.XML': 'nor this',
      'README.md': '# notes',
    });
    const world = await readServerExport(folder);
    expect(world.managementAgents.map((ma) => ma.name)).toEqual(['AD', 'HR']);
    expect(world.metaverse.importFlows).toHaveLength(1);
  });

  it('reads a schema of two megabytes within two seconds of computing', async () => {
    const attributes = Array.from(
      { length: 12_000 },
      (_, index) =>
        `<dsml:attribute-type id="A${index}" single-value="true" ms-dsml:range-upper="256"><dsml:name>attribute-with-a-name-${index}</dsml:name><dsml:syntax>1.3.6.1.4.1.1466.115.121.1.15</dsml:syntax></dsml:attribute-type>`,
    ).join('\n');
    const schema = `<dsml:dsml xmlns:dsml="http://www.dsml.org/DSML"><dsml:directory-schema>${attributes}</dsml:directory-schema></dsml:dsml>`;
    const folder = await writeFolder({ 'MA-1.XML': saved(managementAgentXml({ schema })) });
    // Not by the clock on the wall: other tests run beside this one.
    const start = process.cpuUsage();
    const world = await readServerExport(folder);
    expect(world.managementAgents).toHaveLength(1);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(2000);
  });

  it.each([
    ['an empty folder', {}, /^The folder .* holds no MA-\*\.XML file\. Export/],
    ['a folder of other files', { 'notes.xml': '<a/>' }, /holds no MA-\*\.XML file/],
    [
      'a folder with a metaverse only',
      { 'MV.XML': metaverseXml() },
      /but no management agent \(MA-\*\.XML\)/,
    ],
    ['an empty file', { 'MA-1.XML': '' }, /MA-1\.XML is not well-formed XML: line 1/],
    [
      'malformed XML',
      { 'MA-1.XML': managementAgentXml(), 'MA-2.XML': '<saved-ma-configuration>\n<ma-data>' },
      /MA-2\.XML is not well-formed XML: line \d/,
    ],
    [
      'a file without configuration',
      { 'MA-1.XML': managementAgentXml(), 'MV.XML': '<html><body/></html>' },
      /MV\.XML holds neither ma-data nor mv-data; its root element is html\./,
    ],
    [
      'bytes that are no text',
      { 'MA-1.XML': Buffer.from([0xff, 0xfe, 0x00, 0xd8]) },
      /MA-1\.XML: the file is not utf-16le text/,
    ],
  ])('refuses %s', async (_, files, message) => {
    const folder = await writeFolder(files);
    await expect(readServerExport(folder)).rejects.toMatchObject({
      code: 'invalid-server-export',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a folder that is not there, and one that is a file', async () => {
    const folder = await writeFolder({ 'MA-1.XML': managementAgentXml() });
    await expect(readServerExport(path.join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'invalid-server-export',
      message: expect.stringMatching(/nowhere does not exist\. Name the folder/),
    });
    await expect(readServerExport(path.join(folder, 'MA-1.XML'))).rejects.toMatchObject({
      code: 'invalid-server-export',
      message: expect.stringMatching(/MA-1\.XML is not a folder\./),
    });
    const folderForFile = await writeFolder({});
    await mkdir(path.join(folderForFile, 'MA-2.XML'));
    await expect(readServerExport(folderForFile)).rejects.toMatchObject({
      code: 'invalid-server-export',
      message: expect.stringMatching(/MA-2\.XML cannot be read \(EISDIR\)/),
    });
  });
});
