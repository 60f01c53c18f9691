import { importsFromDirectory } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import { EXPORT_COUNTERS, STAGING_COUNTERS, type StepRecord } from '../engine/run-record.js';
import { isHierarchical } from '../world/directory/distinguished-names.js';
import type { Rules } from '../world/rules.js';
import { INBOUND_COUNTERS, OUTBOUND_COUNTERS } from '../world/synchronization/counters.js';
import { engineDate } from './engine-date.js';
import { discoveryError, exportError, importError } from './error-elements.js';
import type { XmlElement } from './xml-element.js';

/** Counters behind which the engine keeps no list of objects. */
const WITHOUT_DETAIL: ReadonlySet<string> = new Set(['stage-no-change', 'disconnector-remains']);

function counter(name: string, value: number): XmlElement {
  return { '@detail': WITHOUT_DETAIL.has(name) ? 'false' : 'true', '#text': value };
}

/** A counter block with all its counters, zero or not. */
function block(names: readonly string[], counts: Readonly<Record<string, number>>): XmlElement {
  return Object.fromEntries(names.map((name) => [name, counter(name, counts[name] ?? 0)]));
}

/** One block per management agent that the step counted something for, with the counters that are not zero. */
function outboundFlowCounters(rules: Rules, step: StepRecord): readonly XmlElement[] {
  return rules.definition.managementAgents.flatMap((ma) => {
    const counts: Readonly<Record<string, number>> = step.outbound[ma.id] ?? {};
    const counted = OUTBOUND_COUNTERS.filter((name) => (counts[name] ?? 0) > 0);
    return counted.length > 0 ? [{ '@ma': ma.name, '@ma-id': ma.id, ...block(counted, counts) }] : [];
  });
}

/** The engine's type and subtypes of a step: the reverse of `stepTypeFromXml`. */
function stepTypeElement(step: StepRecord): XmlElement {
  switch (step.type) {
    case 'delta-import':
    case 'full-import':
      return { '@type': step.type, 'import-subtype': step.dropFile ? 'to-file' : 'to-cs' };
    case 'delta-import-delta-sync':
    case 'full-import-delta-sync': {
      const type = step.type === 'delta-import-delta-sync' ? 'delta-import' : 'full-import';
      return { '@type': type, ...(step.dropFile ? { 'import-subtype': 'resume-from-file' } : {}) };
    }
    case 'full-import-full-sync':
      return {
        '@type': 'full-import-reevaluate-rules',
        ...(step.dropFile ? { 'import-subtype': 'resume-from-file' } : {}),
      };
    case 'delta-sync':
      return { '@type': 'apply-rules', 'apply-rules-subtype': 'apply-pending' };
    case 'full-sync':
      return { '@type': 'apply-rules', 'apply-rules-subtype': 'reevaluate-flow-connectors' };
    case 'export':
      return { '@type': 'export', ...(step.dropFile ? { 'export-subtype': 'to-file' } : {}) };
  }
}

function speaksLdap(ma: ManagementAgentDefinition, step: StepRecord): boolean {
  return ma.category.startsWith('AD') && isHierarchical(step.partition);
}

/** The connection of a step that talks to a directory server; other management agents record none. */
function connection(ma: ManagementAgentDefinition, step: StepRecord): XmlElement | string {
  const connects = importsFromDirectory(step.type) || step.type === 'export';
  if (!connects || step.dropFile || !speaksLdap(ma, step)) return '';
  const components = step.partition.split(',').filter((part) => part.toLowerCase().startsWith('dc='));
  const host = ['dc01', ...components.map((part) => part.slice(3))].join('.').toLowerCase();
  const server = `${host}:389`;
  return {
    'connection-result': 'success',
    server,
    'connection-log': {
      incident: { 'connection-result': 'success', date: engineDate(step.start), server },
    },
  };
}

function customData(ma: ManagementAgentDefinition, step: StepRecord): XmlElement | string {
  if (!speaksLdap(ma, step)) return '';
  return { 'adma-step-data': { 'batch-size': 100, 'page-size': 500, 'time-limit': 120 } };
}

/** One `step-details` element. */
export function stepDetails(rules: Rules, ma: ManagementAgentDefinition, step: StepRecord): XmlElement {
  return {
    '@step-number': step.number,
    '@step-id': step.id,
    'start-date': engineDate(step.start),
    ...(step.end === undefined ? {} : { 'end-date': engineDate(step.end) }),
    'step-result':
      step.progress === undefined ? step.result : { '@progress': step.progress, '#text': step.result },
    'step-description': {
      'step-type': stepTypeElement(step),
      partition: step.partition,
      'custom-data': customData(ma, step),
    },
    'current-export-step-counter': 0,
    'last-successful-export-step-counter': 0,
    'ma-connection': connection(ma, step),
    'ma-discovery-errors': { 'ma-object-error': step.discoveryErrors.map(discoveryError) },
    'ma-discovery-counters': '',
    'synchronization-errors': {
      'import-error': step.importErrors.map(importError),
      'export-error': step.exportErrors.map(exportError),
    },
    'mv-retry-errors': '',
    'outbound-flow-counters': outboundFlowCounters(rules, step),
    'staging-counters': block(STAGING_COUNTERS, step.staging),
    'inbound-flow-counters': block(INBOUND_COUNTERS, step.inbound),
    'export-counters': block(EXPORT_COUNTERS, step.exports),
  };
}
