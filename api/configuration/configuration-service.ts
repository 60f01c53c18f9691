import { createHash } from 'node:crypto';
import { hashOfText, planChange } from '../../config/applying/plan-change.js';
import type { ConfigurationInForce, NumberedConfiguration } from '../../config/configuration-in-force.js';
import { diffConfigurations } from '../../config/diff.js';
import type { Finding } from '../../config/checking/finding.js';
import { parseConfiguration } from '../../config/load.js';
import type { Configuration } from '../../config/schema.js';
import { isBefore, type Applied, type Revision } from '../../domain/configuration/revision.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { ConfigurationStore, ReadRevision } from '../../temporal/configuration/configuration-store.js';
import { uniquePart } from '../cycles/unique-part.js';
import { checkAgainstEngines, type EngineFor } from './check-configuration.js';

/** Who wants a change, and why. */
export interface WantedBy {
  readonly by: string;
  readonly why?: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** What a check tells. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly changes: readonly string[];
}

/** What a change tells. */
export interface ChangeCarriedOut extends Applied, Checked {
  /** SHA-256 of the text that is applied now, in hexadecimal. */
  readonly hash: string;
}

/** The configuration, as the API offers it. */
export interface ConfigurationService {
  current(): Promise<ReadRevision & { readonly pending: readonly string[] }>;
  revisions(): Promise<readonly Revision[]>;
  /** @throws {AutoSyncError} `unknown-revision` */
  revision(revision: number): Promise<ReadRevision>;
  /** @throws {AutoSyncError} `invalid-configuration` */
  check(text: string): Promise<Checked>;
  /** @throws {AutoSyncError} `invalid-configuration`, `configuration-changed` */
  apply(text: string, wanted: WantedBy, expectedRevision?: number): Promise<ChangeCarriedOut>;
  /** @throws {AutoSyncError} `unknown-revision`, `revision-text-gone`, `invalid-configuration`, `configuration-changed` */
  rollBack(revision: number, wanted: WantedBy, expectedRevision?: number): Promise<ChangeCarriedOut>;
}

/** Nest's name for the {@link ConfigurationService}. */
export const CONFIGURATION_SERVICE = Symbol('ConfigurationService');

/** How often a change is planned anew because another one was applied meanwhile. */
const TRIES = 3;

/**
 * Checks what is to be applied, says what it changes, and has it applied.
 *
 * @param inForce what this API goes by itself: it takes up what is applied a moment later
 */
export function configurationService(
  store: ConfigurationStore,
  engineFor: EngineFor,
  inForce: ConfigurationInForce,
): ConfigurationService {
  async function applied(): Promise<ReadRevision> {
    const found = await store.revision();
    if (found) return found;
    throw new AutoSyncError('configuration-not-applied', 'No configuration has been applied yet.');
  }

  async function revision(wanted: number): Promise<ReadRevision> {
    const found = await store.revision(wanted);
    if (found) return found;
    throw new AutoSyncError('unknown-revision', `There is no revision ${wanted} of the configuration.`);
  }

  /** The whole text, or nothing of it. */
  async function validated(
    text: string,
    origin: string,
  ): Promise<{ readonly configuration: Configuration; readonly findings: readonly Finding[] }> {
    const configuration = parseConfiguration(text, origin);
    const findings = await checkAgainstEngines(configuration, engineFor);
    return { configuration, findings };
  }

  async function change(
    wanted: WantedBy,
    asked: { readonly text: string; readonly to?: number },
    expectedRevision?: number,
  ): Promise<ChangeCarriedOut> {
    const { text, to } = asked;
    const { configuration, findings } = await validated(
      text,
      to === undefined ? 'the configuration' : `revision ${to}`,
    );
    refuseErrors(findings);
    const { by, why, idempotencyKey } = wanted;
    const hash = hashOfText(text);
    const digest = createHash('sha256').update(JSON.stringify([hash, to, why, expectedRevision]));
    const key = `${uniquePart(idempotencyKey)}/${digest.digest('base64url').slice(0, 12)}`;
    for (let tries = 1; ; tries += 1) {
      const before = await applied();
      const { changes, changedServers, servers } = planChange(parsedIfItCanBe(before.text), configuration);
      const basis = expectedRevision ?? before.revision;
      const origin = {
        by,
        ...(why === undefined ? {} : { why }),
        key,
        basis,
        changes,
        changedServers,
        servers,
      };
      try {
        const result =
          to === undefined
            ? await store.apply({ ...origin, text, hash })
            : await store.rollBack({ ...origin, to });
        return {
          ...result,
          hash,
          changes: result.changed ? await changesOf(result.revision, changes) : [],
          findings,
        };
      } catch (error) {
        const mayTryAgain =
          error instanceof AutoSyncError &&
          error.code === 'configuration-changed' &&
          expectedRevision === undefined &&
          tries < TRIES;
        if (!mayTryAgain) throw error;
      }
    }
  }

  /** What was changed when the same key was carried out first. */
  async function changesOf(number: number, planned: readonly string[]): Promise<readonly string[]> {
    return (await store.revision(number))?.changes ?? planned;
  }

  return {
    async current() {
      const [{ due, leaving }, now] = await Promise.all([store.standing(), applied()]);
      // Asked last: what has been taken up meanwhile counts.
      const behind = notTakenUp(await inForce.read(), now);
      return { ...now, pending: [...new Set([...due, ...leaving, ...behind])] };
    },
    revisions: () => store.revisions(),
    revision,
    async check(text) {
      const { configuration, findings } = await validated(text, 'the configuration');
      const { text: before } = await applied();
      return { findings, changes: planChange(parsedIfItCanBe(before), configuration).changes };
    },
    apply: (text, wanted, expectedRevision) => change(wanted, { text }, expectedRevision),
    async rollBack(to, wanted, expectedRevision) {
      const { text } = await revision(to);
      if (text === undefined) {
        throw new AutoSyncError(
          'revision-text-gone',
          `The text of revision ${to} is not kept any more: the oldest go first.`,
        );
      }
      return change(wanted, { text, to }, expectedRevision);
    },
  };
}

/** What is applied was checked by the version that applied it, which may have been another one. */
function parsedIfItCanBe(text: string | undefined): Configuration | undefined {
  if (text === undefined) return undefined;
  try {
    return parseConfiguration(text, 'the applied configuration');
  } catch (error) {
    if (error instanceof AutoSyncError) return undefined;
    throw error;
  }
}

/** Sync servers of which another configuration is gone by than the applied one. */
function notTakenUp(
  { revision, configuration }: NumberedConfiguration,
  now: ReadRevision,
): readonly string[] {
  if (!isBefore(revision, { number: now.revision, at: now.at })) return [];
  const applied = parsedIfItCanBe(now.text);
  // What cannot be read cannot be taken up either.
  if (!applied) return Object.keys(configuration.servers);
  return diffConfigurations(configuration, applied).map(({ server }) => server);
}

function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new AutoSyncError(
    'invalid-configuration',
    errors.map(({ path, message, fix }) => `${path}: ${message} ${fix}`).join(' '),
  );
}
