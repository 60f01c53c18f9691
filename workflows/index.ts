/** Every workflow of AutoSync: the entry of the workflow bundle. */
export { configuration } from './configuration/configuration.js';
export { cycle } from './cycle/cycle.js';
export { runLock } from './run-lock/run-lock.js';
