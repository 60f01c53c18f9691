import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { directoryRoutes } from './http/directory-routes.js';
import { engineRoutes } from './http/engine-routes.js';
import { catalogueRoutes } from './http/catalogue-routes.js';
import { faultRoutes } from './http/fault-routes.js';
import { faultyAnswers } from './http/faulty-answers.js';
import { answerError, unknownRoute } from './http/error-answers.js';
import { recordRoutes } from './http/record-routes.js';
import { systemClock } from './engine/clock.js';
import { createSimulator, newSimulatorState, type Simulator, type SimulatorOptions } from './simulator.js';
import { keepStateFile, readStateFile, type StateKeeper } from './state/state-file.js';

export interface SimulatorServerOptions extends Omit<SimulatorOptions, 'restored' | 'onChange'> {
  /** 0, or absent: any free port. */
  readonly port?: number;
  /** Where the world is kept from one start to the next; absent = it ends with the process. */
  readonly stateFile?: string;
  /** Told what an operator should know: a state file that cannot be used or written. */
  readonly onNotice?: (notice: string) => void;
}

/** A simulator that answers on loopback. */
export interface RunningSimulator {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly simulator: Simulator;
  /** Stops what runs, saves the world, and stops listening. */
  close(): Promise<void>;
}

function application(simulator: Simulator): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.json({ limit: '5mb' }));
  app.use('/engine', faultyAnswers(simulator), engineRoutes(simulator));
  app.use('/directories', directoryRoutes(simulator));
  app.use(faultRoutes(simulator));
  app.use(catalogueRoutes(simulator));
  app.use(recordRoutes(simulator));
  app.use(unknownRoute);
  app.use(answerError);
  return app;
}

/**
 * Starts a simulator that implements `http-contract.ts` on 127.0.0.1.
 * @throws `port-in-use`
 */
export async function startSimulator(options: SimulatorServerOptions): Promise<RunningSimulator> {
  const { simulator, keeper } = await restoredSimulator(options);
  const { server, port } = await listen(application(simulator), options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    simulator,
    async close() {
      simulator.engine.shutDown();
      await keeper?.flush();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
    },
  };
}

/** The simulator with what an earlier process left in the state file, if there is one. */
async function restoredSimulator(
  options: SimulatorServerOptions,
): Promise<{ readonly simulator: Simulator; readonly keeper?: StateKeeper }> {
  const { stateFile: file, definition, seed, clock = systemClock, onNotice } = options;
  if (file === undefined) return { simulator: createSimulator(options) };
  const found = await readStateFile(file, definition, seed, clock.now());
  if (found && !found.restored) {
    onNotice?.(`The simulated world starts afresh: ${file} is of no use, since ${found.reason}.`);
  }
  const state = found?.restored ?? newSimulatorState(definition, seed, clock.now());
  const keeper = keepStateFile(file, state, (error) =>
    onNotice?.(`The simulated world could not be saved in ${file}: ${error.message}`),
  );
  const simulator = createSimulator({ ...options, restored: state, onChange: () => keeper.changed() });
  return { simulator, keeper };
}

type Server = ReturnType<Express['listen']>;

function listen(app: Express, port: number): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (thrown?: unknown) => {
      if (thrown !== undefined) {
        reject(listenError(ensureError(thrown), port));
        return;
      }
      // A long poll may be idle for longer than Node's default allows a connection to be.
      server.keepAliveTimeout = 75_000;
      const { port: bound } = server.address() as AddressInfo;
      resolve({ server, port: bound });
    });
  });
}

function listenError(error: Error, port: number): Error {
  if ('code' in error && error.code === 'EADDRINUSE') {
    return new AutoSyncError('port-in-use', `Port ${port} of 127.0.0.1 is in use by another program.`, {
      cause: error,
    });
  }
  return error;
}
