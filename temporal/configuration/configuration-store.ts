import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ErrorCode } from '../../domain/errors.js';
import type { Applied, ApplyText, Revision, RollBack } from '../../domain/configuration/revision.js';
import { CONFIGURATION_ID } from '../../domain/naming.js';
import {
  applyConfiguration,
  configurationRevision,
  configurationRevisions,
  configurationStanding,
  rollBackConfiguration,
  type ConfigurationStanding,
  type ConfigurationWorkflow,
} from '../../workflows/contract.js';
import { packText, unpackText } from './packed-text.js';

/** A revision with its text, if that is still kept. */
export interface ReadRevision extends Revision {
  readonly text?: string;
}

/** The configuration that is applied, and those before. */
export interface ConfigurationStore {
  /** Which revision is applied, and how far it is in force. */
  standing(): Promise<ConfigurationStanding>;
  /** The applied revision, or another one; `undefined` if there is none. */
  revision(revision?: number): Promise<ReadRevision | undefined>;
  /** All that are kept, the newest first. */
  revisions(): Promise<readonly Revision[]>;
  apply(change: Omit<ApplyText, 'packedText'> & { readonly text: string }): Promise<Applied>;
  rollBack(change: RollBack): Promise<Applied>;
}

/** Asks the workflow, and says what it means if that fails. */
export type AskConfiguration = <Answer>(request: () => Promise<Answer>) => Promise<Answer>;

/** The configuration workflow, asked through Temporal. @param ask what every request goes through */
export function configurationStore(
  client: Client,
  ask: AskConfiguration = (request) => request(),
): ConfigurationStore {
  const handle = () => client.workflow.getHandle<ConfigurationWorkflow>(CONFIGURATION_ID);
  return {
    standing: () => ask(() => handle().query(configurationStanding)),
    async revision(wanted) {
      const found = await ask(() =>
        wanted === undefined
          ? handle().query(configurationRevision)
          : handle().query(configurationRevision, wanted),
      );
      if (!found) return undefined;
      const { packedText, ...revision } = found;
      return packedText === undefined ? revision : { ...revision, text: await unpackText(packedText) };
    },
    revisions: () => ask(() => handle().query(configurationRevisions)),
    async apply({ text, ...change }) {
      const packedText = await packText(text);
      return ask(() => handle().executeUpdate(applyConfiguration, { args: [{ ...change, packedText }] }));
    },
    rollBack: (change) => ask(() => handle().executeUpdate(rollBackConfiguration, { args: [change] })),
  };
}

/** Whether the workflow has refused a change for this reason. */
export function isRefusal(error: unknown, code: ErrorCode): boolean {
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === code
  );
}
