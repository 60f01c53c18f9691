import ms from 'ms';
import { z } from 'zod';

/** Milliseconds; `null` = never. A schedule's interval is a second at least: Temporal takes no shorter one. */
export const interval = z
  .string()
  .regex(/^(never|[1-9]\d{0,6}(s|m|h|d))$/, 'write a duration such as 30s, 5m or 1h, or "never"')
  .transform((text) => (text === 'never' ? null : milliseconds(text)));

/** Milliseconds, a second at least. Where it is none, what it belongs to is not looked at further. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,6}(s|m|h|d)$/, { error: 'write a duration such as 3s, 15m or 8h', abort: true })
  .transform(milliseconds);

/** Milliseconds. */
export const durationOrNone = z
  .string()
  .regex(/^(0|[1-9]\d{0,6})(s|m|h|d)$/, 'write a duration such as 1s or 5s, or 0s for none')
  .transform(milliseconds);

function milliseconds(text: string): number {
  return ms(text as ms.StringValue);
}

/**
 * A duration as it is written in the configuration: `90s`, `15m`, `8h`. Parts of a second are rounded up.
 *
 * @param durationMs milliseconds, 0 or more
 */
export function durationText(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
  ] as const;
  const unit = seconds === 0 ? undefined : units.find(([size]) => seconds % size === 0);
  return unit ? `${seconds / unit[0]}${unit[1]}` : `${seconds}s`;
}
