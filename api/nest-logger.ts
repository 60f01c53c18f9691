import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's log lines as pino's. What Nest calls "log" is chatter about its own start: debug for us. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'error' | 'warn' | 'debug') =>
    (message: unknown, ...rest: readonly unknown[]): void => {
      const context = rest.at(-1);
      const fields = typeof context === 'string' ? { context } : {};
      if (message instanceof Error) logger[level]({ ...fields, err: message }, message.message);
      else logger[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
    };
  return { error: write('error'), fatal: write('error'), warn: write('warn'), log: write('debug') };
}
