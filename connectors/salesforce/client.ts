/** One call to one org: jsforce with an explicit version, its own retries and refreshing out of the way, and the answer checked for its form. */
import { Connection, type HttpMethods, type Schema } from 'jsforce';
import { MetadataApi } from 'jsforce/lib/api/metadata.js';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { BatonError } from '../../src/domain/problem.ts';
import type { BudgetReport } from '../../src/ports/budget.ts';
import type { ConnectorSurroundings, Spent } from '../../src/ports/connector.ts';
import { type Lane, RateKeeper } from '../kit/budget.ts';
import { type Attempt, attempt, type SendSurroundings } from '../kit/send.ts';
import { SignIn } from '../kit/sign-in.ts';
import { Spending } from '../kit/spent.ts';
import type { Told } from '../kit/tally.ts';
import { trusted } from './addresses.ts';
import { limitsAnswer, TERMS, toldByHeader, toldByLimits } from './budget.ts';
import { dispatcherTo, Exchange } from './exchange.ts';
import { classify } from './problems.ts';
import { MalformedAnswer, refusalIn, refusalInText } from './refusals.ts';
import { grantOf, type SalesforceAuth, sessionEnded, TokenService } from './sign-in.ts';

export interface ClientOptions {
  /** The org's My Domain address, https; http only on this machine itself. */
  readonly instanceUrl: string;
  /** Where tokens are asked for; the instance itself unless given. */
  readonly loginUrl?: string | undefined;
  /** Two digits, a point, a zero. Salesforce gives three releases a year. */
  readonly apiVersion?: string | undefined;
  readonly auth: SalesforceAuth;
  readonly surroundings: ConnectorSurroundings;
  readonly answerMs?: number | undefined;
}

export interface Request {
  readonly purpose: string;
  readonly method: HttpMethods;
  /** From the version's root (`/composite`) or from the host's (`/services/…`). */
  readonly path: string;
  readonly body?: unknown;
  /** A file of rows instead of a body. */
  readonly csv?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly writes: boolean;
  /** `usual` unless told. */
  readonly lane?: Lane | undefined;
  /** `always`: made whatever is left, because it asks what is left. */
  readonly budget?: 'always';
}

const DEFAULT_VERSION = '67.0';

export class SalesforceClient {
  readonly apiVersion: string;
  readonly instanceUrl: string;
  readonly surroundings: SendSurroundings;
  readonly #connection: Connection;
  readonly #dispatcher: Dispatcher;
  readonly #signIn: SignIn;
  readonly #spending = new Spending();

