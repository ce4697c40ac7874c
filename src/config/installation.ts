/** Reads baton.yaml and the environment: which systems, which store, which queue, and the secrets that open them. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { isZone } from '../domain/agreement/coherence.ts';
import type { BudgetShares } from '../ports/budget.ts';
import {
  type AddressForm,
  type Environment,
  type HubSpotApp,
  type HubSpotAuth,
  hubspotApp,
  hubspotAuth,
  readEnvFile,
  type SalesforceAuth,
  type SecretKeys,
  salesforceAuth,
  secretKeys,
  Variables,
} from './environment.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { hasApi, isSafe } from './here.ts';
import { type NotifyInstallation, notify, notifyFrom } from './notify.ts';
import type { About, FaultKey } from './words.ts';
import { openYaml, readYaml, type YamlSource } from './yaml.ts';

/** Credentials travel in headers: only TLS, or this computer itself. */
const address = z.url('https://…').refine(isSafe, 'not-safe');
const pollSeconds = z.int().min(5).max(86_400).default(60);
/** `25%`, read as 25. */
const percent = z
  .string()
  .regex(/^([1-9]\d?|100)%$/, '1% … 100%')
  .transform((text) => Number.parseInt(text, 10));
/** How much of the vendor's limits Baton may use: of the account's calls a day, which all tools share, and of each burst. */
const budget = z.strictObject({ daily: percent.default(25), burst: percent.default(100) }).prefault({});

/** Salesforce writes down no burst. */
const daily = z
  .strictObject({ daily: percent.default(25) })
  .prefault({})
  .transform((given) => ({ ...given, burst: 100 }));

const language = z.enum(['ja', 'en']);
/** What HubSpot's accounts and apps are called by. */
const number = z.int().min(1);
/** Signed as it stands, so to the letter; HubSpot calls no address without TLS but a sandbox's. */
const publicUrl = address.refine(isPlain, 'https://host/path');

/** Hints by webhook, to `work`. The secret that signs them is HUBSPOT_CLIENT_SECRET. */
const webhooks = z.strictObject({
  publicUrl,
  portalId: number,
  appId: number,
  /** Where `work` listens, behind whatever ends TLS. */
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(1).max(65_535).default(4301),
});
/** Hints by looking into the webhooks journal of an OAuth app: HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET. */
const journal = z.strictObject({ portalId: number, pollSeconds: z.int().min(5).max(86_400).default(15) });

export const installationFile = z.strictObject({
  baton: z.literal(1),
  /** Of what Baton writes on records, and of its commands. A task follows its assignee's language. */
  language,
  zone: z.string().default('Asia/Tokyo'),
  systems: z.strictObject({
    hubspot: z
      .strictObject({
        basePath: address.default('https://api.hubapi.com'),
        /** Of the labels that `setup` makes there, where the account's people read another language than `language`. */
        labels: language.optional(),
        pollSeconds,
        budget,
        webhooks: webhooks.optional(),
        journal: journal.optional(),
      })
      .prefault({}),
    /** `loginUrl`: where tokens are had, if not at the instance: https://login.salesforce.com, https://test.salesforce.com. */
    salesforce: z.strictObject({
      instanceUrl: address.refine(hasApi, 'https://<domain>.my.salesforce.com'),
      loginUrl: address.optional(),
      /** `consent`: with the tokens that `baton connect salesforce` has kept, else with what the environment has. */
      signIn: z.enum(['credentials', 'consent']).default('credentials'),
      labels: language.optional(),
      pollSeconds,
      budget: daily,
      /** From more waiting writes than these on fields go by Bulk API 2.0. */
      bulkAbove: z.int().min(200).max(1_000_000).default(7_000),
    }),
  }),
  /** `embedded` keeps everything in `directory`; `postgres` is named by BATON_DATABASE_URL. */
  store: z
    .strictObject({
      kind: z.enum(['embedded', 'postgres']).default('embedded'),
      directory: z.string().min(1).default('data'),
      /** On PostgreSQL: Baton's own, so that several installations can share a database; the queue's bears `_queue` behind it. */
      schema: z
        .string()
        .regex(/^[a-z_][a-z0-9_]{0,50}$/, 'a-z 0-9 _')
        .default('baton'),
    })
    .prefault({}),
  /** `same`: in the store's database; `redis` is named by BATON_REDIS_URL. */
  queue: z.strictObject({ kind: z.enum(['same', 'redis']).default('same') }).prefault({}),
  /** Relative to baton.yaml. */
  files: z
    .strictObject({
      mappings: z.string().min(1).default('mappings'),
      agreement: z.string().min(1).default('mappings/agreement.yaml'),
      team: z.string().min(1).default('mappings/team.yaml'),
      examples: z.string().min(1).default('mappings/examples'),
    })
    .prefault({}),
  /**
   * Where the ledger's checkpoints are kept outside the database: a file; an address that takes them by POST (with BATON_ANCHOR_TOKEN, if it asks for one);
   * records in Salesforce, under a name that tells this installation's from another's in the same org.
   */
  ledger: z
    .strictObject({
      anchorFile: z.string().min(1).default('ledger-anchors.jsonl'),
      anchorUrl: address.optional(),
      anchorSalesforce: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a-z 0-9 -')
        .optional(),
    })
    .prefault({}),
  /** More handoffs than this in an hour close the gate and ask. */
  gate: z.strictObject({ handoffsPerHour: z.int().min(1).max(100_000).default(50) }).prefault({}),
  /** A total that moved by so much is written again. */
  writes: z.strictObject({ scoreDelta: z.int().min(1).max(1000).default(5) }).prefault({}),
  /** Absent: nobody is told anything outside both CRMs. */
  notify: notify.optional(),
});
type InstallationFile = z.infer<typeof installationFile>;

