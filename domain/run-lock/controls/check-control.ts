import type { ErrorCode } from '../../errors.js';
import {
  findManagementAgent,
  listNames,
  type ManagementAgent,
} from '../../management-agent/management-agent.js';
import type { Control } from '../control.js';
import type { RunLockState, WaitingEntry } from '../state.js';

/** Why a control cannot be carried out: a code of the errors table, and a sentence. */
export interface ControlProblem {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Why a control cannot be carried out; `undefined` if it can, or has been. */
export function checkControl(state: RunLockState, control: Control): ControlProblem | undefined {
  if (state.controls.some(({ id }) => id === control.id)) return undefined;
  switch (control.action) {
    case 'stop':
    case 'start':
      return control.managementAgent === undefined
        ? undefined
        : checkManagementAgent(state, control.managementAgent);
    case 'cancel-run': {
      const unknown = checkManagementAgent(state, control.managementAgent);
      if (unknown) return unknown;
      const ma = namedManagementAgent(state, control.managementAgent);
      const runs = state.leases.some((lease) => lease.managementAgentId === ma?.id);
      return runs
        ? undefined
        : { code: 'nothing-runs', message: `Management agent ${ma?.name ?? ''} runs nothing now.` };
    }
    case 'remove-request':
    case 'move-to-front':
      return waitingEntry(state, control.requestId)
        ? undefined
        : {
            code: 'unknown-request',
            message: `No request "${control.requestId}" waits: it may have been granted or withdrawn meanwhile.`,
          };
    case 'approve-export':
    case 'reject-export':
      return waitingEntry(state, control.requestId)?.held
        ? undefined
        : {
            code: 'unknown-hold',
            message: `No export is held under request "${control.requestId}": somebody may have decided meanwhile.`,
          };
    case 'force-release':
      return state.leases.some(({ token }) => token === control.token)
        ? undefined
        : { code: 'unknown-lease', message: `Nothing runs under token ${control.token}: it may have ended.` };
    default:
      return unknownAction(control);
  }
}

/** A signal can be written by hand: its type does not keep anything away. */
function unknownAction(control: never): ControlProblem {
  const { action } = control as { readonly action: unknown };
  return {
    code: 'invalid-input',
    message: `action is ${JSON.stringify(action)}: use stop, start, cancel-run, remove-request, move-to-front, approve-export, reject-export or force-release.`,
  };
}

function checkManagementAgent(state: RunLockState, idOrName: string): ControlProblem | undefined {
  if (!state.catalogue) {
    return {
      code: 'engine-unreachable',
      message: 'The sync engine has not been seen yet, so its management agents are not known.',
    };
  }
  if (namedManagementAgent(state, idOrName)) return undefined;
  return {
    code: 'unknown-management-agent',
    message: `The engine has no management agent "${idOrName}"; it has ${listNames(state.catalogue)}.`,
  };
}

/** The management agent that a control names. */
export function namedManagementAgent(state: RunLockState, idOrName: string): ManagementAgent | undefined {
  return findManagementAgent(state.catalogue ?? [], idOrName);
}

/** The waiting request with this id, or the one that it has joined. */
export function waitingEntry(state: RunLockState, requestId: string): WaitingEntry | undefined {
  return state.waiting.find(({ request, joined }) => [request, ...joined].some(({ id }) => id === requestId));
}
