import type { Client } from '@temporalio/client';
import type { Figure } from './report/figure.js';

/** One measurement of `npm run bench`. */
export interface Measurement {
  /** As `--only` names it. */
  readonly name: string;
  /** What it does, for `--help`. */
  readonly summary: string;
  readonly measure: (context: MeasurementContext) => Promise<readonly Figure[]>;
}

/** What a measurement is told, and tells. */
export interface MeasurementContext {
  /** Folder of the server-configuration export for loads that need a real landscape. */
  readonly exportFolder: string;
  /** How much of each: 1 = as published; less is faster and means less. */
  readonly share: number;
  /** A line for who watches. */
  readonly say: (line: string) => void;
  /** Called once something has a Temporal server up, so that the report can name its version. */
  readonly onTemporal: (temporal: Client) => Promise<void>;
}
