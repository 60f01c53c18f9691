export type RunLockState = { readonly placeholder: never };
