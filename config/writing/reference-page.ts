/** As much of a JSON Schema as the configuration's uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Settings that stand together, on the page. */
interface Section {
  readonly path: string;
  readonly schema: JsonSchema;
}

/**
 * The page that lists every setting of the configuration, in Markdown.
 *
 * @param schema of what stands in the file
 * @param header what is said before the settings
 */
export function referencePage(schema: JsonSchema, header: string): string {
  const written = new Map<string, string>();
  const waiting: Section[] = [{ path: '', schema }];
  const sections: string[] = [];
  for (let section = waiting.shift(); section; section = waiting.shift()) {
    const { path } = section;
    const key = JSON.stringify({ ...section.schema, description: undefined });
    const same = written.get(key);
    if (same !== undefined) {
      sections.push(`## \`${path}\`\n\nThe same settings as [\`${same}\`](#${anchorOf(same)}).\n`);
      continue;
    }
    written.set(key, path);
    const required = new Set(section.schema.required);
    const rows = Object.entries(section.schema.properties ?? {}).map(([name, setting]) => {
      const at = path === '' ? name : `${path}.${name}`;
      waiting.push(...sectionsIn(at, setting));
      return `| \`${name}\`${required.has(name) && setting.default === undefined ? ' (needed)' : ''} | ${cell(typeOf(setting) + exampleOf(setting))} | ${cell(defaultOf(setting))} | ${cell(setting.description ?? '')} |`;
    });
    const title = path === '' ? 'The file' : `\`${path}\``;
    const about = section.schema.description === undefined ? '' : `${section.schema.description}\n\n`;
    sections.push(
      `## ${title}\n\n${about}| setting | what to write | left out | |\n|---|---|---|---|\n${rows.join('\n')}\n`,
    );
  }
  return `${header}\n${sections.join('\n')}`;
}

/** The settings with a section of their own in what a setting may be. */
function sectionsIn(path: string, schema: JsonSchema): readonly Section[] {
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) {
    return ways.flatMap((way) => {
      const type = way.properties?.['type']?.const;
      return sectionsIn(typeof type === 'string' ? `${path} (${type})` : path, way);
    });
  }
  if (schema.items) return sectionsIn(`${path}[]`, schema.items);
  if (schema.properties) return isPlace(schema) ? [] : [{ path, schema }];
  if (typeof schema.additionalProperties === 'object') {
    return sectionsIn(`${path}.<name>`, schema.additionalProperties);
  }
  return [];
}

function typeOf(schema: JsonSchema): string {
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return [...new Set(ways.map(typeOf))].join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (isPlace(schema)) return `\`{${Object.keys(schema.properties ?? {}).join(', ')}: …}\``;
  if (schema.pattern?.includes('(s|m|h|d)')) {
    return schema.pattern.includes('never') ? 'duration, or `never`' : 'duration';
  }
  switch (schema.type ?? '') {
    case 'array':
      return `list: ${typeOf(schema.items ?? {})}`;
    case 'object':
      return schema.properties ? 'settings' : 'settings by name';
    case 'integer':
      return `whole number${rangeOf(schema)}`;
    case 'number':
      return `number${rangeOf(schema)}`;
    case 'boolean':
      return '`true`, `false`';
    case 'string':
      return 'text';
    case 'null':
      return '`null`';
    default:
      return 'anything';
  }
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  if (isBound(minimum) && isBound(maximum)) return `, ${minimum} to ${maximum}`;
  if (isBound(minimum)) return `, ${minimum} or more`;
  return isBound(maximum) ? `, up to ${maximum}` : '';
}

/** JSON Schema writes the limits of numbers in JavaScript as bounds. */
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

/** Where a secret is kept: one setting, and told so. */
function isPlace({ properties = {} }: JsonSchema): boolean {
  return ['env', 'file'].includes(Object.keys(properties).join());
}

function defaultOf(schema: JsonSchema): string {
  return schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
}

/** Written as in the file. Where the default shows how it is written, no more is said. */
function exampleOf({ examples = [], default: usual }: JsonSchema): string {
  const [example] = examples;
  if (example === undefined || usual !== undefined) return '';
  return `, such as \`${typeof example === 'string' ? example : JSON.stringify(example)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

/** As Git hosts make the anchor of a heading. */
function anchorOf(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
