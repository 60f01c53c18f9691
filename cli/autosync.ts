#!/usr/bin/env node
import { realSurroundings } from './autosync/real-surroundings.js';
import { runAutosync } from './autosync/run-autosync.js';

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const code = await runAutosync(process.argv.slice(2), realSurroundings());
// Connections that are kept for a next question must not keep whoever waits; what was printed must get out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
