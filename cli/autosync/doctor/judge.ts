import { listNames } from '../../../domain/management-agent/management-agent.js';
import { plural } from '../../../domain/run-history/describe-run.js';
import { describeDuration } from '../../duration.js';
import type { Facts, Failed, HealthPart, ServerFacts, TemporalFacts } from './facts.js';

/** What is to be said of one part. */
export interface Finding {
  readonly part: string;
  /** `warning`: it works, and will not for ever. `unknown`: nobody could look from here. */
  readonly state: 'well' | 'warning' | 'wrong' | 'unknown';
  readonly message: string;
  /** How to mend it, where there is something to mend. */
  readonly mend?: string;
}

const SECOND = 1_000;
const DAY_MS = 86_400_000;
/** The time of an HTTP answer counts whole seconds. */
const CLOCKS_MAY_DIFFER_MS = 5 * SECOND;
/** Signatures of webhooks and tokens are refused beyond that. */
const CLOCKS_MUST_NOT_DIFFER_MS = 60 * SECOND;
const RETENTION_TO_LOOK_BACK_MS = DAY_MS;
/** Temporal warns of histories from 10,240 events on; the run lock begins a new one long before. */
const LONG_HISTORY = 10_000;
const MEBIBYTE = 2 ** 20;
const LITTLE_SPACE = 1_024 * MEBIBYTE;
const NO_SPACE = 100 * MEBIBYTE;

/** What is well and what is wrong, in the order in which it is best mended. */
export function judge(facts: Facts): readonly Finding[] {
  return [
    judgeNode(facts.node),
    judgeApi(facts),
    ...judgeTemporal(facts),
    ...judgeHealth(facts.health),
    ...facts.servers.flatMap(judgeServer),
    ...facts.clocks.map(judgeClock),
    ...judgeConfiguration(facts),
    ...judgeDataFolder(facts),
    ...facts.openSecrets.map(judgeSecret),
    ...(facts.keyInTheClear ? [KEY_IN_THE_CLEAR] : []),
  ];
}

function isFailed(found: object): found is Failed {
  return 'failed' in found;
}

function wrong(part: string, { failed, action }: Failed): Finding {
  return { part, state: 'wrong', message: failed, mend: action };
}

function judgeNode({ version, wanted }: Facts['node']): Finding {
  const [is, least] = [numbersOf(version), numbersOf(wanted)];
  const difference = least.map((number, index) => (is[index] ?? 0) - number).find((each) => each !== 0) ?? 0;
  return difference >= 0
    ? { part: 'Node.js', state: 'well', message: `Node.js ${version}.` }
    : {
        part: 'Node.js',
        state: 'wrong',
        message: `Node.js ${version} is too old: AutoSync needs ${wanted}.`,
        mend: 'Install a newer one.',
      };
}

function numbersOf(text: string): readonly number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function judgeApi({ api }: Facts): Finding {
  const part = 'API';
  if (isFailed(api.caller)) return wrong(part, api.caller);
  const { name, role, by } = api.caller;
  return { part, state: 'well', message: `Answers at ${api.url}; you are ${name}, ${role}, known by ${by}.` };
}

function judgeTemporal({ temporal, api }: Facts): readonly Finding[] {
  const part = 'Temporal';
  if (!temporal) {
    return [
      {
        part,
        state: 'unknown',
        message: isFailed(api.caller)
          ? 'Nobody said where it is.'
          : 'Nobody said here where it is; the API says below how it is.',
        mend: 'To have it looked at from here, too, set TEMPORAL_ADDRESS, or run this beside the data folder.',
      },
    ];
  }
  if (isFailed(temporal.found)) return [wrong(part, temporal.found)];
  const { found } = temporal;
  return [
    {
      part,
      state: 'well',
      message: `Temporal ${found.version} answers at ${temporal.address}, namespace ${found.namespace}.`,
    },
    ...judgeRetention(found),
    ...judgeSearchAttributes(found),
    ...found.runLocks.map(judgeRunLock),
  ];
}

function judgeRetention({ namespace, retentionMs }: TemporalFacts): readonly Finding[] {
  if (retentionMs === undefined || retentionMs >= RETENTION_TO_LOOK_BACK_MS) return [];
  return [
    {
      part: 'Temporal: retention',
      state: 'warning',
      message: `The namespace ${namespace} forgets cycles ${describeDuration(retentionMs)} after their end.`,
      mend: `Keep them longer: temporal operator namespace update --retention 30d ${namespace}`,
    },
  ];
}

function judgeSearchAttributes({ missingSearchAttributes: missing }: TemporalFacts): readonly Finding[] {
  if (missing.length === 0) return [];
  return [
    {
      part: 'Temporal: search attributes',
      state: 'wrong',
      message: `Not registered: ${missing.join(', ')}. Without them no cycle starts.`,
      mend: 'Start a worker, which registers them, as an account that may; or: temporal operator search-attribute create --type Keyword --name …',
    },
  ];
}

function judgeRunLock({ server, running }: TemporalFacts['runLocks'][number]): Finding {
  const part = `Temporal: run lock ${server}`;
  if (!running) {
    return {
      part,
      state: 'wrong',
      message: 'It does not run, so nothing is granted.',
      mend: 'Start a worker: it starts the run lock.',
    };
  }
  const { ageMs, historyLength } = running;
  const message = `Its history is ${describeDuration(ageMs)} old and has ${plural(historyLength, 'event')}.`;
  return historyLength < LONG_HISTORY
    ? { part, state: 'well', message }
    : {
        part,
        state: 'warning',
        message: `${message} It should have begun a new one.`,
        mend: 'See in the log of the worker why the run lock does not get on.',
      };
}

