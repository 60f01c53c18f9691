import { AutoSyncError } from '../../domain/errors.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { decodeXmlBytes } from '../../domain/xml/decode-xml-bytes.js';
import { parseXml } from '../../domain/xml/parse-xml.js';
import { elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import { parseConfiguration } from '../load.js';
import type { Configuration } from '../schema.js';
import { openLedger, type Ledger } from './account/ledger.js';
import { importManagementAgents } from './management-agents/management-agents.js';
import type { ImportReport } from './account/report.js';
import { importServerSettings } from './server-settings.js';
import { saidIn } from './values.js';
import { writeImported } from './write-imported.js';

/** The newest form of the old configuration that is known: `schema-version`. */
const NEWEST_SCHEMA = 1;

const FIX = 'Give the config.xml of Lithnet AutoSync as it is';

/** What came of an old configuration. */
export interface ImportedConfiguration {
  /** The new configuration file, with comments. */
  readonly yaml: string;
  /** What {@link yaml} says when it is read. */
  readonly configuration: Configuration;
  readonly report: ImportReport;
}

/** What the import needs to know beside the file. */
export interface ImportOptions {
  /** What to call the file in messages. */
  readonly file: string;
  /** The id of the sync server in the new configuration. */
  readonly server: string;
  /** The management agents of the engine: the older form cannot be carried over whole without them. */
  readonly catalogue?: readonly ManagementAgent[];
  /** IANA name of the time zone of the old server: the file tells times by its clock, and not which one that is. */
  readonly timeZone: string;
}

/**
 * Makes a configuration of one of Lithnet AutoSync's.
 *
 * Source of the old form: the product's data contracts, as its serializer writes them. Elements are read by name, in any
 * order, with any prefix.
 *
 * @throws {AutoSyncError} `invalid-lithnet-configuration` if it is no XML, something else, or of a newer version
 */
export function importConfiguration(bytes: Uint8Array, options: ImportOptions): ImportedConfiguration {
  const { file, server, catalogue, timeZone } = options;
  const source = { file, code: 'invalid-lithnet-configuration', fix: FIX } as const;
  const document = parseXml(decodeXmlBytes(bytes, source), source);
  const root = rootOf(document, file);
  const version = schemaVersionOf(root, file);
  const ledger = openLedger(root);
  ledger.carry(root, elementAt(root, 'description'));
  ledger.ignore('a counter of edits', elementAt(root, 'version'));
  ledger.ignore('how the file was to be read', elementAt(root, 'schema-version'));
  const settings = importServerSettings(root, ledger);
  const managementAgents = importManagementAgents(
    root,
    { legacy: version === 0, catalogue, timeZone },
    ledger,
  );
  remarkOnTheRest(ledger, catalogue !== undefined);
  const description = saidIn(root, 'description');
  const yaml = writeImported({
    server,
    settings,
    managementAgents,
    ...(description === undefined ? {} : { description }),
  });
  return {
    yaml,
    configuration: parseConfiguration(yaml, `the configuration made of ${file}`),
    report: ledger.close(),
  };
}

function rootOf(document: XmlElement, file: string): XmlElement {
  const root = elementAt(document, 'lithnet-autosync');
  if (root) return root;
  throw new AutoSyncError(
    'invalid-lithnet-configuration',
    `${file} is no configuration of Lithnet AutoSync: its root element is ${document.children[0]?.name ?? 'missing'}, not lithnet-autosync. ${FIX}.`,
  );
}

function schemaVersionOf(root: XmlElement, file: string): 0 | 1 {
  const text = saidIn(root, 'schema-version') ?? '0';
  if (text === '0') return 0;
  if (text === '1') return 1;
  throw new AutoSyncError(
    'invalid-lithnet-configuration',
    `${file} has schema-version "${text}", and this version of AutoSync knows 0 to ${NEWEST_SCHEMA}. Import it with a newer AutoSync.`,
  );
}

/** What Lithnet AutoSync goes by beside its file, and where the two differ without saying so. */
function remarkOnTheRest(ledger: Ledger, engineIsKnown: boolean): void {
  ledger.remark({
    severity: 'note',
    where: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\autosync\\Parameters',
    subject: 'the registry of the old server',
    what: 'settings that do not stand in the file: LockMode, GetSyncLockForFimMAExport, ExecutionStaggerInterval, UnmanagedChangesCheckInterval, RetryCodes, RetryCount, RetrySleepInterval and others',
    why: 'only the old server has them',
    instead:
      'if one of them was changed, set it: LockMode 0, 1, 2 is lockPolicy fifo, yield-queued, yield-all (here the default is batch); GetSyncLockForFimMAExport is mimServiceExportTakesSyncLock; ExecutionStaggerInterval is startSpacing; RetryCodes, RetryCount and RetrySleepInterval are retry',
  });
  if (engineIsKnown) return;
  ledger.remark({
    severity: 'note',
    where: '/lithnet-autosync/management-agents',
    subject: 'management agents that the file does not name',
    what: 'Lithnet AutoSync adds a management agent that it finds on the engine disabled',
    why: 'here every management agent of the engine runs by run profiles that are discovered, unless the configuration says otherwise',
    instead:
      'write "disabled: true" for those that are not to run, or import again with --export FOLDER (a server-configuration export), which does that',
  });
}
