#!/usr/bin/env node
import { realSurroundings } from './autosync/real-surroundings.js';
import { runAutosync } from './autosync/run-autosync.js';

const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

// What is waited for may keep no process: a connection of which nothing is heard any more, and the time limit for it. Without
// this the process would end then, as if all were well.
setInterval(() => undefined, LONGEST_INTERVAL_MS);

const code = await runAutosync(process.argv.slice(2), realSurroundings());
// Connections that are kept for a next question must not keep whoever waits; what was printed must get out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
