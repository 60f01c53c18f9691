import { STEP_TYPES, type StepType } from '../../../domain/management-agent/management-agent.js';
import type { ConnectorFilter, JoinRule } from '../world-definition.js';

/**
 * The short forms in which a scenario writes steps, joins and filters. Each reader returns what it read, or a
 * sentence that says what is wrong and what would be right.
 */

type Condition = ConnectorFilter['conditions'][number];

const OPERATORS: readonly Condition['operator'][] = [
  'equals',
  'not-equals',
  'present',
  'not-present',
  'starts-with',
  'ends-with',
  'contains',
];

/** A run step as a scenario writes it. */
export interface StepNotation {
  readonly type: StepType;
  /** Absent = the only selected partition. */
  readonly partition?: string;
  readonly objectLimit?: number;
  readonly deletionLimit?: number;
  readonly dropFile?: boolean;
}

/**
 * Reads a step: `<step type> [<partition>] [(<options>)]`, with the options `objects <n>`, `deletes <n>` and
 * `drop file`. Example: `full-import DC=lab,DC=example (objects 500, deletes 10)`.
 */
export function readStepNotation(text: string): StepNotation | string {
  const [, written = '', partition, options = ''] =
    /^(\S+)(?:\s+([^(]*[^(\s]))?\s*(?:\((.*)\))?$/.exec(text.trim()) ?? [];
  const type = STEP_TYPES.find((each) => each === written.toLowerCase());
  if (type === undefined) {
    return `"${text}" does not begin with a step type. Use one of: ${STEP_TYPES.join(', ')}.`;
  }
  let step: StepNotation = { type, ...(partition !== undefined && { partition }) };
  for (const option of options.split(',').map((each) => each.trim())) {
    const [, limit, count] = /^(objects|deletes)\s+(\d+)$/i.exec(option) ?? [];
    if (limit !== undefined && Number(count) > 0) {
      step = {
        ...step,
        [limit.toLowerCase() === 'objects' ? 'objectLimit' : 'deletionLimit']: Number(count),
      };
    } else if (option.toLowerCase() === 'drop file') {
      step = { ...step, dropFile: true };
    } else if (option !== '') {
      return `"${option}" is not an option of a step. Use "objects <n>", "deletes <n>" or "drop file".`;
    }
  }
  return step;
}

/** Reads a join: `<attribute> = <metaverse attribute>`, several of them with `and` between. */
export function readJoinNotation(text: string): JoinRule['mappings'] | string {
  const mappings: { attribute: string; metaverseAttribute: string }[] = [];
  for (const part of text.split(/\s+and\s+/)) {
    const [, attribute, metaverseAttribute] = /^\s*(\S+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (attribute === undefined || metaverseAttribute === undefined) {
      return `"${part}" is not a join. Write "<attribute> = <metaverse attribute>".`;
    }
    mappings.push({ attribute, metaverseAttribute });
  }
  return mappings;
}

/** Reads a filter: `<attribute> <operator> [<value>]`, several of them with `and` between. */
export function readFilterNotation(text: string): readonly Condition[] | string {
  const conditions: Condition[] = [];
  for (const part of text.split(/\s+and\s+/)) {
    const [, attribute, written, value] = /^\s*(\S+)\s+(\S+)(?:\s+(.*?))?\s*$/.exec(part) ?? [];
    const operator = OPERATORS.find((each) => each === written);
    if (attribute === undefined || operator === undefined) {
      return `"${part}" is not a condition. Write "<attribute> <operator> <value>" with one of: ${OPERATORS.join(', ')}.`;
    }
    const takesValue = operator !== 'present' && operator !== 'not-present';
    if (takesValue !== (value !== undefined)) {
      return `"${part}": the operator ${operator} ${takesValue ? 'needs a' : 'takes no'} value.`;
    }
    conditions.push({ attribute, operator, ...(value !== undefined && { value }) });
  }
  return conditions;
}
