import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AutoSyncError, type ErrorCode } from '../../domain/errors.js';

/** How many log-ins may fail. */
export interface LogInLimit {
  readonly attempts: number;
  /** Within as many seconds. */
  readonly withinS: number;
  /** For how many seconds no other is looked at then. */
  readonly blockedS: number;
}

const LIMIT: LogInLimit = { attempts: 10, withinS: 60, blockedS: 60 };

/** Too many log-ins have failed. */
export class TooManyAttempts extends AutoSyncError {
  /** Seconds until the next is looked at. */
  readonly retryAfterS: number;

  /** @param what has failed too often, `log-ins` */
  constructor(what: string, source: string, retryAfterS: number) {
    super('too-many-attempts', `Too many ${what} from ${source} have failed: wait ${retryAfterS} s.`);
    this.retryAfterS = retryAfterS;
  }
}

/** How somebody shows who sends a request. */
export interface LogInKind {
  /** In the plural. */
  readonly what: string;
  /** What it fails with if it is wrong. */
  readonly wrong: ErrorCode;
}

const BY_TOKEN: LogInKind = { what: 'log-ins', wrong: 'unauthenticated' };

/** Counts the log-ins that fail, for each source. */
export class FailedLogIns {
  readonly #limiter: RateLimiterMemory;

  constructor(
    { attempts, withinS, blockedS }: LogInLimit = LIMIT,
    private readonly kind: LogInKind = BY_TOKEN,
  ) {
    this.#limiter = new RateLimiterMemory({ points: attempts, duration: withinS, blockDuration: blockedS });
  }

  /**
   * Counts an attempt before it is made, so that many at once are not more than one after the other; an attempt that
   * does not fail because it is wrong is taken back.
   *
   * @param source as of `sourceOf`
   * @throws {TooManyAttempts} and does not attempt it
   */
  async attempt<Result>(source: string, logIn: () => Promise<Result>): Promise<Result> {
    try {
      await this.#limiter.consume(source);
    } catch (rejected) {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      throw new TooManyAttempts(
        this.kind.what,
        source,
        Math.max(1, Math.ceil(rejected.msBeforeNext / 1_000)),
      );
    }
    try {
      const result = await logIn();
      await this.#limiter.reward(source);
      return result;
    } catch (error) {
      if (!(error instanceof AutoSyncError && error.code === this.kind.wrong)) {
        await this.#limiter.reward(source);
      }
      throw error;
    }
  }
}
