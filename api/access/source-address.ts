import { isIPv6 } from 'node:net';

/** An IPv4 address that a socket for both kinds tells as one of the other kind. */
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What counts as one source of log-ins: an IPv4 address, or the first half of an IPv6 address, because whoever has one
 * of those has all that begin like it.
 *
 * @param address of the other end; absent where it has gone away already
 */
export function sourceOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const [, ipv4] = MAPPED_IPV4.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  const [withoutZone = address] = address.split('%');
  return isIPv6(withoutZone) ? `${firstHalf(withoutZone)}::/64` : address;
}

function firstHalf(address: string): string {
  const [before = '', after] = address.toLowerCase().split('::');
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  // An IPv4 address at the end stands for two groups; it is never in the first half.
  const groups = [...head, ...tail].reduce((sum, group) => sum + (group.includes('.') ? 2 : 1), 0);
  const zeros = after === undefined ? [] : Array.from({ length: 8 - groups }, () => '0');
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