function judgeHealth(health: Facts['health']): readonly Finding[] {
  if (!health) return [];
  if ('failed' in health) return [wrong('health', health)];
  return health.map(({ part: checked, up, message }: HealthPart) => {
    // From the API's machine things may look otherwise than from here.
    const part = `API: ${checked}`;
    if (up) return { part, state: 'well', message };
    // The API appends what to do as the last sentence.
    return { part, state: 'wrong', message };
  });
}

function judgeServer(facts: Facts['servers'][number]): readonly Finding[] {
  const part = `sync server ${facts.server}`;
  if (isFailed(facts)) return [wrong(part, facts)];
  const found = judgeFoundServer(part, facts);
  return found.length > 0 ? found : [{ part, state: 'well', message: 'Started; nothing is held.' }];
}

function judgeFoundServer(part: string, facts: ServerFacts): readonly Finding[] {
  const { server, control, stoppedByRule, held, hearing, engineSeen, unknownInConfiguration } = facts;
  return [
    ...(control === 'stopped'
      ? [
          {
            part,
            state: 'warning' as const,
            message: 'It is stopped.',
            mend: `autosync start --server ${server}`,
          },
        ]
      : []),
    ...(stoppedByRule.length > 0
      ? [
          {
            part,
            state: 'wrong' as const,
            message: `Stopped by a rule: ${stoppedByRule.join(', ')}.`,
            mend: '`autosync status` says why. Mend that, then `autosync start MA`.',
          },
        ]
      : []),
    ...(held > 0
      ? [
          {
            part,
            state: 'warning' as const,
            message: `${plural(held, 'export')} held.`,
            mend: '`autosync queue` shows what is pending; decide with `autosync approve` or `autosync reject`.',
          },
        ]
      : []),
    ...(hearing > 0
      ? [
          {
            part,
            state: 'warning' as const,
            message: `After a loss of the run lock ${plural(hearing, 'cycle')} must yet say what they hold; nothing starts before.`,
            mend: 'It passes by itself as long as workers run. If it does not, see their logs.',
          },
        ]
      : []),
    ...(unknownInConfiguration.length > 0
      ? [
          {
            part,
            state: 'warning' as const,
            message: `The configuration has settings of ${listNames(unknownInConfiguration.map((name) => ({ name })))}, which the engine does not have: they do nothing.`,
            mend: '`autosync config check FILE` says which management agents there are. Mend the name, or remove the settings.',
          },
        ]
      : []),
    ...(engineSeen
      ? []
      : [
          {
            part,
            state: 'warning' as const,
            message: 'The run lock has not seen the engine yet, and grants nothing before.',
            mend: 'See whether a worker runs beside the engine.',
          },
        ]),
  ];
}

function judgeClock({ of, aheadMs }: Facts['clocks'][number]): Finding {
  const part = `clock of ${of}`;
  const difference = Math.abs(aheadMs);
  if (difference <= CLOCKS_MAY_DIFFER_MS) return { part, state: 'well', message: 'As this machine has it.' };
  return {
    part,
    state: difference > CLOCKS_MUST_NOT_DIFFER_MS ? 'wrong' : 'warning',
    message: `It is ${describeDuration(difference)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's.`,
    mend: 'Have both take their time from the same source (w32tm /query /status; timedatectl).',
  };
}

function judgeConfiguration({ configuration }: Facts): readonly Finding[] {
  if (!configuration) return [];
  const part = 'configuration';
  const { file, problem, isApplied } = configuration;
  if (problem !== undefined) {
    return [{ part, state: 'wrong', message: problem, mend: `Mend it: autosync config check ${file}` }];
  }
  if (isApplied === false) {
    return [
      {
        part,
        state: 'warning',
        message: `${file} is valid, and is not what runs.`,
        mend: `Apply it: autosync config apply ${file}`,
      },
    ];
  }
  return [{ part, state: 'well', message: `${file} is valid${isApplied ? ', and is what runs' : ''}.` }];
}

function judgeDataFolder({ dataFolder }: Facts): readonly Finding[] {
  if (!dataFolder) return [];
  const { path, isWritable, freeBytes } = dataFolder;
  const part = 'data folder';
  const free = `${Math.floor(freeBytes / MEBIBYTE).toLocaleString('en-GB')} MiB are free`;
  return [
    ...(isWritable
      ? []
      : [
          {
            part,
            state: 'wrong' as const,
            message: `${path} cannot be written by this account.`,
            mend: 'Give the account that runs AutoSync the right to, or name another folder with --data.',
          },
        ]),
    freeBytes < LITTLE_SPACE
      ? {
          part,
          state: freeBytes < NO_SPACE ? ('wrong' as const) : ('warning' as const),
          message: `In ${path} only ${free}.`,
          mend: 'Make room: Temporal stops when its disk is full.',
        }
      : { part, state: 'well' as const, message: `${path}: ${free}.` },
  ];
}

function judgeSecret(file: string): Finding {
  return {
    part: 'permissions',
    state: 'warning',
    message: `Others on this machine may read ${file}.`,
    mend: `chmod 600 ${file}`,
  };
}

const KEY_IN_THE_CLEAR: Finding = {
  part: 'API key',
  state: 'warning',
  message: 'It is sent to another machine without encryption: whoever listens has it.',
  mend: 'Put a proxy with TLS before the API, and use its https address.',
};
