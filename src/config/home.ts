/** Reads a whole installation: its folder, from baton.yaml to the last mapping. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Team } from '../domain/team.ts';
import type { AgreementOnFile, Settings } from '../ports/settings.ts';
import { type AgreementFile, readAgreement } from './agreement.ts';
import { runExamples } from './examples.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { japaneseHolidays } from './holidays.ts';
import { type Installation, readInstallation, type Secrets } from './installation.ts';
import { readMappings } from './mappings.ts';
import { openTeam, otherDepartments, poolsMissing, strangersInPools } from './team.ts';
import { unreadFields } from './unread.ts';
import type { Language } from './words.ts';
import type { YamlFile } from './yaml.ts';

export interface Home {
  readonly installation: Installation;
  readonly settings: Settings;
  /** Domains under which anybody has an address. */
  readonly freeMail: ReadonlySet<string>;
  /** The folder with baton.yaml; the STOP file and the socket stand in it. */
  readonly folder: string;
}

/**
 * Reads everything that the company owns. Throws ConfigError naming file, line, field and remedy, but of the agreement: what is in force does not need its
 * file, so a broken one is carried along for those who do.
 */
export function readHome(given: string): Home {
  return readAll(given, 'needed').home;
}

/** `file`: of an agreement that could be read, what else was found in it. */
function readAll(
  given: string,
  secrets: Secrets,
): { readonly home: Home; readonly file: AgreementFile | undefined; readonly teamFile: YamlFile<Team> } {
  const folder = resolve(given);
  const installation = readInstallation(join(folder, 'baton.yaml'), process.env, secrets);
  const { files } = installation;
  const { systems, statuses, freeMail, placeOf } = readMappings(files.mappings);
  const { notify } = installation;
  const teamFile = openTeam({ path: files.team }, undefined, notify?.settings.channels);
  const team = teamFile.value;
  const { agreement, file } = agreementOnFile(files.agreement, team);
  const settings: Settings = {
    language: installation.language,
    labels: { hubspot: installation.hubspot.labels, salesforce: installation.salesforce.labels },
    agreement,
    team,
    mappings: systems,
    statuses,
    holidays: japaneseHolidays(),
    pollSeconds: { hubspot: installation.hubspot.pollSeconds, salesforce: installation.salesforce.pollSeconds },
    handoffsPerHour: installation.handoffsPerHour,
    scoreDelta: installation.scoreDelta,
    placeOf: (file, path) => {
      if (file === 'installation') return installation.placeOf(path);
      return file === 'team' ? { file: teamFile.name, line: teamFile.lineOf(path) } : placeOf(file, path);
    },
    notify: notify?.settings,
  };
  return { home: { installation, settings, freeMail, folder }, file, teamFile };
}

function agreementOnFile(
  path: string,
  team: Team,
): { readonly agreement: AgreementOnFile; readonly file: AgreementFile | undefined } {
  try {
    const file = readAgreement({ path });
    const faults = poolsMissing(file, team);
    if (faults.length > 0) throw new ConfigError(faults);
    return { agreement: { kind: 'read', hash: file.hash, terms: file.terms }, file };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const line = (language: Language): string => error.in(language).message.split('\n')[0] ?? '';
    return { agreement: { kind: 'broken', error, says: { en: line('en'), ja: line('ja') } }, file: undefined };
  }
}

/** Throws a {@link ConfigError} where a version in force hands off to a pool that the team has no longer: nobody could take its leads. */
export function requirePools(terms: Agreement, { installation, settings }: Home): void {
  const { team: file } = installation.files;
  const fault: YamlFile<Agreement>['fault'] = (_, says, about = {}) => ({ file, field: 'pools', says, about });
  const faults = poolsMissing({ terms, file: { fault } }, settings.team);
  if (faults.length > 0) throw new ConfigError(faults);
}

export interface Checked {
  readonly installation: Installation;
  readonly agreement: string;
  /** What the signers, and whoever keeps the team, should look at twice. */
  readonly doubts: readonly ConfigFault[];
  readonly examples: readonly {
    readonly file: string;
    readonly line: number;
    readonly name: string;
    readonly ok: boolean;
    readonly differences: readonly { readonly what: string; readonly expected: string; readonly actual: string }[];
  }[];
}

/** Reads everything and runs the worked examples; opens nothing, and so asks for no secret. */
export function checkHome(given: string): Checked {
  const { home, file: agreement, teamFile } = readAll(given, 'named');
  const { installation, settings } = home;
  if (settings.agreement.kind === 'broken') throw settings.agreement.error;
  if (agreement === undefined) throw new TypeError('an agreement that was read without its file');
  const { files } = installation;
  const doubts = [
    ...agreement.doubts,
    ...unreadFields(agreement, settings.mappings),
    ...otherDepartments(agreement, teamFile),
    ...strangersInPools(agreement.terms, teamFile),
  ];
  const sources = readdirSync(files.examples)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ path: join(files.examples, name) }));
  const examples = runExamples(agreement.terms, sources).map(({ file, line, name, differences }) => ({
    file,
    line,
    name,
    ok: differences.length === 0,
    differences,
  }));
  return { installation, agreement: agreement.hash, doubts, examples };
}
