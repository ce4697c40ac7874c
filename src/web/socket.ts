/** The local socket of the process that owns the data: every command works through it while `work` runs. Mode 0600; a named pipe on Windows. */
import { chmodSync, existsSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { REVIEWS } from '../domain/agreement/vocabulary.ts';
import { ARM_STEPS } from '../domain/mapping.ts';
import { BatonError, PROBLEM_CATEGORIES } from '../domain/problem.ts';
import { SYSTEMS } from '../domain/record.ts';
import { CAPACITIES } from '../domain/team.ts';
import type { OperationName, Operations } from '../ports/operations.ts';
import { MOST_ENTRIES } from '../ports/timeline.ts';

const nothing = z.strictObject({});
const system = z.strictObject({ system: z.enum(SYSTEMS).optional() });
const lead = z.strictObject({ lead: z.string().min(1).max(320) });
const person = z.string().min(1).max(200);
const member = z.strictObject({ member: z.string().min(1).max(64) });
const named = z.string().min(1).max(320);
const onTwo = z.strictObject({ one: named, other: named, by: person });
const problem = z.strictObject({ problem: z.string().regex(/^[0-9a-fA-F]{2,64}$/) });
/** Characters of an agreement as JSON; its file may have 1 MB. */
const MOST_TEXT = 2_000_000;

const moment = z.iso.datetime({ offset: true }).optional();
const span = z.strictObject({ since: moment, limit: z.int().min(1).max(MOST_ENTRIES).optional() });
const leadAsOf = lead.extend({ at: moment, hindsight: z.boolean().optional() });

/** What each operation accepts. */
export const OPERATION_ARGS: Readonly<Record<OperationName, z.ZodType>> = {
  status: nothing,
  pull: system,
  judge: nothing,
  send: system,
  watch: nothing,
  notify: nothing,
  testNotice: member,
  plan: nothing,
  explain: leadAsOf,
  handoffs: z.strictObject({ open: z.boolean().optional() }),
  timeline: span.extend({ lead: named, touches: z.boolean().optional() }),
  collisions: span,
  identity: nothing,
  identityJoin: onTwo,
  identityKeepApart: onTwo,
  identitySplit: z.strictObject({ record: named, by: person }),
  delays: z.strictObject({ since: z.iso.datetime({ offset: true }).optional() }),
  neglected: nothing,
  ledgerShow: lead,
  owners: lead.extend({ at: moment }),
  held: z.strictObject({ by: person, at: moment }),
  erase: lead.extend({ by: person, ticket: person.optional(), dryRun: z.boolean().optional() }),
  ledgerPage: z.strictObject({ after: z.int().min(0), open: z.boolean().optional() }),
  ledgerVerify: nothing,
  acceptLoss: nothing,
  sign: z.strictObject({
    department: z.string().min(1).max(64),
    name: person,
    text: z.string().max(MOST_TEXT).optional(),
  }),
  agreementHistory: nothing,
  confirmRead: member,
  reviews: nothing,
  holdReview: z.strictObject({
    cycle: z.enum(REVIEWS),
    by: person,
    figures: z.string().max(4_000).optional(),
    decisions: z.string().max(4_000).optional(),
  }),
  trial: z.strictObject({ text: z.string().max(MOST_TEXT) }),
  agreementText: z.strictObject({ version: z.string().regex(/^(in-force|[0-9a-f]{4,64})$/) }),
  team: nothing,
  setCapacity: z.strictObject({ capacity: z.enum(CAPACITIES), by: person }),
  setAway: member.extend({ from: z.iso.date(), to: z.iso.date() }),
  setBack: member,
  routeTry: lead,
  reply: lead.extend({
    member: z.string().min(1).max(64),
    yes: z.boolean(),
    to: z.enum(['approval', 'acceptance']).optional(),
    comment: z.string().max(4_000).optional(),
  }),
  arm: z.strictObject({ step: z.enum(ARM_STEPS) }),
  admit: z.strictObject({ pace: z.union([z.enum(['none', 'all']), z.int().min(1).max(100_000)]) }),
  stop: nothing,
  resume: nothing,
  reconcile: z.strictObject({ dryRun: z.boolean().optional() }),
  retry: nothing,
  problems: z.strictObject({ category: z.enum(PROBLEM_CATEGORIES).optional(), all: z.boolean().optional() }),
  showProblem: problem,
  retryProblem: problem,
  ignoreProblem: problem.extend({ by: person, reason: z.string().min(1).max(4_000) }),
  doctor: z.strictObject({ confirmAccount: z.string().min(1).max(64).optional() }),
  setup: z.strictObject({
    dryRun: z.boolean().optional(),
    remove: z.boolean().optional(),
    source: z.boolean().optional(),
  }),
};

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Serves the operations until closed. The caller holds the directory's lock, so a socket file that stands there is a dead one. */
export async function serveSocket(path: string, operations: Operations): Promise<{ close(): Promise<void> }> {
  const app = new Hono();
  app.post('/operations/:name', async (context) => {
    const name = context.req.param('name');
    if (!isOperation(name))
      return context.json({ error: { code: 'NO_SUCH_OPERATION', message: name, remedy: '' } }, 404);
    const text = await context.req.text();
    if (text.length > MAX_BODY_BYTES)
      return context.json({ error: { code: 'TOO_LARGE', message: name, remedy: '' } }, 413);
    const args = OPERATION_ARGS[name].safeParse(JSON.parse(text));
    if (!args.success)
      return context.json({ error: { code: 'BAD_ARGUMENTS', message: z.prettifyError(args.error), remedy: '' } }, 400);
    const answer: unknown = await (operations[name] as (given: unknown) => Promise<unknown>)(args.data);
    return context.json({ answer });
  });
  app.onError((error, context) => {
    const known = error instanceof BatonError;
    const { message } = error;
    return context.json(
      { error: { code: 'BUG', message, remedy: '', ...(known ? errorParts(error) : {}) } },
      known ? 422 : 500,
    );
  });
  if (process.platform !== 'win32' && existsSync(path)) rmSync(path);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function errorParts({ code, message, remedy, about }: BatonError): Readonly<Record<string, unknown>> {
  return { code, message, remedy, about };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATION_ARGS, name);
}
