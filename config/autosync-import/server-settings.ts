import { elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import type { Setting } from '../writing/commented-yaml.js';
import type { Ledger } from './account/ledger.js';
import { importMail } from './mail.js';
import { importRunHistory } from './run-history.js';
import { saidIn } from './values.js';

const RUN_MODES = ['supported', 'unsupported', 'exclusive'] as const;
type RunMode = (typeof RUN_MODES)[number];

/** Reads the settings that are for the whole sync server, as they stand in the new configuration. */
export function importServerSettings(root: XmlElement, ledger: Ledger): readonly Setting[] {
  const settings = elementAt(root, 'settings');
  if (!settings) return [];
  ledger.carry(settings);
  const runMode = runModeOf(settings, ledger);
  return [
    ...(runMode === undefined ? [] : [{ key: 'runMode', value: runMode }]),
    ...importMail(settings, ledger),
    ...importRunHistory(settings, ledger),
  ];
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
