/** A moment as run history writes it: UTC, `yyyy-MM-dd HH:mm:ss.fff`. */
export function engineDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
