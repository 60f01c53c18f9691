import { z } from 'zod';
import type { Limit } from '../../domain/thresholds/threshold.js';
import type { ConfiguredThresholds, ServerThresholds } from '../../domain/thresholds/thresholds-for.js';

const HOW =
  'write a number of objects such as 500, a per cent such as 20%, both as {count: 500, percent: 20}, or none';

const count = z.int(HOW).min(1, 'write 1 or more objects').describe('So many objects.');
const percent = z
  .number(HOW)
  .gt(0, 'write more than 0 per cent')
  .max(100, 'write no more than 100 per cent: of the objects of the connector space there are no more')
  .describe('Such a per cent of the objects of the connector space.');

const limit = z
  .union(
    [
      count.transform((objects): Limit | null => ({ count: objects })),
      z
        .string()
        .regex(/^(?!0+(\.0+)? ?%)(100|\d{1,2}(\.\d{1,2})?) ?%$/)
        .transform((text): Limit | null => ({ percent: Number.parseFloat(text) })),
      z.literal('none').transform((): Limit | null => null),
      z
        .strictObject({ count: count.exactOptional(), percent: percent.exactOptional() })
        .refine((both) => Object.keys(both).length > 0)
        .transform((both): Limit | null => both),
    ],
    { error: HOW },
  )
  .describe(
    'At so many objects, or such a per cent of the connector space of the partition, it is too much. none: as much as there is.',
  );

const floor = z
  .int()
  .min(0)
  .exactOptional()
  .describe('Per cents do not apply to a connector space of fewer objects. 0 where nothing is said.');

const exportLimits = {
  adds: limit.exactOptional(),
  updates: limit.exactOptional(),
  deletes: limit.exactOptional(),
  all: limit.exactOptional(),
  floor,
};

/** How much at once is too much, as it stands at a sync server, a management agent or a partition. */
export const thresholds = z
  .strictObject({
    imports: z
      .strictObject({ ...exportLimits, renames: limit.exactOptional() })
      .exactOptional()
      .describe('Of what an import stages. At or above, its management agent is stopped.'),
    exports: z
      .strictObject(exportLimits)
      .exactOptional()
      .describe('Of what is pending before an export. At or above, it is held until an operator decides.'),
  })
  .describe(
    'How much at once is too much. For each operation the nearest counts: partition, management agent, server.',
  );

/** Where a sync server's configuration names thresholds. */
interface WithThresholds {
  readonly thresholds?: ConfiguredThresholds | undefined;
  readonly managementAgents: Readonly<
    Record<
      string,
      {
        readonly thresholds?: ConfiguredThresholds | undefined;
        readonly partitions?:
          | Readonly<Record<string, { readonly thresholds?: ConfiguredThresholds | undefined }>>
          | undefined;
      }
    >
  >;
}

/** All thresholds of a sync server; `undefined` if there are none. */
export function serverThresholds(server: WithThresholds): ServerThresholds | undefined {
  const managementAgents = Object.entries(server.managementAgents).flatMap(([name, settings]) => {
    const partitions = Object.entries(settings.partitions ?? {}).flatMap(([partition, { thresholds: own }]) =>
      own ? [[partition, own] as const] : [],
    );
    if (!settings.thresholds && partitions.length === 0) return [];
    return [[name, { ...settings.thresholds, partitions: Object.fromEntries(partitions) }] as const];
  });
  if (!server.thresholds && managementAgents.length === 0) return undefined;
  return { ...server.thresholds, managementAgents: Object.fromEntries(managementAgents) };
}
