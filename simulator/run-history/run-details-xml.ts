import { XMLBuilder } from 'fast-xml-parser';
import type { RunRecord } from '../engine/run-record.js';
import { rulesOf, type Rules } from '../world/rules.js';
import { stepDetails } from './step-details.js';
import { ATTRIBUTE_PREFIX } from './xml-element.js';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  suppressBooleanAttributes: false,
  format: true,
});

/**
 * A run as the engine gives it out: `run-history` with one `run-details`, its steps newest first, a step in progress
 * without an end date.
 */
export function runDetailsXml(rules: Rules, run: RunRecord): string {
  const { definition } = rulesOf(rules, run.managementAgentId);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'utf-8' },
    'run-history': {
      'run-details': {
        'ma-id': definition.id,
        'ma-name': definition.name,
        'run-number': run.runNumber,
        'run-profile-name': run.runProfile,
        'security-id': run.initiator,
        'step-details': run.steps.toReversed().map((step) => stepDetails(rules, definition, step)),
      },
    },
  };
  return builder.build(document);
}
