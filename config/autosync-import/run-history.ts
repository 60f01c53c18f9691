import type { XmlElement } from '../../domain/xml/xml-element.js';
import type { Setting } from '../writing/commented-yaml.js';
import type { Ledger } from './account/ledger.js';
import { durationSetting, textSetting } from './settings.js';
import { describeSetting, durationIn, isTrue, saidIn } from './values.js';

const RUN_HISTORY: ReadonlySet<string> = new Set([
  'run-history-clear',
  'run-history-max-age',
  'run-history-save',
  'run-history-save-path',
]);

/** How long run history is kept, disabled until AutoSync clears it, and reported. */
export function importRunHistory(settings: XmlElement, ledger: Ledger): readonly Setting[] {
  const elements = settings.children.filter(({ name }) => RUN_HISTORY.has(name));
  const first = elements[0];
  if (!first) return [];
  const clears = isTrue(settings, 'run-history-clear');
  const isOn = clears || isTrue(settings, 'run-history-save');
  const maxAge = durationSetting('clearAfter', durationIn(settings, 'run-history-max-age'));
  const kept = [
    ...(clears ? maxAge : []),
    ...textSetting(
      'saveTo',
      isTrue(settings, 'run-history-save') ? saidIn(settings, 'run-history-save-path') : undefined,
    ),
  ];
  const stands = kept.length === 0 ? [] : ['its settings stand under history, disabled'];
  // Whoever enables the rest would clear what was never cleared.
  const leftOut =
    clears || maxAge.length === 0 ? [] : ['clearAfter is left out, as the history was not cleared'];
  const meanwhile =
    'clear it by a task of the operating system (MIIS_Server.ClearRuns), as it grows otherwise';
  ledger.report(first, {
    severity: isOn ? 'action' : 'note',
    subject: 'run history',
    what: elements.map((each) => describeSetting(settings, each)).join('; '),
    why: "AutoSync does not clear or save the engine's run history yet",
    instead: [...stands, ...leftOut, ...(clears ? [meanwhile] : [])].join('; ') || 'nothing',
  });
  ledger.told(...elements);
  if (kept.length === 0) return [];
  return [
    {
      key: 'history',
      comment: ["Disabled: AutoSync does not clear the engine's run history yet."],
      value: { settings: [{ key: 'disabled', value: true }, ...kept] },
    },
  ];
}
