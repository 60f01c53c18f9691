/** Something that must not be. */
export interface Finding {
  /** One sentence. */
  readonly what: string;
  /** The shortest excerpt of the records that shows it. */
  readonly excerpt: readonly string[];
}

/** A run, for an excerpt. */
export function describeRunRecord(run: {
  readonly managementAgentName: string;
  readonly runProfile: string;
  readonly runNumber: number;
  readonly initiator: string;
  readonly start: string;
  readonly end?: string;
  readonly result: string;
}): string {
  const { managementAgentName, runProfile, runNumber, initiator, start, end, result } = run;
  return `${start} to ${end ?? 'now'}: run ${runNumber} of ${managementAgentName}, ${runProfile}, started by ${initiator}: ${result}`;
}
