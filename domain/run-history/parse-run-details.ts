import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { AutoSyncError, ensureError } from '../errors.js';
import { stepTypeFromXml } from '../management-agent/step-type.js';
import type {
  ErrorTypeCount,
  ExportCounters,
  OutboundChanges,
  RunDetails,
  RunError,
  StagingCounters,
  StepDetails,
} from './run-details.js';

/** How many errors of a step are kept: the rest is counted, and can be read from the engine's XML. */
export const ERRORS_KEPT_PER_STEP = 3;
/** How many types of errors of a step are counted for themselves. */
const ERROR_TYPES_KEPT = 10;
const LONGEST_DETAIL = 300;

const REPEATED = new Set([
  'run-details',
  'step-details',
  'outbound-flow-counters',
  'inbound-flow-counters',
  'ma-object-error',
  'import-error',
  'export-error',
  'retry-error',
  'import-subtype',
  'export-subtype',
  'apply-rules-subtype',
]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  parseAttributeValue: false,
  alwaysCreateTextNode: true,
  isArray: (name) => REPEATED.has(name),
  // Call stacks of rules extensions are full of entities; the document comes from the engine itself.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 100_000_000 },
  // Characters by number (`&#13;`) are read only with this.
  htmlEntities: true,
});

/** An element of the parsed document: children by name, attributes by `@name`, text as `#`. */
type Element = { readonly [name: string]: unknown };

const runSchema = z.looseObject({
  'ma-id': z.looseObject({ '#': z.string() }),
  'ma-name': z.looseObject({ '#': z.string() }),
  'run-number': z.looseObject({
    '#': z.string().regex(/^\d+$/).transform(Number),
  }),
  'run-profile-name': z.looseObject({ '#': z.string() }),
});

/**
 * Reads the engine's run-details XML: `<run-history>` with `<run-details>`, as WMI's `RunDetails()` and
 * `GetExecutionHistory` return it.
 *
 * @returns one entry per `<run-details>`, in the document's order; none for a management agent that never ran
 * @throws {AutoSyncError} `engine-refused` when the text is not such a document
 */
export function parseRunHistory(xml: string): readonly RunDetails[] {
  return runElements(xml).map(readRun);
}

function runElements(xml: string): readonly Element[] {
  let document: Element;
  try {
    // Unchecked, a document that ends too early would pass for a run that did less than it did.
    document = parser.parse(xml, true) as Element;
  } catch (error) {
    throw new AutoSyncError(
      'engine-refused',
      `The engine's run details are no XML (${ensureError(error).message}): ${xml.slice(0, 200)}`,
      { cause: error },
    );
  }
  if (!('run-history' in document)) {
    throw new AutoSyncError(
      'engine-refused',
      `The engine's run details have no <run-history>: ${xml.slice(0, 200)}`,
    );
  }
  return elements(document['run-history'], 'run-details');
}

/**
 * Reads the run-details XML of one run.
 * @throws {AutoSyncError} `engine-refused` when the document holds no run
 */
export function parseRunDetails(xml: string): RunDetails {
  const run = parseRunHistory(xml)[0];
  if (!run)
    throw new AutoSyncError('engine-refused', 'The engine answered with run details that hold no run.');
  return run;
}

/** An error of a run, and the step that it came up in. */
export interface ErrorOfStep extends RunError {
  /** 1-based. */
  readonly step: number;
}

/**
 * Reads all errors of a run from its run-details XML, in the order of the steps.
 * @throws {AutoSyncError} `engine-refused` when the text is not such a document
 */
export function parseRunErrors(xml: string): readonly ErrorOfStep[] {
  return runElements(xml)
    .flatMap((run) => elements(run, 'step-details'))
    .map((step) => ({ number: Number(attribute(step, 'step-number')), errors: readErrors(step) }))
    .toSorted((one, other) => one.number - other.number)
    .flatMap(({ number, errors }) => errors.map((error) => ({ step: number, ...error })));
}

function readRun(run: Element): RunDetails {
  const head = runSchema.safeParse(run);
  if (!head.success) {
    throw new AutoSyncError(
      'engine-refused',
      `The engine's run details lack a valid ${[...new Set(head.error.issues.map(({ path }) => path[0]))].join(', ')}.`,
    );
  }
  return {
    managementAgentId: head.data['ma-id']['#'],
    managementAgentName: head.data['ma-name']['#'],
    runNumber: head.data['run-number']['#'],
    runProfile: head.data['run-profile-name']['#'],
    initiator: text(run['security-id']),
    steps: elements(run, 'step-details')
      .map(readStep)
      .toSorted((a, b) => a.number - b.number),
  };
}

