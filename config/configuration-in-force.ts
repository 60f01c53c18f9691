import type { RevisionMark } from '../domain/configuration/revision.js';
import type { Configuration } from './schema.js';

/** A configuration, and the revision that it is of. */
export interface NumberedConfiguration {
  readonly revision: RevisionMark;
  readonly configuration: Configuration;
}

/** The configuration that a process goes by at the moment. */
export interface ConfigurationInForce {
  /** The whole of it at one moment, as soon as it is known which one it is. To be read anew for each piece of work. */
  read(): Promise<NumberedConfiguration>;
}

/** One that never changes, whatever is applied. */
export function alwaysInForce(configuration: Configuration): ConfigurationInForce {
  return { read: () => Promise.resolve({ revision: { number: Number.POSITIVE_INFINITY }, configuration }) };
}

/** One that is not known yet, and that is replaced as a whole. */
export interface ReplaceableConfiguration extends ConfigurationInForce {
  replace(by: NumberedConfiguration): void;
}

/** Whoever reads before the first one is there waits for it. */
export function replaceableConfiguration(): ReplaceableConfiguration {
  let resolve: (first: NumberedConfiguration) => void;
  let current = new Promise<NumberedConfiguration>((known) => {
    resolve = known;
  });
  return {
    read: () => current,
    replace(by) {
      resolve(by);
      current = Promise.resolve(by);
    },
  };
}
