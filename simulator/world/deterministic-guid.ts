import { createHash } from 'node:crypto';

/** A GUID as the engine writes it (`{UPPERCASE}`), made of a text: the same text gives the same GUID. */
export function guidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').toUpperCase();
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}}`;
}

/** A whole number from 0 to `below` - 1, made of a text. */
export function numberFrom(text: string, below: number): number {
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16) % below;
}
