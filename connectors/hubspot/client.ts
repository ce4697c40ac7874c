/** The official client, tamed: one attempt a call, no redirect followed, every error status kept, every answer's shape checked. But for the journal, the only file that talks to HubSpot. */
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { Client } from '@hubspot/api-client';
import type { z } from 'zod';
import { inBatches } from '../kit/batches.ts';
import type { Lane } from '../kit/budget.ts';
import { type Attempt, attempt, type SendSurroundings, TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { type FetchedToken, SignIn } from '../kit/sign-in.ts';
import { asBatch, type BatchAnswer, type Row, searchAnswer, tokenAnswer } from './answers.ts';
import { toldByHeaders, toldByUsage, USAGE_PATH, usageAnswer } from './budget.ts';
import { isRequest, isResponse } from './middleware.ts';
import { fetchPlainly, type Sent } from './plain-fetch.ts';
import { classify, HubSpotAnswer, incomplete } from './problems.ts';
import { grantOf, type HubSpotAuth } from './sign-in.ts';

export interface Question {
  readonly purpose: string;
  readonly writes: boolean;
  /** `usual` unless told. */
  readonly lane?: Lane;
  readonly window?: 'search';
  readonly budget?: 'always';
}

export interface SearchRequest {
  readonly filters: readonly { readonly propertyName: string; readonly operator: string; readonly value: string }[];
  readonly sortBy: string;
  readonly properties: readonly string[];
  readonly limit: number;
}

export interface SearchPage {
  readonly rows: readonly Row[];
  /** The last one found, also where its record could no longer be read. */
  readonly lastId: string | undefined;
  /** Further ones match. A page may come back short, or empty, while the index settles, so the total is believed rather than the page's length. */
  readonly more: boolean;
  /** How many match, these included; absent where HubSpot does not say. */
  readonly total: number | undefined;
}

export interface UpdateInput {
  readonly id: string;
  readonly objectWriteTraceId: string;
  readonly properties: Record<string, string>;
}

/** Page "Manage OAuth tokens": form-encoded, and the answer names the portal. */
const TOKEN_PATH = '/oauth/2026-03/token';
/** Inputs of one batch call on objects (page "Using object APIs"). */
export const BATCH = 100;
/** A search's whole body (page "Search the CRM"). */
export const SEARCH_BODY_CHARACTERS = 3_000;
/** Inputs of one batch call on associations (page "Associate records"). */
export const ASSOCIATION_BATCH = 1_000;

export class HubSpotClient {
  readonly #surroundings: SendSurroundings;
  readonly #timeoutMs: number;
  readonly auth: HubSpotAuth;
  readonly basePath: string;
  readonly #apis: ReturnType<typeof touch>;
  readonly #signIn: SignIn;
  #bearer = '';
  /** How far the vendor's clock was ahead of ours at the last answer, in ms (negative: behind). */
  clockAheadMs: number | undefined;

  constructor(basePath: string, auth: HubSpotAuth, surroundings: SendSurroundings, timeoutMs = TOTAL_TIMEOUT_MS) {
    this.#surroundings = surroundings;
    this.#timeoutMs = timeoutMs;
    this.auth = auth;
    this.basePath = basePath.replace(/\/+$/, '');
    const client = new Client({
      basePath: this.basePath,
      // With an agent the client sends by Node's own means, which follow no redirect; without one, by a fetch that repeats bodies and secrets wherever it is sent.
      httpAgent: new (this.basePath.startsWith('https:') ? TlsAgent : PlainAgent)({ keepAlive: true }),
      // Retries and limiter are process-wide: the last client made sets them for namespaces touched later. So ours are touched right here.
      numberOfApiCallRetries: 0,
      middleware: [{ pre: (request) => this.#authorise(request), post: (response) => this.#inspect(response) }],
    });
    this.#apis = touch(client);
    this.#signIn = new SignIn(grantOf(auth), {
      fetch: (refreshToken) => this.#fetchToken(auth, { grant_type: 'refresh_token', refresh_token: refreshToken }),
      now: () => surroundings.now(),
      vault: surroundings.vault,
    });
    if (surroundings.keeper !== undefined) surroundings.keeper.askDay = () => this.#askDay();
  }

  /**
   * One call: one attempt with the current token. Only where an OAuth token was refused (401: nothing was done) a fresh token is fetched, once, and
   * the call is made with it.
   */
  async ask<T>(question: Question, send: () => Promise<T>): Promise<Attempt<T>> {
    const token = await this.#signIn.current();
    if (token.state !== 'answered') return token;
    const first = await this.#askWith(token.value, question, send);
    if (first.state !== 'refused' || first.status !== 401 || !this.#signIn.renewable) return first;
    this.#signIn.drop(token.value);
    const fresh = await this.#signIn.current();
    return fresh.state === 'answered' ? this.#askWith(fresh.value, question, send) : fresh;
  }

  /** A call that the official client lacks, or gets wrong. The answer is parsed by `shape`. */
  request<T>(
    question: Question,
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    shape: z.ZodType<T>,
    more: { body?: unknown; form?: Record<string, string>; query?: Record<string, string> } = {},
  ): Promise<Attempt<T>> {
    const query = more.query === undefined ? '' : `?${new URLSearchParams(more.query)}`;
    return this.ask(question, async () => {
      const sent = { body: more.body, form: more.form, authorization: `Bearer ${this.#bearer}` };
      return shape.parse(await this.#fetch(method, `${path}${query}`, sent));
    });
  }

  async #fetch(method: string, path: string, sent: Sent): Promise<unknown> {
    const { headers, text, status } = await fetchPlainly(method, `${this.basePath}${path}`, sent);
    this.#hear(headers);
    if (status >= 300) throw new HubSpotAnswer(status, headers, text);
    return JSON.parse(text);
  }

  /**
   * One page of a search, in the order of `sortBy`. Where the properties do not fit into the body's limit, the page is found first and its records are
   * then read in batches.
   */
  async search(question: Question, object: string, search: SearchRequest): Promise<Attempt<SearchPage>> {
    const fits = fitsIntoSearch(search);
    // Not the client's own method: its type allows no sort direction, and the limit is on the text that is sent.
    const asked = { ...question, window: 'search' as const };
    const found = await this.request(asked, 'POST', `/crm/v3/objects/${object}/search`, searchAnswer, {
      body: fits ? searchBody(search) : searchBody({ ...search, properties: [] }),
    });
    if (found.state !== 'answered') return found;
    const { results, total } = found.value;
    const lastId = results.at(-1)?.id;
    const more = total === undefined ? results.length >= search.limit : total > results.length;
    if (fits) return { state: 'answered', value: { rows: results, lastId, more, total } };
    const filled = await this.#readAll(
      question,
      object,
      results.map((each) => each.id),
      search.properties,
    );
    if (filled.state !== 'answered') return filled;
    return { state: 'answered', value: { rows: filled.value, lastId, more, total } };
  }

  /** Records by id, at most {@link BATCH} of them, the live or the archived; ids that lead nowhere are among the errors or missing. */
  read(
    question: Question,
    object: string,
    ids: readonly string[],
    properties: readonly string[],
    archived?: true,
  ): Promise<Attempt<BatchAnswer>> {
    const inputs = ids.map((id) => ({ id }));
    const body = { inputs, properties: [...properties], propertiesWithHistory: [] };
    return this.ask(question, async () => asBatch(await this.#apis.batch.read(object, body, archived)));
  }

  /** At most {@link BATCH} records. */
  update(question: Question, object: string, inputs: readonly UpdateInput[]): Promise<Attempt<BatchAnswer>> {
    return this.ask(question, async () => asBatch(await this.#apis.batch.update(object, { inputs: [...inputs] })));
  }

  /** The token of the next call: whoever asks what it may do has to send it along. */
  token(): Promise<Attempt<string>> {
    return this.#signIn.current();
  }

  get apis(): ReturnType<typeof touch> {
    return this.#apis;
  }

  async #readAll(
    question: Question,
    object: string,
    ids: readonly string[],
    properties: readonly string[],
  ): Promise<Attempt<readonly Row[]>> {
    const rows: Row[] = [];
    for (const batch of inBatches(ids, { most: BATCH })) {
      const answer = await this.read(question, object, batch, properties);
      if (answer.state !== 'answered') return answer;
      const partly = incomplete(answer.value.errors, this.#surroundings.now());
      if (partly !== undefined) return partly;
      rows.push(...answer.value.rows);
    }
    return { state: 'answered', value: rows };
  }

  /** The code that a person's consent has brought is changed for tokens, once. */
  redeem(code: string, redirectUri: string): Promise<Attempt<FetchedToken>> {
    return this.#fetchToken(this.auth, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  }

  /** When the day ends, and what is left of it. An account that does not tell is asked again later. */
  async #askDay() {
    const question = { purpose: 'usage', writes: false, budget: 'always' } as const;
    const usage = await this.request(question, 'GET', USAGE_PATH, usageAnswer);
    return usage.state === 'answered' ? toldByUsage(usage.value) : undefined;
  }

  #askWith<T>(token: string, question: Question, send: () => Promise<T>): Promise<Attempt<T>> {
    this.#bearer = token;
    return attempt(send, this.#call(question), this.#surroundings);
  }

  /** Whatever status the refusal of a grant comes with, it is about credentials. The official client drops the portal's id from the answer. */
  async #fetchToken(auth: HubSpotAuth, grant: Record<string, string>): Promise<Attempt<FetchedToken>> {
    const fetched = await attempt(
      async () => {
        if (auth.kind !== 'oauth') throw new TypeError('a given token is never fetched');
        const { clientId, clientSecret } = auth;
        const form = { client_id: clientId, client_secret: clientSecret, ...grant };
        return tokenAnswer.parse(await this.#fetch('POST', TOKEN_PATH, { form }));
      },
      { ...this.#call({ purpose: 'sign-in', writes: false }), budget: 'uncounted' },
      this.#surroundings,
    );
    if (fetched.state !== 'refused') return fetched;
    return { ...fetched, problem: { ...fetched.problem, category: 'credential', mover: 'admin' } };
  }

  #call(question: Question) {
    return { system: 'hubspot', ...question, classify, timeoutMs: this.#timeoutMs } as const;
  }

  #authorise(request: unknown): unknown {
    if (isRequest(request) && !new URL(request.getUrl()).pathname.startsWith('/oauth/'))
      request.setHeaderParam('Authorization', `Bearer ${this.#bearer}`);
    return request;
  }

  /** The client parses error bodies by content type and throws without the status when it cannot; so they are taken out of its hands. */
  async #inspect(response: unknown): Promise<unknown> {
    if (!isResponse(response)) return response;
    this.#hear(response.headers);
    if (response.httpStatusCode >= 300)
      throw new HubSpotAnswer(response.httpStatusCode, response.headers, await response.body.text());
    return response;
  }

  /** Page "Usage guidelines": search answers carry no such header, OAuth answers no daily one. */
  #hear(headers: Readonly<Record<string, string>>): void {
    const left = headers['x-hubspot-ratelimit-daily-remaining'];
    this.#surroundings.spending.dailyLeft(left === undefined ? undefined : Number(left));
    const told = toldByHeaders(headers);
    if (told !== undefined) this.#surroundings.keeper?.hear(told);
    const date = Date.parse(headers['date'] ?? '');
    if (!Number.isFinite(date)) return;
    this.clockAheadMs = date - this.#surroundings.now().epochMilliseconds;
    this.#surroundings.heardTime?.(Temporal.Instant.fromEpochMilliseconds(date));
  }
}

/** Otherwise its records are found first and then read in batches. */
export function fitsIntoSearch(search: SearchRequest): boolean {
  return JSON.stringify(searchBody(search)).length <= SEARCH_BODY_CHARACTERS;
}

function searchBody({ filters, sortBy, properties, limit }: SearchRequest) {
  return {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: sortBy, direction: 'ASCENDING' }],
    properties,
    limit,
  };
}

/** Creates every namespace that Baton uses while our own settings are the process-wide ones. */
function touch(client: Client) {
  return {
    batch: client.crm.objects.batchApi,
    associations: client.crm.associations.v4.batchApi,
    owners: client.crm.owners.ownersApi,
    properties: client.crm.properties.coreApi,
    groups: client.crm.properties.groupsApi,
  };
}
