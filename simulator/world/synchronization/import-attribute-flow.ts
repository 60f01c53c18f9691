import type { ImportFlow, ImportFlowGroup } from '../../definition/world-definition.js';
import type { AttributeValue } from '../../http-contract.js';
import { fitToAttribute, sameValue } from '../attribute-values.js';
import type { Image } from '../connector-space.js';
import type { ContributedValue, MetaverseObject } from '../metaverse.js';
import { DN_ATTRIBUTE, type Rules } from '../rules.js';

/** A connector as import attribute flow sees it. */
export interface Contributor {
  readonly managementAgentId: string;
  readonly objectType: string;
  readonly image: Image;
  /** The image before the change that is being synchronized; absent when the contributor did not change. */
  readonly changedFrom?: Image | 'nothing';
}

interface Candidate extends ContributedValue {
  readonly changed: boolean;
}

function sourceValue(flow: ImportFlow, image: Image): AttributeValue | undefined {
  if (flow.source.kind === 'constant') return flow.source.value;
  return flow.source.attribute === DN_ATTRIBUTE ? image.dn : image.attributes[flow.source.attribute];
}

function candidatesOf(
  group: ImportFlowGroup,
  contributors: readonly Contributor[],
  multiValued: boolean,
): readonly Candidate[] {
  return group.flows.flatMap((flow) =>
    contributors
      .filter((one) => one.managementAgentId === flow.managementAgentId && one.objectType === flow.objectType)
      .flatMap((contributor): readonly Candidate[] => {
        const value = fitToAttribute(sourceValue(flow, contributor.image), multiValued);
        if (value === undefined) return [];
        const { changedFrom } = contributor;
        const before =
          changedFrom === undefined || changedFrom === 'nothing' ? undefined : sourceValue(flow, changedFrom);
        const changed = changedFrom !== undefined && !sameValue(fitToAttribute(before, multiValued), value);
        return [{ value, managementAgentId: contributor.managementAgentId, changed }];
      }),
  );
}

/** The value of one metaverse attribute, by the precedence of its flows. */
function winner(
  group: ImportFlowGroup,
  candidates: readonly Candidate[],
  current: ContributedValue | undefined,
): Candidate | undefined {
  if (group.precedence === 'ranked') return candidates[0];
  // Equal precedence: the last change wins; where nobody changed it, what is there stays if somebody still says it.
  return (
    candidates.find((candidate) => candidate.changed) ??
    candidates.find((candidate) => current !== undefined && sameValue(candidate.value, current.value)) ??
    candidates[0]
  );
}

/**
 * All values of a metaverse object, as its connectors give them now. Values whose contributor is gone, or has none
 * any more, are recalled.
 *
 * @param current the values that the object has, which matter where precedence is equal
 */
export function contributedValues(
  rules: Rules,
  metaverseObjectType: string,
  contributors: readonly Contributor[],
  current: MetaverseObject['values'],
): MetaverseObject['values'] {
  const multiValued = rules.multiValuedMetaverse.get(metaverseObjectType);
  const values: Record<string, ContributedValue> = {};
  for (const group of rules.importFlows.get(metaverseObjectType) ?? []) {
    const name = group.metaverseAttribute;
    const candidates = candidatesOf(group, contributors, multiValued?.has(name) ?? false);
    const won = winner(group, candidates, current[name]);
    if (won) values[name] = { value: won.value, managementAgentId: won.managementAgentId };
  }
  return values;
}

/** Whether two sets of values are the same; who contributed them does not matter. */
export function sameContributedValues(
  one: MetaverseObject['values'],
  other: MetaverseObject['values'],
): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => sameValue(one[name]?.value, other[name]?.value))
  );
}
