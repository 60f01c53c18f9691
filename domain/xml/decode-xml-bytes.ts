import { AutoSyncError, ensureError } from '../errors.js';
import type { XmlSource } from './xml-source.js';

/**
 * Turns the bytes of an XML file into text.
 *
 * The bytes decide, not the XML declaration: Synchronization Service Manager, `svrexport.exe` and the editors in
 * between write UTF-8 and UTF-16, and a file that was saved again often keeps a declaration that is no longer
 * true. A declared 8-bit encoding is believed only where the bytes leave it open.
 *
 * @param bytes the whole file
 * @throws AutoSyncError with the source's code if the bytes are not text in that encoding
 */
export function decodeXmlBytes(bytes: Uint8Array, source: XmlSource): string {
  const encoding = detectEncoding(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AutoSyncError(
      source.code,
      `${source.file}: the file is not ${encoding} text (${ensureError(error).message}). ${source.fix}, or save the file as UTF-8.`,
      { cause: error },
    );
  }
}

function detectEncoding(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) {
    return 'utf-16le';
  }
  if (first === 0xfe && second === 0xff) {
    return 'utf-16be';
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return 'utf-8';
  }
  // Without a byte order mark a document still begins with "<", so that a zero byte beside it gives UTF-16 away.
  if (first === 0x3c && second === 0) {
    return 'utf-16le';
  }
  if (first === 0 && second === 0x3c) {
    return 'utf-16be';
  }
  return declaredEightBitEncoding(bytes) ?? 'utf-8';
}

function declaredEightBitEncoding(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(start)?.[1]?.toLowerCase();
  return declared !== undefined && /^(iso-8859-\d+|windows-125\d|us-ascii)$/.test(declared)
    ? declared
    : undefined;
}
