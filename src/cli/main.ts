#!/usr/bin/env node
/** The command line: `baton <command>`. */
import { buildProgram } from './program.ts';
import { EXIT, environmentLanguage } from './shell.ts';

try {
  await buildProgram(environmentLanguage({})).parseAsync();
} catch (error) {
  console.error(error);
  process.exitCode = EXIT.bug;
}
