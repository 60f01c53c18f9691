import { fileURLToPath } from 'node:url';

/** Where the recorded histories are: one JSON file each, named by what it shows. */
export const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));
