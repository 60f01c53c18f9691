import { signalGroup } from '../../../temporal/dev-server/guard/signal-group.js';
import { startDevServer, type DevServerOptions } from '../../../temporal/dev-server/start-dev-server.js';
import type { ProcessDefinition } from './running-process.js';

/** The Temporal dev server, on its file and its ports. */
export function temporalProcess(
  options: Omit<DevServerOptions, 'signal'> & { readonly dbFile: string; readonly port: number },
): ProcessDefinition {
  return {
    name: 'Temporal',
    async start(signal) {
      signal.throwIfAborted();
      const server = await startDevServer({ ...options, signal });
      return {
        pid: server.pid,
        exited: server.exited.then(({ code }) => `exit code ${code}`),
        stop: () => server.stop(),
        kill: () => signalGroup(server.pid, 'SIGKILL'),
      };
    },
  };
}
