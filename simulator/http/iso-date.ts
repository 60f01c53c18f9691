/** A moment as the HTTP interface writes it: ISO 8601 with milliseconds, UTC. */
export function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