  constructor(options: ClientOptions) {
    this.apiVersion = options.apiVersion ?? DEFAULT_VERSION;
    this.instanceUrl = trusted(options.instanceUrl);
    const loginUrl = options.loginUrl === undefined ? this.instanceUrl : trusted(options.loginUrl);
    if (!/^\d{2}\.0$/.test(this.apiVersion))
      throw new BatonError('SALESFORCE_VERSION', `no API version: ${this.apiVersion}`, 'Write it like 67.0.');
    this.#dispatcher = dispatcherTo(this.instanceUrl, options.answerMs);
    this.surroundings = {
      now: () => options.surroundings.now(),
      mayWrite: () => options.surroundings.mayWrite(),
      log: (event, details) => options.surroundings.log(event, details),
      spending: this.#spending,
      keeper: options.surroundings.budget && new RateKeeper(TERMS, options.surroundings.budget, () => this.now()),
    };
    const { keeper } = this.surroundings;
    if (keeper !== undefined) keeper.askDay = () => this.#askDay();
    const service = new TokenService({
      instanceUrl: this.instanceUrl,
      loginUrl,
      auth: options.auth,
      dispatcher: this.#dispatcher,
      surroundings: this.surroundings,
    });
    this.#signIn = new SignIn(grantOf(options.auth, this.instanceUrl), {
      fetch: (refreshToken) => service.fetch(refreshToken),
      now: () => this.now(),
      vault: options.surroundings.vault,
    });
    // No oauth2 and no refreshFn: with either, jsforce answers every 401 by asking for a token again, without end.
    this.#connection = new Connection({ instanceUrl: this.instanceUrl, version: this.apiVersion });
  }

  now(): Temporal.Instant {
    return this.surroundings.now();
  }

  /** The path of a resource of this API version, as subrequests name it. */
  resource(path: string): string {
    return `/services/data/v${this.apiVersion}${path}`;
  }

  /** Makes the call once; only a session that has expired is renewed, once, and the call, which was refused, made again. */
  async call<T>(request: Request, answer: z.ZodType<T>): Promise<Attempt<T>> {
    return this.#signedIn((token) => this.#once(request, () => this.#exchange(request, answer, token)));
  }

  /** One call of the Metadata API, which speaks SOAP; otherwise as {@link call}. */
  async metadata<T>(
    request: Pick<Request, 'purpose' | 'writes'>,
    ask: (api: MetadataApi<Schema>) => Promise<unknown>,
    answer: z.ZodType<T>,
  ): Promise<Attempt<T>> {
    return this.#signedIn((token) => this.#once(request, () => this.#soap(ask, answer, token)));
  }

  async #signedIn<T>(make: (token: string) => Promise<Attempt<T>>): Promise<Attempt<T>> {
    const token = await this.#signIn.current();
    if (token.state !== 'answered') return token;
    const first = await make(token.value);
    const expired = first.state === 'refused' && first.problem.code === 'INVALID_SESSION_ID';
    if (!expired) return first;
    if (!this.#signIn.renewable) return sessionEnded(first);
    this.#signIn.drop(token.value);
    const fresh = await this.#signIn.current();
    return fresh.state === 'answered' ? make(fresh.value) : fresh;
  }

  /** The text of an answer that is no JSON, with its headers in small letters; read by `shape`, whose throwing means an answer in another form. */
  async download<T>(
    { purpose, path, lane }: Pick<Request, 'purpose' | 'path' | 'lane'>,
    shape: (answer: { readonly body: string; readonly headers: Readonly<Record<string, string>> }) => T,
  ): Promise<Attempt<T>> {
    return this.#signedIn((token) =>
      attempt(
        async () => shape(await this.#text(path, token)),
        { system: 'salesforce', purpose, writes: false, classify, ...(lane === undefined ? {} : { lane }) },
        this.surroundings,
      ),
    );
  }

  async #text(path: string, token: string) {
    const url = `${this.instanceUrl}${this.resource(path)}`;
    const headers = { authorization: `Bearer ${token}`, accept: 'text/csv' };
    const answer = await new Exchange(this.#dispatcher).httpRequest({ method: 'GET', url, headers });
    const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(answer.headers?.['sforce-limit-info'] ?? '') ?? [];
    if (used !== undefined && limit !== undefined) this.#hear({ used: Number(used), limit: Number(limit) });
    if (answer.statusCode >= 300) throw refusalInText(answer.body, answer.statusCode);
    return { body: answer.body, headers: answer.headers ?? {} };
  }

  #hear(usage: { readonly used: number; readonly limit: number } | undefined): void {
    if (usage !== undefined) this.#spending.dailyLeft(Math.max(0, usage.limit - usage.used));
    const told = toldByHeader(usage);
    if (told !== undefined) this.surroundings.keeper?.hear(told);
  }

  async #askDay(): Promise<Told | undefined> {
    const answer = await this.call(
      { purpose: 'limits', method: 'GET', path: '/limits', writes: false, budget: 'always' },
      limitsAnswer,
    );
    return answer.state === 'answered' ? toldByLimits(answer.value) : undefined;
  }

  budget(): Promise<BudgetReport | undefined> {
    return this.surroundings.keeper?.report() ?? Promise.resolve(undefined);
  }

  spent(): Spent {
    return this.#spending.spent();
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  #once<T>(
    { purpose, writes, lane, budget }: Pick<Request, 'purpose' | 'writes' | 'lane' | 'budget'>,
    make: () => Promise<T>,
  ): Promise<Attempt<T>> {
    const how = { ...(lane === undefined ? {} : { lane }), ...(budget === undefined ? {} : { budget }) };
    return attempt(make, { system: 'salesforce', purpose, writes, classify, ...how }, this.surroundings);
  }

  /** A fault always comes with 500; it is a complete answer all the same. */
  async #soap<T>(ask: (api: MetadataApi<Schema>) => Promise<unknown>, answer: z.ZodType<T>, token: string): Promise<T> {
    const exchange = new Exchange(this.#dispatcher);
    const connection = new Connection({ instanceUrl: this.instanceUrl, version: this.apiVersion });
    connection.accessToken = token;
    connection._transport = exchange;
    try {
      const read = answer.safeParse(await ask(new MetadataApi(connection)));
      if (!read.success) throw new MalformedAnswer();
      return read.data;
    } catch (error) {
      const status = exchange.status === 500 ? 400 : exchange.status;
      throw status === undefined ? error : (refusalIn(error, status) ?? error);
    }
  }

  async #exchange<T>(request: Request, answer: z.ZodType<T>, token: string): Promise<T> {
    const exchange = new Exchange(this.#dispatcher);
    this.#connection.accessToken = token;
    const { method, path, csv } = request;
    const body = csv ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const type = csv === undefined ? 'application/json' : 'text/csv';
    try {
      const given = await this.#connection.request<unknown>(
        {
          method,
          url: path,
          headers: { ...(body === undefined ? {} : { 'content-type': type }), ...request.headers },
          ...(body === undefined ? {} : { body }),
        },
        { transport: exchange },
      );
      const read = answer.safeParse(given);
      if (!read.success) throw new MalformedAnswer();
      return read.data;
    } catch (error) {
      throw exchange.status === undefined ? error : (refusalIn(error, exchange.status) ?? error);
    } finally {
      this.#hear(this.#connection.limitInfo.apiUsage);
    }
  }
}
