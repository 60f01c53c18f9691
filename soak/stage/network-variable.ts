/** The environment variable by which a process of a soak is told its network: JSON, by the origin of an engine the origin to speak to. */
export const NETWORK_VARIABLE = 'AUTOSYNC_SOAK_NETWORK';
