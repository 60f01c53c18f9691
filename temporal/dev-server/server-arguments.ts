import { LOOPBACK } from './ports.js';

/** What one start of the dev server is about. */
export interface ServerSettings {
  readonly port: number;
  /** Absent = no Web UI. */
  readonly uiPort?: number;
  /** SQLite file; absent = in memory. */
  readonly dbFile?: string;
  /** More of Temporal's dynamic configuration, each as `key=value`. */
  readonly dynamicConfiguration?: readonly string[];
}

/**
 * The command line of `temporal server start-dev`.
 *
 * As it comes, the dev server is slow: the whole of it is one history shard, and the readers of that shard's queues
 * may load 20 times a second, so that each hop between workflows costs 40 ms.
 */
export function serverArguments(settings: ServerSettings): readonly string[] {
  const { port, uiPort, dbFile, dynamicConfiguration = [] } = settings;
  return [
    'server',
    'start-dev',
    '--ip',
    LOOPBACK,
    '--port',
    String(port),
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile, ...SQLITE_PRAGMAS]),
    // Below this it warns about its own connections at every start and stop.
    '--log-level',
    'error',
    ...[...DYNAMIC_CONFIGURATION, ...dynamicConfiguration].flatMap((value) => [
      '--dynamic-config-value',
      value,
    ]),
  ];
}

const SQLITE_PRAGMAS = [
  // Writers append instead of rewriting pages.
  'journal_mode=wal',
  // What was acknowledged survives a power cut: each commit is flushed to the disk.
  'synchronous=2',
].flatMap((pragma) => ['--sqlite-pragma', pragma]);

const DYNAMIC_CONFIGURATION = [
  // Workflow and activity tasks, signals, starts of children.
  'history.transferProcessorMaxPollRPS=2000',
  // Timers: retries, back-off, heartbeats that were missed.
  'history.timerProcessorMaxPollRPS=2000',
];
