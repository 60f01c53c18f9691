import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { DEFAULT_RUN_LOCK_CONFIGURATION, type RunLockConfiguration } from '../../domain/run-lock/state.js';
import type { Settings } from './commands.js';

/** Lock lists by name: none, one, two that name each other, two that name a third. */
const LOCK_LISTS: readonly RunLockConfiguration['lockLists'][] = [
  {},
  {},
  { HR: ['AD'] },
  { HR: ['AD'], AD: ['HR'] },
  { HR: ['MIM Service'], Phones: ['MIM Service', 'AD'] },
];

/** How much may be pending before an export: whatever there is, less than any hold of a history has, and even less. */
const THRESHOLDS: readonly RunLockConfiguration['thresholds'][] = [
  undefined,
  { exports: { adds: { count: 5 } }, managementAgents: {} },
  { exports: { adds: { count: 3 } }, managementAgents: {} },
];

/** The configuration that settings stand for. Milliseconds are few: each event of a history takes one. */
export function configurationOf(
  settings: Settings,
  catalogue: readonly ManagementAgent[],
): RunLockConfiguration {
  const { policy, runMode, mimServiceExportTakesSyncLock, lockLists } = settings;
  const thresholds = THRESHOLDS[settings.thresholds % THRESHOLDS.length];
  return {
    ...DEFAULT_RUN_LOCK_CONFIGURATION,
    rules: { runMode, mimServiceExportTakesSyncLock },
    policy,
    longestWaitMs: settings.shortWait ? 25 : 1_000_000,
    startSpacingMs: settings.spacing ? 6 : 0,
    lockLists: Object.fromEntries(
      Object.entries(LOCK_LISTS[lockLists % LOCK_LISTS.length] ?? {}).map(([name, locked]) => [
        name,
        locked.filter((other) => catalogue.some((ma) => ma.name === other)),
      ]),
    ),
    disabled: settings.disabled ? ['phones'] : [],
    ...(thresholds ? { thresholds } : {}),
    noStartWindows: settings.windows
      ? [{ cron: '0 4 * * *', durationMs: 60_000, timeZone: 'Europe/Vienna' }]
      : [],
  };
}
