import { elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import type { Setting } from '../writing/commented-yaml.js';
import type { Ledger } from './account/ledger.js';
import { passwordSetting, reportSecret } from './secrets.js';
import { describeSetting, isTrue, listIn, saidIn, wholeNumberIn } from './values.js';

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

/** The mail settings, disabled until AutoSync sends mail, and reported. None where they do not say who writes to whom. */
export function importMail(settings: XmlElement, ledger: Ledger): readonly Setting[] {
  const enabled = elementAt(settings, 'mail-enabled');
  const others = settings.children.filter(
    ({ name }) => MAIL.has(name) && name !== 'mail-enabled' && name !== 'mail-password',
  );
  reportSecret(elementAt(settings, 'mail-password'), 'mail', 'mail', ledger);
  const first = enabled ?? others[0];
  if (!first) return [];
  const isOn = isTrue(settings, 'mail-enabled');
  const mail = mailSettings(settings);
  const stands = mail.length === 0 ? [] : ['its settings stand under mail, disabled'];
  const meanwhile =
    "let what watches your servers look at AutoSync's status and failed cycles (REST API, Temporal's Web UI)";
  ledger.report(first, {
    severity: isOn ? 'action' : 'note',
    subject: 'mail',
    what: `mail ${isOn ? 'on' : 'off'}${others.length === 0 ? '' : `: ${others.map((each) => describeSetting(settings, each)).join('; ')}`}`,
    why: 'AutoSync does not send mail yet',
    instead: [...stands, ...(isOn ? [meanwhile] : [])].join('; ') || 'nothing',
  });
  ledger.told(...others);
  return mail;
}

function mailSettings(settings: XmlElement): readonly Setting[] {
  const host = saidIn(settings, 'mail-host');
  const from = saidIn(settings, 'mail-from');
  const to = listIn(settings, 'mail-to');
  // Shorter than a@b, it is no address.
  if (host === undefined || from === undefined || to.length === 0) return [];
  if ([from, ...to].some((address) => address.length < 3)) return [];
  const port = wholeNumberIn(settings, 'mail-port') ?? 0;
  const user = isTrue(settings, 'mail-use-default-credentials')
    ? undefined
    : saidIn(settings, 'mail-username');
  const maxErrors = wholeNumberIn(settings, 'mail-max-errors') ?? 0;
  const ignored = listIn(settings, 'mail-ignore-return-codes');
  const smtp: readonly Setting[] = [
    { key: 'host', value: host },
    ...(port >= 1 && port <= 65_535 ? [{ key: 'port', value: port }] : []),
    { key: 'tls', value: isTrue(settings, 'mail-use-ssl') ? 'required' : 'none' },
    ...(user === undefined ? [] : [{ key: 'user', value: user }, passwordSetting('mail')]),
  ];
  return [
    {
      key: 'mail',
      comment: ['Disabled: AutoSync does not send mail yet.'],
      value: {
        settings: [
          { key: 'disabled', value: true },
          { key: 'smtp', value: { settings: smtp } },
          { key: 'from', value: from },
          { key: 'to', value: to },
          ...(maxErrors >= 1 ? [{ key: 'maxErrors', value: maxErrors }] : []),
          { key: 'everyTime', value: isTrue(settings, 'mail-send-all-error-instances') },
          ...(ignored.length === 0 ? [] : [{ key: 'ignoreResults', value: ignored }]),
        ],
      },
    },
  ];
}
