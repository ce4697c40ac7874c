/** The environment: the only place that secrets come from. Every question to it that finds nothing names what is missing. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, type ConfigFault } from './faults.ts';
import type { About, FaultKey } from './words.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How Baton proves to HubSpot who it is: a private app's token, or an OAuth app; without a refresh token here, with the one that connecting has kept. */
export type HubSpotAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken?: string | undefined;
    };

/** What tokens are encrypted with, and what they were encrypted with before. */
export interface SecretKeys {
  readonly current: KeyObject;
  readonly old?: KeyObject | undefined;
}

/** The app itself, whatever account it was installed in. */
export interface HubSpotApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How Baton proves to Salesforce who it is. `token` is a ready access token, as a trial has; it cannot be renewed. */
export type SalesforceAuth =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'jwt'; readonly clientId: string; readonly username: string; readonly privateKey: string }
  | {
      readonly kind: 'refresh-token';
      readonly clientId: string;
      readonly clientSecret?: string | undefined;
      readonly refreshToken?: string | undefined;
    }
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string };

export interface AddressForm {
  readonly protocols: readonly string[];
  /** Shown as the remedy. */
  readonly form: string;
}

/** Answers an empty text where something is missing, and says so; whoever collects what is said must then throw. */
export class Variables {
  readonly #environment: Environment;
  readonly #say: (says: FaultKey, about: About) => void;

  constructor(environment: Environment, say: (says: FaultKey, about: About) => void) {
    this.#environment = environment;
    this.#say = say;
  }

  /** Undefined when not set or blank. */
  get(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  need(name: string, detail?: string): string {
    const value = this.get(name);
    if (value === undefined) this.#say('no-variable', { name, detail });
    return value ?? '';
  }

  address(name: string, { protocols, form }: AddressForm): string {
    const value = this.need(name);
    const parsed = URL.parse(value);
    if (value !== '' && (parsed === null || !protocols.includes(parsed.protocol)))
      this.#say('bad-variable', { name, detail: form });
    return value;
  }

  /** 32 bytes in base64; undefined, and said, where it is missing or something else. */
  key(name: string): KeyObject | undefined {
    const text = this.need(name, KEY_FORM);
    if (text === '') return undefined;
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length === KEY_BYTES && bytes.toString('base64') === text) return createSecretKey(bytes);
    this.#say('bad-variable', { name, detail: KEY_FORM });
    return undefined;
  }

  /** Says that it is set to what cannot be used. */
  refuse(name: string, form: string): void {
    this.#say('bad-variable', { name, detail: form });
  }

  /** The content of the file that the variable names, relative to `folder`. */
  file(name: string, folder: string): string {
    const path = this.need(name);
    if (path === '') return '';
    try {
      return readFileSync(resolve(folder, path), 'utf8');
    } catch {
      // Absent, a folder, or not permitted: the same remedy for all of them.
      this.#say('bad-variable', { name, detail: 'the path of a file that can be read' });
      return '';
    }
  }
}

/** A static token goes before an app that has no refresh token here. */
export function hubspotAuth(variables: Variables): HubSpotAuth {
  const refreshToken = variables.get('HUBSPOT_REFRESH_TOKEN');
  const app = variables.get('HUBSPOT_CLIENT_ID') !== undefined && variables.get('HUBSPOT_TOKEN') === undefined;
  if (refreshToken === undefined && !app) return { kind: 'token', token: variables.need('HUBSPOT_TOKEN', 'HubSpot') };
  return { kind: 'oauth', ...hubspotApp(variables), refreshToken };
}

export function hubspotApp(variables: Variables): HubSpotApp {
  const clientId = variables.need('HUBSPOT_CLIENT_ID', 'HubSpot');
  return { clientId, clientSecret: variables.need('HUBSPOT_CLIENT_SECRET', 'HubSpot') };
}

/** Undefined where no tokens are kept and no key is set. */
export function secretKeys(variables: Variables, needed: boolean): SecretKeys | undefined {
  const current = needed || variables.get(SECRET_KEY) !== undefined ? variables.key(SECRET_KEY) : undefined;
  const old = variables.get(`${SECRET_KEY}_OLD`) === undefined ? undefined : variables.key(`${SECRET_KEY}_OLD`);
  return current === undefined ? undefined : { current, old };
}
const SECRET_KEY = 'BATON_SECRET_KEY';
const KEY_BYTES = 32;
/** Words of no language. */
const KEY_FORM = 'base64, 32 bytes: $(openssl rand -base64 32)';

/** `byConsent`: with what `baton connect salesforce` has kept. The most particular way that is set counts; client credentials are what is asked for when nothing is. */
export function salesforceAuth(variables: Variables, folder: string, byConsent: boolean): SalesforceAuth {
  const accessToken = variables.get('SALESFORCE_ACCESS_TOKEN');
  if (accessToken !== undefined) {
    // What `sf org display` prints in its place since it keeps tokens to itself would only be refused by Salesforce.
    if (/\s/.test(accessToken)) variables.refuse('SALESFORCE_ACCESS_TOKEN', TOKEN_FORM);
    return { kind: 'token', accessToken };
  }
  const clientId = variables.need('SALESFORCE_CLIENT_ID', 'Salesforce');
  if (variables.get('SALESFORCE_PRIVATE_KEY_FILE') !== undefined) {
    const username = variables.need('SALESFORCE_USERNAME', 'Salesforce');
    return { kind: 'jwt', clientId, username, privateKey: variables.file('SALESFORCE_PRIVATE_KEY_FILE', folder) };
  }
  const refreshToken = variables.get('SALESFORCE_REFRESH_TOKEN');
  const clientSecret = variables.get('SALESFORCE_CLIENT_SECRET');
  if (refreshToken !== undefined || byConsent) return { kind: 'refresh-token', clientId, clientSecret, refreshToken };
  return {
    kind: 'client-credentials',
    clientId,
    clientSecret: variables.need('SALESFORCE_CLIENT_SECRET', 'Salesforce'),
  };
}

/** Words of no language. */
const TOKEN_FORM = '$(sf org auth show-access-token)';

/** Empty where there is no such file. */
export function readEnvFile(path: string): Environment {
  try {
    // Windows' editors begin a file with a mark that would become part of the first name.
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const faults = unassigned(text).map(
      (line): ConfigFault => ({ file: path, line, field: '', says: 'no-assignment', about: {} }),
    );
    if (faults.length > 0) throw new ConfigError(faults);
    return parseEnv(text);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // Most installations set the environment instead; any other failure than absence is told.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError([{ file: path, field: '', says: 'no-file', about: {} }]);
  }
}

/** A value in quotation marks may go on over several lines. */
const QUOTED = /=[ \t]*(["'`])[\s\S]*?\1/g;

/** Lines, from 1, that the reader of such files passes over without a word. */
function unassigned(text: string): readonly number[] {
  const bare = text.replaceAll(QUOTED, (value) => `=${value.replaceAll(/[^\n]/g, '')}`);
  return bare.split(/\n/).flatMap((line, index) => {
    const said = line.trim();
    return said === '' || said.startsWith('#') || /^(?:export[ \t]+)?[\w.-]+[ \t]*=/.test(said) ? [] : [index + 1];
  });
}
