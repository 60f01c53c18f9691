/** Where the API listens, and what it believes of those who call. */
export interface HttpSettings {
  /** 0 takes any free one. */
  readonly port: number;
  /** An address or a name of this machine. */
  readonly host: string;
  /** Origins of other web pages that may call. */
  readonly origins: readonly string[];
  /** Addresses and networks of proxies whose word on the address of a caller counts. */
  readonly trustedProxies: readonly string[];
}

/** On this machine alone, on any free port. */
export const ON_LOOPBACK: HttpSettings = { port: 0, host: '127.0.0.1', origins: [], trustedProxies: [] };
