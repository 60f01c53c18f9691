import type { StopMark } from '../control.js';
import type { RunLockState } from '../state.js';

/** What is stopped, by whom, and why. */
export interface Stops {
  /** Absent: the sync server is started. */
  readonly server?: StopMark;
  /** By the name of the management agent; by its id as long as the engine has not been seen. */
  readonly managementAgents: Readonly<Record<string, StopMark>>;
}

/** What is stopped: as much of a run lock's status as schedules go by, which is asked for all the time. */
export function stopsOf({ serverStopped, stopped, catalogue }: RunLockState): Stops {
  const names = new Map(catalogue?.map(({ id, name }) => [id, name]));
  return {
    ...(serverStopped ? { server: serverStopped } : {}),
    managementAgents: Object.fromEntries(
      Object.entries(stopped).map(([id, mark]) => [names.get(id) ?? id, mark]),
    ),
  };
}
