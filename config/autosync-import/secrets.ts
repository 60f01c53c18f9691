import { attributeOf, type XmlElement } from '../../domain/xml/xml-element.js';
import type { Setting } from '../writing/commented-yaml.js';
import type { Ledger } from './account/ledger.js';
import { saidBy } from './values.js';

/**
 * Reports a password. It is never copied: an encrypted one can be read by the old service's account only, one in clear
 * text does not belong into a configuration.
 *
 * @param purpose what it is for, to make a name of an environment variable of
 */
export function reportSecret(
  element: XmlElement | undefined,
  subject: string,
  purpose: string,
  ledger: Ledger,
): void {
  if (!element) return;
  if (saidBy(element) === undefined) {
    ledger.carry(element);
    return;
  }
  const encrypted = ['true', '1'].includes(attributeOf(element, 'is-encrypted').toLowerCase());
  ledger.report(element, {
    severity: 'action',
    subject,
    what: encrypted ? 'a password, encrypted' : 'a password in clear text',
    why: encrypted
      ? 'only the account of the old service on its own host can decrypt it (Windows DPAPI)'
      : 'secrets never stand in the configuration',
    instead: `provide it as a secret, { env: ${environmentVariable(purpose)} }, where a setting asks for it${encrypted ? '' : '; it could be read by whoever had the old file: change it'}`,
  });
}

/** Where the password stands that is to be provided. */
export function passwordSetting(purpose: string): Setting {
  return { key: 'password', value: { settings: [{ key: 'env', value: environmentVariable(purpose) }] } };
}

function environmentVariable(purpose: string): string {
  const words = purpose
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `AUTOSYNC_${words}_PASSWORD`;
}
