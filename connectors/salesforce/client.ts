/** One call to one org: jsforce with an explicit version, its own retries and refreshing out of the way, and the answer checked for its form. */
import { Connection, type HttpMethods, type Schema } from 'jsforce';
import { MetadataApi } from 'jsforce/lib/api/metadata.js';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { BatonError } from '../../src/domain/problem.ts';
import type { ConnectorSurroundings, Spent } from '../../src/ports/connector.ts';
import { type Attempt, attempt, type SendSurroundings } from '../kit/send.ts';
import { Spending } from '../kit/spent.ts';
import { dispatcherTo, Exchange, isLoopback } from './exchange.ts';
import { classify, errorAnswer, Refusal, type VendorError, vendorError } from './problems.ts';
import { type SalesforceAuth, Session } from './session.ts';

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
  readonly headers?: Readonly<Record<string, string>>;
  readonly writes: boolean;
}

const DEFAULT_VERSION = '67.0';

export class SalesforceClient {
  readonly apiVersion: string;
  readonly instanceUrl: string;
  readonly surroundings: SendSurroundings;
  readonly #connection: Connection;
  readonly #dispatcher: Dispatcher;
  readonly #session: Session;
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
    };
    this.#session = new Session({
      instanceUrl: this.instanceUrl,
      loginUrl,
      auth: options.auth,
      dispatcher: this.#dispatcher,
      surroundings: this.surroundings,
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
    return this.#inSession(() => this.#once(request, () => this.#exchange(request, answer)));
  }

  /** One call of the Metadata API, which speaks SOAP; otherwise as {@link call}. */
  async metadata<T>(
    request: Pick<Request, 'purpose' | 'writes'>,
    ask: (api: MetadataApi<Schema>) => Promise<unknown>,
    answer: z.ZodType<T>,
  ): Promise<Attempt<T>> {
    return this.#inSession(() => this.#once(request, () => this.#soap(ask, answer)));
  }

  async #inSession<T>(make: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
    if (this.#session.accessToken === undefined) {
      const trouble = await this.#session.renew(0);
      if (trouble !== undefined) return trouble;
    }
    const used = this.#session.generation;
    const first = await make();
    const expired = first.state === 'refused' && first.problem.code === 'INVALID_SESSION_ID';
    if (!expired || !this.#session.renewable) return first;
    const trouble = await this.#session.renew(used);
    return trouble ?? make();
  }

  spent(): Spent {
    return this.#spending.spent();
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  #once<T>({ purpose, writes }: Pick<Request, 'purpose' | 'writes'>, make: () => Promise<T>): Promise<Attempt<T>> {
    return attempt(make, { system: 'salesforce', purpose, writes, classify }, this.surroundings);
  }

  /** A fault always comes with 500; it is a complete answer all the same. */
  async #soap<T>(ask: (api: MetadataApi<Schema>) => Promise<unknown>, answer: z.ZodType<T>): Promise<T> {
    const exchange = new Exchange(this.#dispatcher);
    const connection = new Connection({ instanceUrl: this.instanceUrl, version: this.apiVersion });
    connection.accessToken = this.#session.accessToken;
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

  async #exchange<T>(request: Request, answer: z.ZodType<T>): Promise<T> {
    const exchange = new Exchange(this.#dispatcher);
    this.#connection.accessToken = this.#session.accessToken;
    const { method, path, body } = request;
    try {
      const given = await this.#connection.request<unknown>(
        {
          method,
          url: path,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        { transport: exchange },
      );
      const read = answer.safeParse(given);
      if (!read.success) throw new MalformedAnswer();
      return read.data;
    } catch (error) {
      throw exchange.status === undefined ? error : (refusalIn(error, exchange.status) ?? error);
    } finally {
      const usage = this.#connection.limitInfo.apiUsage;
      if (usage !== undefined) this.#spending.dailyLeft(Math.max(0, usage.limit - usage.used));
    }
  }
}

/** A complete answer in a form that the resource does not give: half a body, a proxy's page. It says nothing of what was done. */
class MalformedAnswer extends Error {
  readonly code = 'MALFORMED_ANSWER';
}

/** jsforce's HttpApiError: one error in `errorCode`, `message` and `data`, several in `data` as an array. */
function refusalIn(error: unknown, status: number): Refusal | undefined {
  if (!(error instanceof Error) || !('errorCode' in error) || status < 300) return undefined;
  const body = 'data' in error ? error.data : undefined;
  const all = z.array(errorAnswer).safeParse(Array.isArray(body) ? body : [body]);
  const first = all.success && all.data[0] !== undefined ? withoutPrefix(vendorError(all.data[0])) : undefined;
  if (first !== undefined && !first.code.startsWith('ERROR_HTTP_')) return new Refusal(status, first, body);
  // An HTML or empty answer: its text helps nobody and may be long. The OAuth services answer a bad token in one word.
  const badToken = status === 401 || (status === 403 && error.message.includes('Bad_OAuth_Token'));
  const code = badToken ? 'INVALID_SESSION_ID' : `ERROR_HTTP_${status}`;
  return new Refusal(status, { code, message: `HTTP ${status}` }, undefined);
}

/** A SOAP fault names its code with a namespace, `sf:INVALID_TYPE`, and its sentence begins with it. */
function withoutPrefix(error: VendorError): VendorError {
  const code = error.code.replace(/^[a-z]+:/, '');
  return code === error.code ? error : { ...error, code, message: error.message.replace(`${code}: `, '') };
}

function trusted(address: string): string {
  const remedy = 'Give the My Domain address, like https://<domain>.my.salesforce.com.';
  if (!URL.canParse(address)) throw new BatonError('SALESFORCE_URL', 'the Salesforce address cannot be read', remedy);
  const url = new URL(address);
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw new BatonError('SALESFORCE_URL', 'the Salesforce address is not https', remedy);
  if (url.hostname.endsWith('.lightning.force.com'))
    throw new BatonError('SALESFORCE_URL', 'this is the address of Lightning pages, not of the API', remedy);
  return url.origin;
}