export interface Installation {
  readonly language: 'ja' | 'en';
  readonly zone: string;
  readonly hubspot: {
    readonly basePath: string;
    readonly auth: HubSpotAuth;
    readonly labels?: 'ja' | 'en' | undefined;
    readonly pollSeconds: number;
    readonly budget: BudgetShares;
    readonly webhooks?: (z.infer<typeof webhooks> & { readonly secret: string }) | undefined;
    readonly journal?: (z.infer<typeof journal> & HubSpotApp) | undefined;
  };
  readonly salesforce: {
    readonly instanceUrl: string;
    readonly loginUrl?: string | undefined;
    readonly auth: SalesforceAuth;
    readonly labels?: 'ja' | 'en' | undefined;
    readonly pollSeconds: number;
    readonly budget: BudgetShares;
    readonly bulkAbove: number;
    /** The name under which checkpoints of the ledger are kept there; undefined: they are not. */
    readonly ledger: string | undefined;
  };
  readonly store:
    | { readonly kind: 'embedded'; readonly directory: string }
    | { readonly kind: 'postgres'; readonly url: string; readonly schema: string };
  readonly queue: { readonly kind: 'same' } | { readonly kind: 'redis'; readonly url: string };
  /** For tokens that are kept. */
  readonly secretKeys?: SecretKeys;
  /** Where checkpoints go; the path is absolute. */
  readonly anchors: {
    readonly file: string;
    readonly endpoint?: { readonly url: string; readonly token: string | undefined } | undefined;
  };
  /** Absolute paths. */
  readonly files: InstallationFile['files'];
  readonly handoffsPerHour: number;
  readonly scoreDelta: number;
  readonly notify?: NotifyInstallation | undefined;
  /** Variables that are not set, where the reader lets them be: what they open is empty here. */
  readonly unset: readonly string[];
  /** Where a path of baton.yaml stands. */
  placeOf(path: readonly string[]): { readonly file: string; readonly line: number };
}

/** `needed`: a variable that is not set is a fault. `named`: it is named under `unset`, for whoever opens nothing. */
export type Secrets = 'needed' | 'named';

/**
 * baton.yaml at that path, with the secrets of `environment` or, where that has none or a blank, of the .env file beside it. Throws one {@link ConfigError} that names every
 * fault and every variable that is missing; it never holds a secret.
 */
export function readInstallation(path: string, environment: Environment, secrets: Secrets = 'needed'): Installation {
  const folder = dirname(resolve(path));
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  return installationFrom({ path }, folder, { ...readEnvFile(join(folder, '.env')), ...set }, secrets);
}

