#!/usr/bin/env node
import { realSurroundings } from './autosync/real-surroundings.js';
import { runAutosync } from './autosync/run-autosync.js';

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runAutosync(process.argv.slice(2), realSurroundings());
