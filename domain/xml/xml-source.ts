import type { ErrorCode } from '../errors.js';

/** Where an XML text comes from, and how to refuse it. */
export interface XmlSource {
  /** Its path, for the message. */
  readonly file: string;
  /** The error's code when it cannot be read. */
  readonly code: ErrorCode;
  /** What its owner should do then, as a sentence without its full stop: `Export it again`. */
  readonly fix: string;
}
