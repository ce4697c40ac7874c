/**
 * Carries one jsforce request, because jsforce's own transport ends the process when an answer's body breaks off (its `pipe` leaves the source without
 * an error listener), follows redirects with the token, and limits only the time to the headers. BEHAVIOR.md tells more.
 */
import { PassThrough } from 'node:stream';
import type { HttpRequest, HttpResponse } from 'jsforce';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request as send } from 'undici';

const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
const TOTAL_MS = 60_000;
/** The largest page: 2,000 rows of each of five objects. */
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

/** Connections to one org. A proxy of the environment is used (`NO_PROXY` respected), but never towards this machine itself. */
export function dispatcherTo(instanceUrl: string, answerMs = ANSWER_MS): Dispatcher {
  const limits = { connect: { timeout: CONNECT_MS }, headersTimeout: answerMs, bodyTimeout: answerMs };
  return isLoopback(new URL(instanceUrl)) ? new Agent(limits) : new EnvHttpProxyAgent(limits);
}

export function isLoopback(url: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

/** A redirect is never followed: it would carry the token to wherever it points. */
export class Redirected extends Error {
  readonly status: number;
  constructor(status: number) {
    super('the answer is a redirect');
    this.status = status;
  }
}

/** One request and its answer; `status` and `headers` are what jsforce's errors do not tell. Made anew for every call. */
export class Exchange extends Transport {
  status: number | undefined;
  readonly #dispatcher: Dispatcher;
  readonly #totalMs: number;

  constructor(dispatcher: Dispatcher, totalMs = TOTAL_MS) {
    super();
    this.#dispatcher = dispatcher;
    this.#totalMs = totalMs;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#carry(request) }));
  }

  async #carry(request: HttpRequest): Promise<HttpResponse> {
    const { url, method, headers, body } = request;
    const answer = await send(url, {
      method,
      dispatcher: this.#dispatcher,
      signal: AbortSignal.timeout(this.#totalMs),
      ...(headers === undefined ? {} : { headers }),
      ...(typeof body === 'string' ? { body } : {}),
    });
    this.status = answer.statusCode;
    const text = await readBounded(answer.body);
    if (answer.statusCode > 300 && answer.statusCode < 400) throw new Redirected(answer.statusCode);
    const flat = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
    return { statusCode: answer.statusCode, headers: Object.fromEntries(flat), body: text };
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new RangeError(`an answer beyond ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
