/**
 * Whether this is the IANA name of a time zone that is known here. An offset, such as `+02:00`, is none: Temporal's
 * schedules know names only, and an offset is wrong for half of the year where clocks change.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