/** Where the agreement stands, of the baton.yaml at that path; asks for no secret. */
export function agreementFileOf(path: string): string {
  return resolve(dirname(resolve(path)), readYaml({ path }, installationFile).files.agreement);
}

/** The language that the file at that path asks for, where it can be told although the rest of it may be faulty; else undefined. */
export function languageOf(path: string): 'ja' | 'en' | undefined {
  try {
    const language = /^language:\s*['"]?(ja|en)\b/m.exec(readFileSync(path, 'utf8'))?.[1];
    return language === 'ja' || language === 'en' ? language : undefined;
  } catch {
    // No such file, or none that may be read: whoever needs it says so.
    return undefined;
  }
}

/** For a folder whose files are elsewhere or in memory. Paths in the file are relative to `folder`. */
export function installationFrom(
  source: YamlSource,
  folder: string,
  environment: Environment,
  secrets: Secrets = 'needed',
): Installation {
  const { value, name: file, fault, lineOf } = openYaml(source, installationFile);
  const faults: ConfigFault[] = isZone(value.zone) ? [] : [fault(['zone'], 'no-such-zone', { name: value.zone })];
  const unset = new Set<string>();
  const say = (says: FaultKey, about: About): void => {
    if (secrets === 'named' && says === 'no-variable' && about.name !== undefined) unset.add(about.name);
    else faults.push({ file, field: '', says, about });
  };
  const variables = new Variables(environment, say);
  const { systems, store, queue, files, ledger } = value;
  const hubspot = { auth: hubspotAuth(variables), ...hintsFrom(systems.hubspot, variables) };
  const { signIn, ...salesforceFile } = systems.salesforce;
  const byConsent = signIn === 'consent';
  const salesforce = salesforceAuth(variables, folder, byConsent);
  const keys = secretKeys(variables, hubspot.auth.kind === 'oauth' || byConsent);
  const database = store.kind === 'postgres' ? variables.address('BATON_DATABASE_URL', POSTGRES) : '';
  const redis = queue.kind === 'redis' ? variables.address('BATON_REDIS_URL', REDIS) : '';
  const told = notifyFrom(value.notify, variables, folder);
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    language: value.language,
    zone: value.zone,
    hubspot: { ...systems.hubspot, ...hubspot },
    salesforce: { ...salesforceFile, auth: salesforce, ledger: ledger.anchorSalesforce },
    store:
      store.kind === 'postgres'
        ? { kind: 'postgres', url: database, schema: store.schema }
        : { kind: 'embedded', directory: resolve(folder, store.directory) },
    queue: queue.kind === 'redis' ? { kind: 'redis', url: redis } : { kind: 'same' },
    anchors: {
      file: resolve(folder, ledger.anchorFile),
      endpoint:
        ledger.anchorUrl === undefined
          ? undefined
          : { url: ledger.anchorUrl, token: variables.get('BATON_ANCHOR_TOKEN') },
    },
    files: {
      mappings: resolve(folder, files.mappings),
      agreement: resolve(folder, files.agreement),
      team: resolve(folder, files.team),
      examples: resolve(folder, files.examples),
    },
    ...(keys === undefined ? {} : { secretKeys: keys }),
    handoffsPerHour: value.gate.handoffsPerHour,
    scoreDelta: value.writes.scoreDelta,
    notify: told,
    unset: [...unset],
    placeOf: (path) => ({ file, line: lineOf(path) }),
  };
}

/** Nobody listens for hints, nor looks for them, without the secret by which they can be told from anybody's. */
function hintsFrom(
  { webhooks, journal }: InstallationFile['systems']['hubspot'],
  variables: Variables,
): Required<Pick<Installation['hubspot'], 'webhooks' | 'journal'>> {
  return {
    webhooks: webhooks && { ...webhooks, secret: variables.need('HUBSPOT_CLIENT_SECRET', 'HubSpot webhooks') },
    journal: journal && { ...journal, ...hubspotApp(variables) },
  };
}

const POSTGRES: AddressForm = {
  protocols: ['postgres:', 'postgresql:'],
  form: 'postgres://user:password@host:5432/database',
};
const REDIS: AddressForm = { protocols: ['redis:', 'rediss:'], form: 'redis://host:6379' };

function isPlain(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.hash === '' && url.username === '' && url.password === '' && url.pathname !== '/');
}
