import { z } from 'zod';

const HOW = 'write the id in quotes, as the engine has it, such as "{7496280C-95A0-5600-A48E-BF0774C4C7F1}"';

/** The id of a management agent, beside the name that its settings stand under. */
export const managementAgentId = z
  .string(HOW)
  .min(1, HOW)
  .describe(
    'Its id in the engine. By it the settings stay with the management agent when that is renamed; by the name they stay when it is made anew with another id. `config init` writes it.',
  );

/** Where a sync server's configuration tells ids of management agents. */
interface WithIds {
  readonly managementAgents: Readonly<Record<string, { readonly id?: string | undefined }>>;
}

/** By the name or id that settings stand under: the id that is told in them, `null` for none. */
export function idsIn({ managementAgents }: WithIds): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(managementAgents).map(([key, { id }]) => [key, id ?? null]));
}

/** Complains of settings that are for one management agent, by its id, and stand in two places. */
export function refuseIdsOfTwo(server: WithIds, context: z.RefinementCtx): void {
  const owners = new Map<string, { readonly key: string; readonly id: string | null }>();
  for (const [key, id] of Object.entries(idsIn(server))) {
    const means = (id ?? key).toLowerCase();
    const other = owners.get(means);
    // Two spellings of one name are no matter of ids.
    if (other && (id !== null || other.id !== null)) {
      context.addIssue({
        code: 'custom',
        path: ['managementAgents', key, ...(id === null ? [] : ['id'])],
        message: `"${other.key}" is the management agent with the id "${id ?? key}" already: put the settings of both under one name`,
      });
    }
    owners.set(means, other ?? { key, id });
  }
}
