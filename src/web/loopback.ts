/** Waits on this machine for the browser that comes back from a vendor's consent screen with a code. */
import { timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { BatonError } from '../domain/problem.ts';

export interface Loopback {
  /** What the app must be registered with. */
  readonly redirectUri: string;
  /** Resolves with the code that came with our state; rejects with a BatonError where consent was refused or nobody came in time. */
  readonly code: Promise<string>;
  close(): Promise<void>;
}

export interface LoopbackWishes {
  /** 0 takes any free one; vendors want a fixed one. */
  readonly port: number;
  readonly path: string;
  /** Random: who does not know it does not come from the consent that we asked for. */
  readonly state: string;
  readonly waitMs: number;
  /** What the browser shows afterwards. */
  readonly says: { readonly done: string; readonly refused: string };
}

export async function awaitConsent({ port, path, state, waitMs, says }: LoopbackWishes): Promise<Loopback> {
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  const app = new Hono();
  app.get(path, (context) => {
    if (!same(context.req.query('state') ?? '', state)) return context.text(says.refused, 400);
    const given = context.req.query('code');
    if (given === undefined || given === '') {
      reject(notAgreed());
      return context.text(says.refused, 400);
    }
    resolve(given);
    return context.text(says.done);
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => listening());
  });
  const timer = setTimeout(() => reject(notAgreed()), waitMs);
  // Whoever closes before anybody waited for it is not told.
  code.catch(() => {});
  return {
    redirectUri: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    code,
    close: () =>
      new Promise((closed) => {
        clearTimeout(timer);
        server.close(() => closed());
        server.closeIdleConnections();
      }),
  };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function notAgreed(): BatonError {
  return new BatonError(
    'NOT_AGREED',
    'nobody agreed to the connection in the browser',
    'run the command again, open its address, choose the account and agree',
  );
}
