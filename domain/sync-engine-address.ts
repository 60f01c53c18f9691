/** Where a sync engine is to be found. */
export interface SyncEngineAddress {
  /** `url`: where the simulator listens, for example `http://127.0.0.1:4000`. */
  readonly simulator: { readonly url: string };
}
