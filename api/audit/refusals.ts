import type { AuditLog, AuditRecord } from './audit-record.js';

type Refused = Extract<AuditRecord, { event: 'refused' }>;

/** How many refusals are written down one by one. */
export interface RefusalLimit {
  /** For one source and one code. */
  readonly each: number;
  readonly withinMs: number;
  /** How many sources and codes are told apart; what more there are count together. */
  readonly sources: number;
}

const LIMIT: RefusalLimit = { each: 20, withinMs: 60_000, sources: 1_000 };

/**
 * Records refusals: the first of a source one by one, the rest of its minute as one number. Otherwise whoever is refused
 * often enough could push everything else out of an audit log that is rotated.
 */
export class Refusals {
  readonly #audit: AuditLog;
  readonly #limit: RefusalLimit;
  readonly #counts = new Map<
    string,
    { readonly from: string; readonly code: Refused['code']; count: number }
  >();
  #minute: NodeJS.Timeout | undefined;

  constructor(audit: AuditLog, limit: RefusalLimit = LIMIT) {
    this.#audit = audit;
    this.#limit = limit;
  }

  /**
   * Records a refusal. That it cannot be recorded is no reason to let anybody in, and changes nothing of the answer: the
   * audit log itself tells that it cannot be written.
   */
  async record(refused: Refused): Promise<void> {
    this.#minute ??= setTimeout(() => void this.flush(), this.#limit.withinMs).unref();
    const { code } = refused;
    const own = `${code} ${refused.from}`;
    const isOneTooMany = !this.#counts.has(own) && this.#counts.size >= this.#limit.sources;
    const from = isOneTooMany ? 'others' : refused.from;
    const key = isOneTooMany ? `${code} others` : own;
    const counted = this.#counts.get(key) ?? { from, code, count: 0 };
    counted.count += 1;
    this.#counts.set(key, counted);
    if (counted.count <= this.#limit.each) await this.#write(refused);
  }

  /** Writes how many more there were, and begins anew. */
  async flush(): Promise<void> {
    clearTimeout(this.#minute);
    this.#minute = undefined;
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    for (const { from, code, count } of counts) {
      const more = count - this.#limit.each;
      if (more > 0) await this.#write({ event: 'refused-more', from, code, count: more });
    }
  }

  async #write(record: AuditRecord): Promise<void> {
    await this.#audit.write(record).catch(() => undefined);
  }
}
