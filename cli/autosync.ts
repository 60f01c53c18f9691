#!/usr/bin/env node
import { runAutosync } from './autosync/run-autosync.js';

process.exitCode = await runAutosync(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
});
