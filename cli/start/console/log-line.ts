import type { Colors } from './colors.js';

/** Pino's number of `warn`. */
const WARN = 40;
const ERROR = 50;

/**
 * A line that a process wrote, shortened for the console.
 *
 * @param name the process's
 * @param colors for the process's name
 * @returns `undefined` for a record below `warn`: the log file has it
 */
export function logLine(
  name: string,
  text: string,
  stream: 'stdout' | 'stderr',
  colors: Colors,
): string | undefined {
  if (text.trim() === '') return undefined;
  const record = readRecord(text);
  if (record === undefined) return stream === 'stderr' ? `${colors.yellow(name)}: ${text}` : undefined;
  if (record.level < WARN) return undefined;
  const label = record.level < ERROR ? colors.yellow(name) : colors.red(name);
  const detail = record.detail === undefined ? '' : `: ${record.detail}`;
  return `${label}: ${record.message}${detail}`;
}

/** A pino record; `undefined` for any other line. */
function readRecord(
  text: string,
): { readonly level: number; readonly message: string; readonly detail?: string } | undefined {
  const record = readJsonObject(text);
  if (record === undefined || typeof record['level'] !== 'number') return undefined;
  const detail = messageOf(record['error']) ?? record['error'] ?? messageOf(record['err']);
  return {
    level: record['level'],
    message: typeof record['msg'] === 'string' ? record['msg'] : '',
    ...(typeof detail === 'string' ? { detail } : {}),
  };
}

/** A JSON object on one line; `undefined` for anything else. */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    // A line of plain text may well start with a brace.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
}
