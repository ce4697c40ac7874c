/** The HTTP shell that both sandboxes share: a world answers requests, the shell carries them, counts them and injects faults on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { type Delivered, deliverDue, type Outbound } from './sandbox-outbound.ts';

/** A vendor's service as a state machine: equal requests at equal moments from equal states get equal answers. */
export interface World {
  handle(request: WorldRequest): WorldResponse;
  /** Lets everything happen that is scheduled up to and including `now`, in order. */
  advance(now: Temporal.Instant): void;
  /** When something will next happen by itself. */
  nextEventAt(): IsoInstant | undefined;
  /** Calls that the vendor makes by itself. */
  readonly outbound?: Outbound;
}

export interface WorldRequest {
  readonly method: string;
  /** Decoded no further than the vendor would: percent-escapes stand. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly now: Temporal.Instant;
}

export interface WorldResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is, undefined as an empty body. */
  readonly body?: unknown;
}

/**
 * One fault, for the next `times` matching requests. `lose-request`: the connection breaks before the world sees it. `lose-answer`: the world acts, then
 * the connection breaks. `answer`: the world does not act. `answer-after`: the world acts, then this is said instead.
 */
export interface Fault {
  readonly method?: string;
  /** A part of the path. */
  readonly path?: string;
  /** Matching requests to let pass first. */
  readonly after?: number;
  readonly times: number;
  readonly effect:
    | 'lose-request'
    | 'lose-answer'
    | { readonly delayMs: number }
    | { readonly answer: WorldResponse }
    | { readonly answerAfter: WorldResponse };
}

export interface SandboxCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Bodies beyond this are refused with 413: the largest that either vendor takes is an upload of 150 MB. */
const MAX_BODY_BYTES = 150 * 1024 * 1024;
/** Longer than any client keeps a connection that it does not use. */
const KEEP_ALIVE_MS = 900_000;
/** The newest calls that are remembered; all are counted. */
const CALLS_KEPT = 5_000;

export class SandboxServer {
  readonly calls: SandboxCall[] = [];
  /** All requests, faults included. */
  callCount = 0;
  /** Requests that the world does not know (501). */
  unknownCalls = 0;
  #underway = 0;
  #atOnce: { readonly most: number; readonly answer: WorldResponse } | undefined;
  readonly #faults: { fault: Fault; passed: number; used: number }[] = [];
  readonly #world: World;
  readonly #now: () => Temporal.Instant;
  readonly #server: Server;

  constructor(world: World, now: () => Temporal.Instant) {
    this.#world = world;
    this.#now = now;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A world that throws is a bug of the sandbox; say so to the caller instead of hanging.
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`sandbox failure: ${error instanceof Error ? error.stack : String(error)}`);
      });
    });
    // A busy computer must not decide whether a call finds its connection closed: equal runs make equal calls.
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** Listens on loopback; 0 takes any free port. Answers the base address without a final slash. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  inject(fault: Fault): void {
    this.#faults.push({ fault, passed: 0, used: 0 });
  }

  /** While so many requests are under way, any further one gets this answer. */
  limitAtOnce(most: number, answer: WorldResponse): void {
    this.#atOnce = { most, answer };
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** Sends what the world has to send by now, again and again until nothing is due; answers what became of each call. */
  async deliver(): Promise<readonly Delivered[]> {
    this.#world.advance(this.#now());
    return this.#world.outbound === undefined ? [] : deliverDue(this.#world.outbound, this.#now);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    this.callCount += 1;
    if (this.#atOnce !== undefined && this.#underway >= this.#atOnce.most)
      return this.#answer(request, response, this.#atOnce.answer);
    this.#underway += 1;
    try {
      await this.#act(request, response, body);
    } finally {
      this.#underway -= 1;
    }
  }

  async #act(request: IncomingMessage, response: ServerResponse, body: string | undefined): Promise<void> {
    if (body === undefined) return this.#answer(request, response, { status: 413, body: 'too large' });
    const url = addressed(request.url ?? '/');
    const method = request.method ?? 'GET';
    const effect = this.#pickFault(method, url.pathname);
    if (effect === 'lose-request') return void request.socket.destroy();
    if (effect !== undefined && typeof effect === 'object' && 'answer' in effect)
      return this.#answer(request, response, effect.answer);
    if (effect !== undefined && typeof effect === 'object' && 'delayMs' in effect)
      await new Promise((go) => setTimeout(go, effect.delayMs).unref());
    const now = this.#now();
    this.#world.advance(now);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = this.#world.handle({ method, path: url.pathname, query: url.searchParams, headers, body, now });
    if (effect === 'lose-answer') return void request.socket.destroy();
    if (effect !== undefined && typeof effect === 'object' && 'answerAfter' in effect)
      return this.#answer(request, response, effect.answerAfter);
    return this.#answer(request, response, answer);
  }

  #answer(request: IncomingMessage, response: ServerResponse, answer: WorldResponse): void {
    if (answer.status === 501) this.unknownCalls += 1;
    this.calls.push({ method: request.method ?? 'GET', path: request.url ?? '/', status: answer.status });
    if (this.calls.length > CALLS_KEPT) this.calls.splice(0, this.calls.length - CALLS_KEPT);
    const json = answer.body !== undefined && typeof answer.body !== 'string';
    response.writeHead(answer.status, {
      // The vendor's clock: the one that makes its stamps.
      date: new Date(this.#now().epochMilliseconds).toUTCString(),
      ...(json ? { 'content-type': 'application/json;charset=UTF-8' } : {}),
      ...answer.headers,
    });
    response.end(json ? JSON.stringify(answer.body) : answer.body);
  }

  #pickFault(method: string, path: string): Fault['effect'] | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (entry.used >= fault.times) continue;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !path.includes(fault.path)) continue;
      if (entry.passed < (fault.after ?? 0)) {
        entry.passed += 1;
        continue;
      }
      entry.used += 1;
      return fault.effect;
    }
    return undefined;
  }
}

/** A path that begins with two slashes names no other host. */
function addressed(url: string): URL {
  return new URL(url.startsWith('/') ? `http://sandbox${url}` : url);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}
