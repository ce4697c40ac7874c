/** The English catalogue. */
import { agreement } from './agreement.ts';
import { brief } from './brief.ts';
import { changes } from './changes.ts';
import { cli } from './cli.ts';
import { conditions } from './conditions.ts';
import { demo } from './demo.ts';
import { erasing } from './erasing.ts';
import { errors } from './errors.ts';
import { explain } from './explain.ts';
import { findings } from './findings.ts';
import { ledger } from './ledger.ts';
import { note } from './note.ts';
import { notices } from './notices.ts';
import { ownFields } from './own-fields.ts';
import { ownership } from './ownership.ts';
import { people } from './people.ts';
import { problems } from './problems.ts';
import { setup } from './setup.ts';
import { team } from './team.ts';
import { usage } from './usage.ts';
import { versions } from './versions.ts';
import { words } from './words.ts';

export const en = {
  words,
  agreement,
  brief,
  changes,
  cli,
  conditions,
  demo,
  erasing,
  errors,
  explain,
  findings,
  ledger,
  note,
  ownFields,
  notices,
  ownership,
  people,
  problems,
  setup,
  team,
  usage,
  versions,
};
