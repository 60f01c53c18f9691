/** How long something took, for people: `0.2 s`, `1 min 11 s`, `2 h 5 min`, `3 d 4 h`. */
export function describeDuration(ms: number): string {
  if (ms < 59_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3_600) return two(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return two(minutes, 60, 'h', 'min');
  return two(Math.round(minutes / 60), 24, 'd', 'h');
}

function two(count: number, size: number, large: string, small: string): string {
  return `${Math.floor(count / size)} ${large} ${count % size} ${small}`;
}
