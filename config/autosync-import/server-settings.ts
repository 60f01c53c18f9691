import { elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import type { Ledger } from './account/ledger.js';
import { reportSecret } from './secrets.js';
import { isTrue, listIn, saidIn } from './values.js';

const RUN_MODES = ['supported', 'unsupported', 'exclusive'] as const;
type RunMode = (typeof RUN_MODES)[number];

/** What the old configuration says of the sync server as a whole. */
export interface ServerSettings {
  /** `undefined` = nothing is said. */
  readonly runMode: RunMode | undefined;
}

/** Reads the settings that are for the whole sync server, and reports those that have no place here. */
export function importServerSettings(root: XmlElement, ledger: Ledger): ServerSettings {
  const settings = elementAt(root, 'settings');
  if (!settings) return { runMode: undefined };
  ledger.carry(settings);
  reportMail(settings, ledger);
  reportRunHistory(settings, ledger);
  return { runMode: runModeOf(settings, ledger) };
}

function runModeOf(settings: XmlElement, ledger: Ledger): RunMode | undefined {
  const element = elementAt(settings, 'run-mode');
  const text = saidIn(settings, 'run-mode');
  if (!element) return undefined;
  const runMode = RUN_MODES.find((mode) => mode === text?.toLowerCase());
  if (runMode || text === undefined) {
    ledger.carry(element);
    return runMode;
  }
  ledger.report(element, {
    severity: 'action',
    subject: 'the sync server',
    what: `run mode "${text}"`,
    why: `the run modes are ${RUN_MODES.join(', ')}`,
    instead: 'the default, supported, counts; set runMode if that is wrong',
  });
  return undefined;
}

function reportMail(settings: XmlElement, ledger: Ledger): void {
  const enabled = elementAt(settings, 'mail-enabled');
  const others = settings.children.filter(
    ({ name }) => MAIL.has(name) && name !== 'mail-enabled' && name !== 'mail-password',
  );
  reportSecret(elementAt(settings, 'mail-password'), 'mail', 'mail', ledger);
  const first = enabled ?? others[0];
  if (!first) return;
  const isOn = isTrue(settings, 'mail-enabled');
  ledger.report(first, {
    severity: isOn ? 'action' : 'note',
    subject: 'mail',
    what: `mail ${isOn ? 'on' : 'off'}${others.length === 0 ? '' : `: ${others.map((each) => described(settings, each)).join('; ')}`}`,
    why: 'AutoSync does not send mail yet',
    instead: isOn
      ? "let what watches your servers look at AutoSync's status and failed cycles (REST API, Temporal's Web UI)"
      : 'nothing',
  });
  ledger.told(...others);
}

function reportRunHistory(settings: XmlElement, ledger: Ledger): void {
  const elements = settings.children.filter(({ name }) => RUN_HISTORY.has(name));
  const first = elements[0];
  if (!first) return;
  const isOn = isTrue(settings, 'run-history-clear') || isTrue(settings, 'run-history-save');
  ledger.report(first, {
    severity: isOn ? 'action' : 'note',
    subject: 'run history',
    what: elements.map((each) => described(settings, each)).join('; '),
    why: "AutoSync does not clear or save the engine's run history yet",
    instead: isOn
      ? 'clear it by a task of the operating system (MIIS_Server.ClearRuns), as it grows otherwise'
      : 'nothing',
  });
  ledger.told(...elements);
}

function described(settings: XmlElement, { name }: XmlElement): string {
  const list = listIn(settings, name);
  const text = list.length > 0 ? list.join(', ') : (saidIn(settings, name) ?? 'none');
  return `${name.replace(/^(mail|run-history)-/, '')} ${text}`;
}

const MAIL: ReadonlySet<string> = new Set([
  'mail-enabled',
  'mail-use-app-config',
  'mail-host',
  'mail-port',
  'mail-use-ssl',
  'mail-use-default-credentials',
  'mail-username',
  'mail-password',
  'mail-to',
  'mail-from',
  'mail-max-errors',
  'mail-send-all-error-instances',
  'mail-ignore-return-codes',
]);

const RUN_HISTORY: ReadonlySet<string> = new Set([
  'run-history-clear',
  'run-history-max-age',
  'run-history-save',
  'run-history-save-path',
]);
