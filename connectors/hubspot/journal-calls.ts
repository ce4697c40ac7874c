/** The calls that the app itself makes, by its client credentials; the official client knows neither those nor the journal. */
import { z } from 'zod';
import { type Attempt, attempt, type SendSurroundings, TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { type FetchedToken, SignIn } from '../kit/sign-in.ts';
import { classify, HubSpotAnswer } from './problems.ts';

export interface AppOptions {
  readonly basePath: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Entry {
  readonly currentOffset: string;
  /** Where the events lie; it bears its own permission, and ends soon. */
  readonly url: string;
}

export interface AppCalls {
  /** Undefined: there is none. `unknown`: HubSpot knows of no such place (404). */
  entry(path: string): Promise<Attempt<Entry | 'unknown' | undefined>>;
  /** What lies there, as JSON; undefined where it is none, or longer than it may be. */
  download(url: string): Promise<Attempt<unknown>>;
}

/** Edition 2026-03 (pages "Manage OAuth tokens", "Webhook journal APIs"). */
const TOKEN_PATH = '/oauth/2026-03/token';
/** Of one account, which `installPortalId` names; the other variant tells of every account that installed the app. */
export const JOURNAL_PATH = '/webhooks-journal/journal-local/2026-03';
const SCOPE = 'developer.webhooks_journal.read';
/** A file has up to 5 MB (changelog, July 2026). */
const MOST_BYTES = 16 * 1024 * 1024;

const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().min(0) });
const entryAnswer = z.looseObject({ currentOffset: z.string().min(1).max(200), url: z.string().max(8_000) });

export function appCalls({ basePath, clientId, clientSecret }: AppOptions, surroundings: SendSurroundings): AppCalls {
  const base = basePath.replace(/\/+$/, '');
  const ask = <T>(purpose: string, send: () => Promise<T>): Promise<Attempt<T>> =>
    attempt(send, { system: 'hubspot', purpose, writes: false, classify }, surroundings);
  const fetchToken = async (): Promise<Attempt<FetchedToken>> => {
    const fetched = await ask('sign-in', async () => {
      const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      const body = new URLSearchParams({ ...grant, scope: SCOPE });
      const { text } = await say(`${base}${TOKEN_PATH}`, { method: 'POST', body });
      const answer = tokenAnswer.parse(asJson(text));
      return { token: answer.access_token, livesSeconds: answer.expires_in };
    });
    if (fetched.state !== 'refused') return fetched;
    return { ...fetched, problem: { ...fetched.problem, category: 'credential', mover: 'admin' } };
  };
  // The app speaks for itself: no account's refresh token, and nothing that would have to be kept.
  const signIn = new SignIn(
    { kind: 'renewed', system: 'hubspot', who: clientId },
    { fetch: fetchToken, now: () => surroundings.now() },
  );
  const entry = async (path: string, mayRenew: boolean): Promise<Attempt<Entry | undefined>> => {
    const token = await signIn.current();
    if (token.state !== 'answered') return token;
    const headers = { authorization: `Bearer ${token.value}` };
    const found = await ask('journal', async () => entryIn(await say(`${base}${path}`, { headers })));
    if (found.state !== 'refused' || found.status !== 401 || !mayRenew) return found;
    signIn.drop(token.value);
    return entry(path, false);
  };
  return {
    entry: async (path) => {
      const found = await entry(path, true);
      return found.state === 'refused' && found.status === 404 ? { state: 'answered', value: 'unknown' } : found;
    },
    // Without our token: the address bears its own.
    download: (url) => ask('journal file', async () => asJson((await say(safe(url, base), {})).text)),
  };
}

interface Said {
  readonly text: string;
}

/** Throws a {@link HubSpotAnswer} for an error status. A redirect is none of the addresses that were asked. */
async function say(url: string, request: RequestInit): Promise<Said> {
  const signal = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
  const response = await fetch(url, { ...request, redirect: 'error', signal });
  const text = await readText(response);
  if (response.status >= 400) throw new HubSpotAnswer(response.status, Object.fromEntries(response.headers), text);
  return { text };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Cut here, it is no JSON.
    if (size > MOST_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked says what it makes of an answer that is none.
    return undefined;
  }
}

function entryIn({ text }: Said): Entry | undefined {
  return text.trim() === '' ? undefined : entryAnswer.parse(asJson(text));
}

/** Only TLS, or the computer on which the whole of HubSpot is played. */
function safe(url: string, base: string): string {
  const parsed = URL.parse(url);
  const here = URL.parse(base);
  if (parsed?.protocol === 'https:' || (parsed !== null && parsed.origin === here?.origin)) return url;
  throw new z.ZodError([{ code: 'custom', path: ['url'], message: 'not https', input: undefined }]);
}
