/** The English catalogue. */
import { brief } from './brief.ts';
import { cli } from './cli.ts';
import { errors } from './errors.ts';
import { explain } from './explain.ts';
import { problems } from './problems.ts';
import { usage } from './usage.ts';
import { versions } from './versions.ts';
import { words } from './words.ts';

export const en = { words, brief, cli, errors, explain, problems, usage, versions };
