import type { RunRequest, Urgency } from '../../../domain/run-lock/messages.js';
import type { Lease, WaitingEntry } from '../../../domain/run-lock/state.js';
import type { GovernedRun, History, KnownRun } from '../history.js';

/** Leases with the rules that they were granted under, whatever has been configured since. */
export function governedLeases({ steps, requests }: History): (lease: Lease) => GovernedRun {
  const rules = new Map<string, Pick<GovernedRun, 'exclusive' | 'configuration'>>();
  for (const { after, world } of steps) {
    if (!after.catalogue) continue;
    for (const lease of after.leases) {
      const { configuration } = world;
      const exclusive = requests.get(lease.request?.id ?? '')?.request.exclusive ?? false;
      if (!rules.has(keyOf(lease))) rules.set(keyOf(lease), { exclusive, configuration });
    }
  }
  return (lease) => {
    const known = rules.get(keyOf(lease));
    if (!known) throw new Error(`${inWords(lease)} has no beginning`);
    const { managementAgentId, runProfile } = lease;
    return { managementAgentId, runProfile, ...known };
  };
}

function keyOf({ managementAgentId, since }: Lease): string {
  return `${managementAgentId}@${since}`;
}

/** The most urgent first. */
export const RANKS: readonly Urgency[] = ['continuation', 'immediate', 'normal'];

/** Those whom a run is carried out for, as they have asked, whatever the run lock has made of it. */
export function askersOf(
  { request, joined }: Pick<Lease, 'request' | 'joined'>,
  requests: History['requests'],
): readonly RunRequest[] {
  return [...(request ? [request] : []), ...joined].map((one) => requests.get(one.id)?.request ?? one);
}

/** 0 is the most urgent: of all who want the run, the most urgent counts. */
export function rank(run: WaitingEntry | Lease, requests: History['requests']): number {
  const asked = askersOf(run, requests).map(({ urgency }) => RANKS.indexOf(urgency));
  return Math.min(...asked, RANKS.length);
}

/** Whether the run is carried out for this request, too. */
export function isAmong({ request, joined }: WaitingEntry | Lease, id: string): boolean {
  return [request, ...joined].some((asked) => asked?.id === id);
}

/** Whether both are the same run profile of the same management agent. */
export function isSameRun(one: KnownRun, other: KnownRun): boolean {
  return one.managementAgentId === other.managementAgentId && one.runProfile === other.runProfile;
}

/** For a message. */
export function inWords(run: KnownRun): string {
  return `${run.runProfile} of ${run.managementAgentId}`;
}
