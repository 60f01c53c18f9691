import { describe, expect, it } from 'vitest';
import { configurationJsonSchema, parseConfiguration } from '../load.js';
import { referencePage, type JsonSchema } from './reference-page.js';
import { schemaFile } from './schema-file.js';
import { starterConfiguration } from './starter-configuration.js';

const HEADER = `# Configuration reference

Every setting, as the schema in \`config/schema.ts\` has it. [Configuration](configuration.md) says how they go together. A
duration is a whole number with \`s\`, \`m\`, \`h\` or \`d\`. \`npx vitest run --project unit config/writing/published.test.ts -u\`
makes this page and the JSON Schema anew.
`;

const SCHEMA = configurationJsonSchema() as JsonSchema;

describe('what is published of the schema is what the schema says', () => {
  it('for editors', async () => {
    await expect(`${JSON.stringify(SCHEMA, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/autosync.schema.json',
    );
  });

  it('for people', async () => {
    await expect(referencePage(SCHEMA, HEADER)).toMatchFileSnapshot('../../docs/configuration-reference.md');
  });

  it('with a meaning for every setting', () => {
    const silent: string[] = [];
    const walk = (path: string, { properties = {}, ...schema }: JsonSchema): void => {
      for (const [name, setting] of Object.entries(properties)) {
        // What a trigger is called by says it itself.
        if (setting.description === undefined && setting.const === undefined) silent.push(`${path}.${name}`);
        walk(`${path}.${name}`, setting);
      }
      for (const way of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(path, way);
      if (schema.items) walk(`${path}[]`, schema.items);
      if (typeof schema.additionalProperties === 'object')
        walk(`${path}.<name>`, schema.additionalProperties);
    };
    walk('', SCHEMA);
    expect(silent).toEqual([]);
  });

  it('and the file to start from names it, for editors', () => {
    const text = starterConfiguration('main', []);
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemaFile()}`);
    expect(schemaFile()).toMatch(/^file:\/\/.*\/docs\/autosync\.schema\.json$/);
    expect(() => parseConfiguration(text, 'the start')).not.toThrow();
  });
});
