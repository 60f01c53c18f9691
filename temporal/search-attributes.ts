import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { hasGrpcStatus } from './grpc-status.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;
type IndexedValueType = proto.temporal.api.enums.v1.IndexedValueType;

/** Types of search attributes that we use, as Temporal names them. */
export type SearchAttributeTypeName = 'Keyword' | 'Int' | 'Bool' | 'Datetime' | 'Double';

const TYPE_VALUES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
} as const satisfies Record<SearchAttributeTypeName, IndexedValueType>;

const LOOK_EVERY_MS = 200;

/**
 * Registers the search attributes that the server does not have yet, and waits until it knows them: a production
 * server hears of them with up to a minute's delay, and refuses workflows that use them until then.
 *
 * @param wanted type by name, for example `{AutosyncServer: 'Keyword'}`
 * @param options.usableWithinMs how long the server may take
 * @throws `invalid-configuration` when the server has one of them with another type
 * @throws `temporal-unreachable` when they are not usable in time
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Readonly<Record<string, SearchAttributeTypeName>>,
  options: { readonly usableWithinMs?: number } = {},
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = missingSearchAttributes(wanted, customAttributes);
  if (Object.keys(missing).length > 0) {
    await connection.operatorService
      .addSearchAttributes({ namespace, searchAttributes: missing })
      .catch((error: unknown) => {
        // Another process was faster.
        if (!hasGrpcStatus(error, 'ALREADY_EXISTS')) throw error;
      });
  }
  await waitUntilUsable(connection, namespace, Object.keys(wanted), options.usableWithinMs ?? 90_000);
}

/**
 * Those of the wanted search attributes that the server does not have.
 *
 * @param existing what the server has: type by name
 * @throws `invalid-configuration` for one that it has with another type: its type can never be changed
 */
export function missingSearchAttributes(
  wanted: Readonly<Record<string, SearchAttributeTypeName>>,
  existing: Readonly<Record<string, IndexedValueType>>,
): Record<string, IndexedValueType> {
  const missing: Record<string, IndexedValueType> = {};
  for (const [name, typeName] of Object.entries(wanted)) {
    const type: IndexedValueType = TYPE_VALUES[typeName];
    const present = existing[name];
    if (present === undefined) {
      missing[name] = type;
    } else if (present !== type) {
      throw new AutoSyncError(
        'invalid-configuration',
        `Temporal has a search attribute "${name}" already, and it is not of type ${typeName}. Remove it (temporal operator search-attribute remove --name ${name}), or use another namespace.`,
      );
    }
  }
  return missing;
}

async function waitUntilUsable(
  connection: Connection,
  namespace: string,
  names: readonly string[],
  withinMs: number,
): Promise<void> {
  const query = names.map((name) => `${name} is null`).join(' and ');
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      // A query with a search attribute that the server does not know yet is invalid.
      if (!hasGrpcStatus(error, 'INVALID_ARGUMENT')) throw error;
      if (Date.now() > deadline) {
        throw new AutoSyncError(
          'temporal-unreachable',
          `Temporal does not know the search attributes ${names.join(', ')} ${withinMs / 1000} s after they were registered: ${ensureError(error).message}`,
          { cause: error },
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }
}
