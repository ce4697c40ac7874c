/** Health over HTTP, for an orchestrator: whether the data can be reached and may be trusted. It says nothing about anybody. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { StatusReport } from '../ports/answers.ts';
import { type Address, type Listening, listen } from './listen.ts';

/** `GET /health`: 200 while all is well, 503 where the data cannot be reached or writing was stopped for distrust. All else is 404. */
export async function serveHealth(status: () => Promise<StatusReport>, at: Address): Promise<Listening> {
  const app = new Hono();
  app.get('/health', async (context) => {
    const { distrusted, stopped, problems } = await status();
    const ok = distrusted === undefined;
    return context.json({ ok, stopped, problems }, ok ? 200 : 503);
  });
  // The cause stands in the log of the database or worker; a stranger learns only that something is wrong.
  app.onError((_, context) => context.json({ ok: false }, 503));
  return listen(createAdaptorServer({ fetch: app.fetch }) as Server, at);
}
