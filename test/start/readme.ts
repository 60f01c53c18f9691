import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './started.js';

/** What a reader of a section of README.md is told to type. */
export interface ReadmeSection {
  /** The lines of its indented blocks, one after the other. */
  readonly commands: readonly ReadmeCommand[];
  /** Its first block of YAML, as it stands there. */
  readonly yaml: string;
}

/** A line that is typed. */
export interface ReadmeCommand {
  /** Without the comment. */
  readonly line: string;
  /** What the comment promises in quotes: it is in the output, word by word. */
  readonly promises: readonly string[];
}

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const { bin, scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** The section of README.md below this heading. */
export function readmeSection(heading: string): ReadmeSection {
  const [, after = ''] = README.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const [, yaml = ''] = /^```yaml\n(.*?)^```$/ms.exec(section) ?? [];
  const typed = section.replaceAll(/^```.*?^```$/gms, '').matchAll(/^ {4}(\S.*)$/gm);
  return { yaml, commands: [...typed].map(([, text = '']) => commandOf(text)) };
}

function commandOf(text: string): ReadmeCommand {
  const [line = '', comment = ''] = text.split(/ +# /);
  return { line, promises: [...comment.matchAll(/"([^"]+)"/g)].map(([, promise = '']) => promise) };
}

/** What `npx …`, `npm start` or `npm run …` runs, by package.json: a script in the project, and its arguments. */
export function scriptOf(line: string): { readonly script: string; readonly args: readonly string[] } {
  const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const [program, name = '', ...others] = words;
  if (program === 'npx') return { script: existing(bin[name], line), args: others };
  const [npmScript = '', ...args] = name === 'run' ? others : [name, ...others];
  const [, script] = /^node (\S+)$/.exec(scripts[npmScript] ?? '') ?? [];
  return { script: existing(script, line), args: args.filter((arg) => arg !== '--') };
}

function existing(script: string | undefined, line: string): string {
  if (script !== undefined) return script;
  throw new Error(`package.json has nothing that "${line}" would run.`);
}
