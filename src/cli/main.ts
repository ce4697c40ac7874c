#!/usr/bin/env node
/** The program `baton`. What was compiled once is kept, so that a command answers in half the time (node:module, enableCompileCache). */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { run } = await import('./run.ts');
// Whoever reads no further, as `head` does, has all they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await run(process.argv.slice(2));
