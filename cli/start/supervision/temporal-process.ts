import { signalGroup } from '../../../temporal/dev-server/guard/signal-group.js';
import { watchForInterruption } from '../../../temporal/dev-server/interrupted-database.js';
import { startDevServer, type DevServerOptions } from '../../../temporal/dev-server/start-dev-server.js';
import type { ProcessDefinition } from './running-process.js';

/** How a server ended that was ended because it could do nothing any more. */
export const DATABASE_INTERRUPTED = 'its database answered nothing any more but that it was interrupted';

/** The Temporal dev server, on its file and its ports. One that can do nothing any more is ended, so that it is started again. */
export function temporalProcess(
  options: Omit<DevServerOptions, 'signal'> & { readonly dbFile: string; readonly port: number },
): ProcessDefinition {
  return {
    name: 'Temporal',
    async start(signal) {
      signal.throwIfAborted();
      const isForGood = watchForInterruption(() => performance.now());
      let isInterrupted = false;
      let pid: number | undefined;
      const server = await startDevServer({
        ...options,
        signal,
        onLine: (line, stream) => {
          options.onLine?.(line, stream);
          if (!isForGood(line) || pid === undefined) return;
          isInterrupted = true;
          signalGroup(pid, 'SIGKILL');
        },
      });
      pid = server.pid;
      return {
        pid,
        exited: server.exited.then(({ code }) =>
          isInterrupted ? DATABASE_INTERRUPTED : `exit code ${code}`,
        ),
        stop: () => server.stop(),
        kill: () => signalGroup(server.pid, 'SIGKILL'),
      };
    },
  };
}
