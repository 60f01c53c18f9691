import type { AuditDifference } from '../../simulator/http-contract.js';
import type { ServerRecord, SoakRecord } from '../records/soak-record.js';
import { waitsForRun, wasCutShort } from './cut-short.js';
import type { Finding } from './finding.js';

/** More of one kind say nothing more. */
const SHOWN = 5;

/**
 * Changes that have not arrived everywhere though all is quiet: what waits in a connector space, what a directory does not
 * hold that the flows say, and changes of which something is still left to do.
 */
export function findLostChanges(record: SoakRecord): readonly Finding[] {
  return record.servers.flatMap((server) => [
    ...differences(server),
    ...unsettled(server),
    ...leftUndone(server, record),
  ]);
}

/**
 * What was found only because a start looks for it. Whoever cancels, removes or rejects something leaves it undone on
 * purpose, and a cycle that is terminated carries nothing on any more; nothing else may.
 */
function leftUndone(of: ServerRecord, record: SoakRecord): readonly Finding[] {
  const { server, leftUndone: left } = of;
  const unexplained = left.filter(
    (difference) => waitsForRun(difference) && !wasCutShort(difference, of, record),
  );
  if (unexplained.length === 0) return [];
  return [
    {
      what: `${unexplained.length} objects waited for a run that nobody would have started, sync server ${server}.`,
      excerpt: unexplained
        .slice(0, SHOWN)
        .map(
          ({ managementAgent, ...difference }) =>
            `${managementAgent}: ${describe({ managementAgent, ...difference })}`,
        ),
    },
  ];
}

function differences({ server, audit }: ServerRecord): readonly Finding[] {
  if (audit.atRest && audit.consistent) return [];
  if (audit.differences.length === 0) {
    return [{ what: `The engine of sync server ${server} does not come to rest.`, excerpt: [] }];
  }
  const kinds = new Map<string, readonly AuditDifference[]>();
  for (const difference of audit.differences) {
    const key = `${difference.kind} in ${difference.managementAgent}`;
    kinds.set(key, [...(kinds.get(key) ?? []), difference]);
  }
  return [...kinds].map(([key, of]) => ({
    what: `${of.length} × ${key}, sync server ${server}.`,
    excerpt: of.slice(0, SHOWN).map(describe),
  }));
}

function describe({ kind, dn, attribute, expected, actual }: AuditDifference): string {
  const values =
    attribute === undefined
      ? ''
      : `, ${attribute}: expected ${expected ?? 'nothing'}, found ${actual ?? 'nothing'}`;
  return `${kind}: ${dn}${values}`;
}

function unsettled({ server, changes }: ServerRecord): readonly Finding[] {
  const open = changes.filter(({ settledAt }) => settledAt === undefined);
  if (open.length === 0) return [];
  return [
    {
      what: `${open.length} of ${changes.length} changes have not been carried to the end, sync server ${server}.`,
      excerpt: open
        .slice(0, SHOWN)
        .map(({ at, kind, dn, managementAgentName }) => `${at} ${kind} of ${dn} in ${managementAgentName}`),
    },
  ];
}
