import type { Act, Listener, Victim } from '../plan/plan.js';

/** An act, in words, for who watches. */
export function describeAct(act: Act): string {
  switch (act.kind) {
    case 'kill':
      return `kill -9 of ${nameOf(act.victim)}, away for ${act.downMs} ms`;
    case 'hold':
      return `SIGSTOP of ${nameOf(act.victim)}, for ${act.heldMs} ms`;
    case 'cut':
      return `network from ${nameOf(act.from)} to ${listenerName(act.to)} cut${act.silent ? ' in silence' : ''}, for ${act.cutMs} ms`;
    case 'terminate-cycle':
      return `a cycle of ${act.server} terminated`;
    case 'terminate-run-lock':
      return `the run lock of ${act.server} terminated`;
    case 'lose-answer':
      return `the next answer to a start of ${act.server} is lost (${act.how})`;
    case 'change':
      return `${act.count} changes in ${act.server}`;
    case 'start-cycle':
      return `${act.runProfileKind} of ${act.managementAgent} asked for in ${act.server}${act.immediate ? ', at once' : ''}${act.exclusive ? ', alone' : ''}`;
    case 'stop':
      return `${act.managementAgent ?? 'sync server'} of ${act.server} stopped${act.cancelRuns ? ', its runs too' : ''}`;
    case 'start':
      return `${act.managementAgent ?? 'sync server'} of ${act.server} started`;
    case 'cancel-run':
      return `a run of ${act.server} cancelled`;
    case 'remove-request':
      return `a request of ${act.server} taken out of the queue`;
    case 'move-to-front':
      return `a request of ${act.server} put before all others`;
    case 'decide-hold':
      return `an operator decides on a held export of ${act.server}: ${act.decision}`;
    case 'reconfigure':
      return `another configuration of ${act.server} applied: ${act.lockPolicy}, ${act.startSpacing} between starts, waiting ${act.longestWait} at most`;
    case 'unmanaged-run':
      return `somebody else runs something on ${act.managementAgent} of ${act.server}${act.lingersSeconds > 0 ? `, for ${act.lingersSeconds} s` : ''}`;
  }
}

function nameOf(victim: Victim): string {
  if (victim === 'api') return 'the API';
  return victim === 'temporal' ? 'Temporal' : `worker ${victim.worker}`;
}

function listenerName(to: Listener): string {
  return to === 'temporal' ? 'Temporal' : `the engine of ${to.engine}`;
}
