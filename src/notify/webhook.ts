/** One POST to one webhook: a time limit, no redirect, a checked address. The address itself is a secret and comes into no message. */
import { isIP } from 'node:net';
import { Agent, fetch } from 'undici';
import type { Problem } from '../domain/problem.ts';
import { isPrivate, publicLookup, type Resolve } from './hosts.ts';

/** Connecting, and the answer. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** What is read of an answer. */
const MOST_ANSWER = 2_000;

export interface Hook {
  readonly url: string;
  /** Private addresses that the company names; the only ones that are connected to. */
  readonly privateHosts: readonly string[];
  readonly resolve?: Resolve | undefined;
}

export type Posted =
  | { readonly status: number; readonly text: string; readonly retryAfterMs: number | undefined }
  /** `unknown`: it had left; `refused`: this address is not connected to. */
  | { readonly failed: 'not-sent' | 'unknown' | 'refused'; readonly code: string };

export class Webhook {
  readonly #url: URL;
  readonly #allowed: boolean;
  readonly #agent: Agent;

  constructor({ url, privateHosts, resolve }: Hook) {
    this.#url = new URL(url);
    const host = this.#url.hostname.replace(/^\[(.*)\]$/, '$1');
    const named = privateHosts.includes(host);
    this.#allowed = named || !isPrivate(host);
    const lookup = named && isIP(host) === 0 ? {} : { lookup: publicLookup(resolve) };
    this.#agent = new Agent({
      connect: { timeout: CONNECT_MS, ...lookup },
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
      connections: 1,
    });
  }

  async post(payload: object): Promise<Posted> {
    if (!this.#allowed) return { failed: 'refused', code: 'ADDRESS_REFUSED' };
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(payload),
        redirect: 'manual',
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(CONNECT_MS + ANSWER_MS),
      });
      const text = (await answer.text()).slice(0, MOST_ANSWER);
      return { status: answer.status, text, retryAfterMs: retryAfterMs(answer.headers.get('retry-after')) };
    } catch (error) {
      return whyNot(error);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header);
  return header === null || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds * 1_000;
}

/** Failures before anything was sent; after all others nobody knows. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function whyNot(error: unknown): Extract<Posted, { failed: string }> {
  const code = codeOf(error);
  if (code === 'ADDRESS_REFUSED') return { failed: 'refused', code };
  // A certificate that does not hold is found before anything is sent.
  const tls = /^(CERT|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code);
  return { failed: NOT_SENT.has(code) || tls ? 'not-sent' : 'unknown', code };
}

/** The innermost code: undici wraps what the network said. */
function codeOf(error: unknown): string {
  let code = 'FAILED';
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') code = at.code;
    else if (at.name === 'TimeoutError') code = 'TIMEOUT';
    if (at instanceof AggregateError && at.errors[0] instanceof Error && 'code' in at.errors[0])
      code = String(at.errors[0].code);
  }
  return code;
}

/** In a sentence that holds neither the address nor what was sent. */
export function problemOf(channel: string, code: string, said = ''): Problem {
  const detail = said === '' ? `${channel}: ${code}` : `${channel}: ${code}: ${said}`;
  return { category: 'notice', mover: 'admin', code, detail: detail.slice(0, 500) };
}