function readStep(step: Element): StepDetails {
  const description = element(step['step-description']);
  const stepType = element(description['step-type']);
  const type = stepTypeFromXml(
    attribute(stepType, 'type'),
    ['import-subtype', 'export-subtype', 'apply-rules-subtype'].flatMap((name) =>
      elements(stepType, name).map(text),
    ),
  );
  const errors = readErrors(step);
  const end = text(step['end-date']);
  const progress = attribute(element(step['step-result']), 'progress');
  return {
    number: Number(attribute(step, 'step-number')),
    type: type?.type,
    ...(type?.dropFile ? { dropFile: true } : {}),
    partition: text(description['partition']),
    start: isoDate(text(step['start-date'])),
    ...(end === '' ? {} : { end: isoDate(end) }),
    result: text(step['step-result']),
    ...(progress === '' ? {} : { progress }),
    staging: readStaging(element(step['staging-counters'])),
    export: readOperations(element(step['export-counters']), 'export'),
    outbound: elements(step, 'outbound-flow-counters').map(readOutbound),
    inboundObjects: elements(step, 'inbound-flow-counters').reduce(
      (sum, counters) => sum + sumOfCounters(counters, ['disconnector-remains', 'connector-no-flow']),
      0,
    ),
    errorCount: errors.length,
    errors: errors.slice(0, ERRORS_KEPT_PER_STEP),
    ...(errors.length > 0 ? { errorTypes: countByType(errors) } : {}),
  };
}

/** The counters that staging and export have in common: `stage-add`, `export-add`, … */
function readOperations(counters: Element, prefix: 'stage' | 'export'): ExportCounters {
  const of = (operation: string) => count(counters[`${prefix}-${operation}`]);
  return {
    add: of('add'),
    update: of('update'),
    rename: of('rename'),
    delete: of('delete'),
    deleteAdd: of('delete-add'),
    failure: of('failure'),
  };
}

function readStaging(counters: Element): StagingCounters {
  return { noChange: count(counters['stage-no-change']), ...readOperations(counters, 'stage') };
}

function readOutbound(counters: Element): OutboundChanges {
  return {
    managementAgentId: attribute(counters, 'ma-id'),
    managementAgentName: attribute(counters, 'ma'),
    changes: sumOfCounters(counters, ['connector-no-flow']),
  };
}

function readErrors(step: Element): readonly RunError[] {
  const discovery = elements(step['ma-discovery-errors'], 'ma-object-error');
  const synchronization = elements(step['synchronization-errors'], 'import-error');
  const exporting = elements(step['synchronization-errors'], 'export-error');
  const retry = elements(step['mv-retry-errors'], 'retry-error');
  return [
    ...discovery.map((error) => readError('discovery', error, text(error['dn']))),
    ...synchronization.map((error) => readError('synchronization', error, attribute(error, 'dn'))),
    ...exporting.map((error) => readError('export', error, attribute(error, 'dn'))),
    ...retry.map((error) =>
      readError(
        'metaverse-retry',
        error,
        attribute(error, 'displayName') || attribute(error, 'display-name'),
      ),
    ),
  ];
}

function countByType(errors: readonly RunError[]): readonly ErrorTypeCount[] {
  const counts = new Map<string, number>();
  for (const { type } of errors) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts]
    .map(([type, times]) => ({ type, count: times }))
    .toSorted((one, other) => other.count - one.count);
  const rest = types.slice(ERROR_TYPES_KEPT).reduce((sum, { count: times }) => sum + times, 0);
  return [...types.slice(0, ERROR_TYPES_KEPT), ...(rest > 0 ? [{ type: 'other', count: rest }] : [])];
}

function readError(kind: RunError['kind'], error: Element, dn: string): RunError {
  const directory = element(error['cd-error']);
  const detail =
    text(directory['error-literal']) ||
    text(element(error['extension-error-info'])['call-stack']).split('\n')[0] ||
    '';
  return {
    kind,
    type: text(error['error-type']),
    dn,
    ...(detail === '' ? {} : { detail: detail.slice(0, LONGEST_DETAIL) }),
  };
}

/** `yyyy-MM-dd HH:mm:ss.fff`, UTC, as run history writes it. */
function isoDate(date: string): string {
  const parsed = new Date(`${date.replace(' ', 'T')}Z`);
  return Number.isNaN(parsed.getTime()) ? date : parsed.toISOString();
}

function element(value: unknown): Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Element) : {};
}

function elements(parent: unknown, name: string): readonly Element[] {
  const value = element(parent)[name];
  return Array.isArray(value) ? (value as readonly unknown[]).map(element) : [];
}

function text(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  const own = element(value)['#'];
  return typeof own === 'string' ? own.trim() : '';
}

function attribute(parent: Element, name: string): string {
  const value = parent[`@${name}`];
  return typeof value === 'string' ? value : '';
}

function count(value: unknown): number {
  const number = Number(text(value));
  return Number.isFinite(number) ? number : 0;
}

function sumOfCounters(counters: Element, without: readonly string[]): number {
  return Object.entries(counters)
    .filter(([name]) => !name.startsWith('@') && name !== '#' && !without.includes(name))
    .reduce((sum, [, value]) => sum + count(value), 0);
}
