/** Reads a whole installation: its folder, from baton.yaml to the last mapping. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Settings } from '../ports/settings.ts';
import { readAgreement } from './agreement.ts';
import { runExamples } from './examples.ts';
import type { ConfigFault } from './faults.ts';
import { japaneseHolidays } from './holidays.ts';
import { type Installation, readInstallation } from './installation.ts';
import { readMappings } from './mappings.ts';
import { readTeam } from './team.ts';
import { unreadFields } from './unread.ts';

export interface Home {
  readonly installation: Installation;
  readonly settings: Settings;
  /** The folder with baton.yaml; the STOP file and the socket stand in it. */
  readonly folder: string;
}

/** Reads everything that the company owns. Throws ConfigError naming file, line, field and remedy. */
export function readHome(given: string): Home {
  const folder = resolve(given);
  const installation = readInstallation(join(folder, 'baton.yaml'), process.env);
  const { files } = installation;
  const agreement = readAgreement({ path: files.agreement });
  const { systems, statuses } = readMappings(files.mappings);
  const settings: Settings = {
    language: installation.language,
    agreement: { hash: agreement.hash, terms: agreement.terms },
    team: readTeam({ path: files.team }, agreement),
    mappings: systems,
    statuses,
    holidays: japaneseHolidays(),
    pollSeconds: { hubspot: installation.hubspot.pollSeconds, salesforce: installation.salesforce.pollSeconds },
    handoffsPerHour: installation.handoffsPerHour,
    scoreDelta: installation.scoreDelta,
  };
  return { installation, settings, folder };
}

export interface Checked {
  readonly installation: Installation;
  readonly agreement: string;
  /** What the signers should look at twice. */
  readonly doubts: readonly ConfigFault[];
  readonly examples: readonly { readonly name: string; readonly ok: boolean; readonly what: string }[];
}

/** Reads everything and runs the worked examples; opens nothing. */
export function checkHome(given: string): Checked {
  const { installation, settings } = readHome(given);
  const { files } = installation;
  const agreement = readAgreement({ path: files.agreement });
  const doubts = [...agreement.doubts, ...unreadFields(agreement, settings.mappings)];
  const sources = readdirSync(files.examples)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ path: join(files.examples, name) }));
  const examples = runExamples(settings.agreement.terms, sources).map(({ name, differences }) => ({
    name,
    ok: differences.length === 0,
    what: differences.map(({ what, expected, actual }) => `${what}: ${actual} ≠ ${expected}`).join('; '),
  }));
  return { installation, agreement: settings.agreement.hash, doubts, examples };
}
