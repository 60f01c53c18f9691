/**
 * Sends a signal to a process and to everything in its group. Windows has no groups: there the process alone is
 * ended. A process that has already gone is none of our business.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
