import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import ms, { type StringValue } from 'ms';
import { readKeyFile, type KeyRecord } from '../../../api/access/keys/key-file.js';
import { createKey, revokeKey, stateOf } from '../../../api/access/keys/manage-keys.js';
import { appendToAuditFile } from '../../../api/audit/audit-file.js';
import { ROLES, type Role } from '../../../domain/access/role.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { localUser } from '../../../process/local-user.js';
import { accessFilesIn } from '../../start/data-folder.js';
import { USUAL_DATA_FOLDER } from '../../start/start-options.js';
import { asJson, type Surroundings } from '../surroundings.js';

const LONGEST_NAME = 100;
/** Longer than anybody plans ahead, and short enough to be a date. */
const LONGEST_LIFE = '100y';

const EXAMPLES = {
  keys: `
The keys are in the file that AUTOSYNC_KEYS names, else in the data folder: ${accessFilesIn(USUAL_DATA_FOLDER).keys}. An API that uses this file notices each change at once.

Examples:
  autosync keys create console --role operator --expires 90d
  autosync keys list
  autosync keys revoke console`,
  create: `
The key is printed once, on standard output and nothing beside it; the file holds no more than a hash of it.

Examples:
  autosync keys create console --role operator --expires 90d
  AUTOSYNC_TOKEN=$(autosync keys create nightly-report --role viewer)`,
  list: `
Example:
  autosync keys list --json`,
  revoke: `
Examples:
  autosync keys revoke console
  autosync keys revoke 3f9a0c12be77`,
};

interface KeysOptions {
  readonly data: string;
  readonly json?: true;
}

/** What is told of a key: nothing of its secret. */
interface ShownKey extends Omit<KeyRecord, 'salt' | 'hash' | 'cost'> {
  readonly state: ReturnType<typeof stateOf>;
}

/** `autosync keys …`: who may call the API beside the person at its machine. */
export function keysCommand(surroundings: Surroundings): Command {
  return new Command('keys')
    .description('Makes, lists and revokes the API keys.')
    .addHelpText('after', EXAMPLES.keys)
    .addCommand(createCommand(surroundings))
    .addCommand(listCommand(surroundings))
    .addCommand(revokeCommand(surroundings));
}

function createCommand({ out, err, env }: Surroundings): Command {
  return new Command('create')
    .description('Makes an API key and prints it, once.')
    .argument('<name>', 'what it is for: stands in the audit log and beside what is done with it', readName)
    .addOption(
      new Option('--role <role>', 'viewer sees; operator drives, too; admin may do everything')
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option(
      '--expires <duration>',
      'how long it is good for, for example 90d or 12h (default: until revoked)',
      readDuration,
    )
    .addOption(dataOption())
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES.create)
    .action(
      async (name: string, options: KeysOptions & { readonly role: Role; readonly expires?: number }) => {
        const files = filesOf(options, env);
        const key = {
          name,
          role: options.role,
          ...(options.expires !== undefined && { lastsMs: options.expires }),
          by: localUser(),
        };
        const { record, token } = await recorded(files.audit, 'create', { name, role: options.role }, () =>
          createKey(files.keys, key, Date.now()),
        );
        if (options.json) {
          out(asJson({ ...shown(record), key: token, file: files.keys }));
          return;
        }
        err(
          `Key "${name}" (${record.id}), ${record.role}, ${record.expiresAt === undefined ? 'until it is revoked' : `until ${record.expiresAt}`}, is kept in ${files.keys}.\nThis is the only time that it is shown. Send it as: Authorization: Bearer <key>\n`,
        );
        out(`${token}\n`);
      },
    );
}

function listCommand({ out, env }: Surroundings): Command {
  return new Command('list')
    .description('Lists the API keys, also those that have expired or were revoked.')
    .addOption(dataOption())
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES.list)
    .action(async (options: KeysOptions) => {
      const { keys: file } = filesOf(options, env);
      const keys = (await readKeyFile(file)).map(shown);
      if (options.json) out(asJson({ file, keys }));
      else out(keys.length === 0 ? `${file} holds no keys.\n` : keys.map(line).join(''));
    });
}

function revokeCommand({ out, err, env }: Surroundings): Command {
  return new Command('revoke')
    .description('Revokes an API key: its next request is refused.')
    .argument('<name|id>', 'name or id of a key that is not revoked')
    .addOption(dataOption())
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES.revoke)
    .action(async (nameOrId: string, options: KeysOptions) => {
      const files = filesOf(options, env);
      const record = await recorded(files.audit, 'revoke', { key: nameOrId }, () =>
        revokeKey(files.keys, nameOrId, localUser(), Date.now()),
      );
      if (options.json) out(asJson(shown(record)));
      else err(`Key "${record.name}" (${record.id}) is revoked.\n`);
    });
}

/** Does it as the API does: what is asked for is recorded before, and what came of it after. */
async function recorded<Result>(
  auditFile: string,
  command: 'create' | 'revoke',
  path: Readonly<Record<string, string>>,
  change: () => Promise<Result>,
): Promise<Result> {
  const about = {
    id: randomUUID(),
    from: 'this machine',
    method: 'CLI',
    route: `autosync keys ${command}`,
    path,
    who: localUser(),
    role: 'admin',
    by: 'this-machine',
  } as const;
  await appendToAuditFile(auditFile, { event: 'change-asked', ...about }, Date.now());
  try {
    const result = await change();
    await appendToAuditFile(auditFile, { event: 'change-done', ...about, status: 200 }, Date.now());
    return result;
  } catch (error) {
    if (error instanceof AutoSyncError) {
      const { code, httpStatus: status, message: detail } = error;
      await appendToAuditFile(
        auditFile,
        { event: 'change-failed', ...about, status, code, detail },
        Date.now(),
      );
    }
    throw error;
  }
}

function dataOption(): Option {
  return new Option('--data <folder>', 'data folder of `autosync up` and `npm start`').default(
    USUAL_DATA_FOLDER,
  );
}

/** The same files as those of an API that `autosync up` starts with this data folder and this environment. */
function filesOf({ data }: KeysOptions, env: NodeJS.ProcessEnv) {
  const { keys, audit } = accessFilesIn(data);
  return { keys: env['AUTOSYNC_KEYS'] || keys, audit: env['AUTOSYNC_AUDIT'] || audit };
}

function shown(record: KeyRecord): ShownKey {
  const { salt: _salt, hash: _hash, cost: _cost, ...told } = record;
  return { ...told, state: stateOf(record, Date.now()) };
}

function line(key: ShownKey): string {
  const state =
    key.state === 'revoked'
      ? `revoked ${key.revokedAt} by ${key.revokedBy}`
      : key.state === 'expired'
        ? `expired ${key.expiresAt}`
        : key.expiresAt === undefined
          ? 'active'
          : `active until ${key.expiresAt}`;
  return `${key.id}  ${key.role.padEnd(8)}  ${key.name}  ${state}  (made ${key.createdAt} by ${key.createdBy})\n`;
}

/** A name stands on one line of a log: control characters have no place in it. */
function readName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= LONGEST_NAME && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw new InvalidArgumentError(`Write a name of 1 to ${LONGEST_NAME} characters on one line.`);
}

function readDuration(text: string): number {
  // What is no duration, `ms` answers with NaN or throws; a number alone would be milliseconds.
  const duration = /^\d+(\.\d+)? ?[a-z]+$/i.test(text) ? ms(text as StringValue) : Number.NaN;
  if (duration >= ms('1s') && duration <= ms(LONGEST_LIFE)) return duration;
  throw new InvalidArgumentError('Write a duration from 1s to 100y, for example 90d or 12h.');
}
