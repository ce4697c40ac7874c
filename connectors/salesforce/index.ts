/** Salesforce as Baton's jobs see it: the {@link Connector} port on jsforce. */

import { iso } from '../../src/domain/instant.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { BatonError } from '../../src/domain/problem.ts';
import type { Outcome, Outgoing } from '../../src/domain/writes.ts';
import type { BulkJobNote, NotedJob } from '../../src/ports/bulk-job.ts';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';
import type { Attempt } from '../kit/send.ts';
import { openAnchor } from './anchor.ts';
import { ROWS_PER_JOB } from './bulk-update.ts';
import { check, type Identity, identify } from './check.ts';
import { type ClientOptions, SalesforceClient } from './client.ts';
import { IDS_PER_CALL } from './composite.ts';
import type { Context } from './context.ts';
import { Descriptions } from './describe.ts';
import { openEditors } from './editors.ts';
import { GRAPHS_PER_CALL } from './graph.ts';
import { GroupSize } from './group-size.ts';
import { findPeople, look } from './look.ts';
import { readPage, STREAMS, type Stream } from './read.ts';
import { READ_LIMITS, type ReadLimits } from './read-sources.ts';
import { resolveAll } from './resolve.ts';
import { openSetup } from './setup.ts';
import { ROWS_PER_CALL } from './update.ts';
import { sendAll } from './write.ts';

/** Up to here composite calls of 1,000 rows are fewer than the seven calls of a job. */
const BULK_ABOVE = 7_000;

export type { SalesforceAuth } from './sign-in.ts';

export interface SalesforceOptions extends ClientOptions {
  readonly mapping: SystemMapping;
  /** Keeps the ledger's checkpoints in the org, under this name. */
  readonly ledger?: string | undefined;
  /** Rows of one object in one `send` from which on Bulk API 2.0 is used. */
  readonly bulkAbove?: number | undefined;
  /** For tests and for orgs with unusual rows. */
  readonly limits?: Partial<ReadLimits> | undefined;
}

/** Throws BatonError where the options alone show that it cannot work; connects at the first call. */
export function createSalesforceConnector(options: SalesforceOptions): Connector {
  const client = new SalesforceClient(options);
  const descriptions = new Descriptions(client);
  const { mapping, ledger } = options;
  const limits: ReadLimits = { ...READ_LIMITS, ...options.limits };
  const context: Context = {
    client,
    descriptions,
    mapping,
    ledger,
    rowsPerCall: new GroupSize(ROWS_PER_CALL),
    graphsPerCall: new GroupSize(GRAPHS_PER_CALL),
    bulkAbove: options.bulkAbove ?? BULK_ABOVE,
    bulkJob: options.surroundings.bulkJob ?? inMemory(),
    lockedParents: new Set(),
  };
  const unseen = new Set<string>();
  let identity: Identity | undefined;

  async function identified(): Promise<Attempt<Identity>> {
    if (identity !== undefined) return { state: 'answered', value: identity };
    const found = await identify(client);
    if (found.state === 'answered') identity = found.value;
    return found;
  }

  async function pull(stream: string, after: Cursor | undefined): Promise<Page> {
    if (!isStream(stream))
      throw new BatonError('STREAM', `no stream of Salesforce: ${stream}`, 'Pull one of `streams`.');
    const found = await identified();
    if (found.state !== 'answered') {
      const nothing = { records: [], activities: [], more: false, cursor: after ?? {} };
      return { ...nothing, problems: [found.problem], readAt: iso(client.now()) };
    }
    return readPage(stream, after, { ...context, limits, unseen, integrationUser: found.value.user });
  }

  async function integrationUser(): Promise<string | undefined> {
    const found = await identified();
    return found.state === 'answered' ? found.value.user : undefined;
  }

  /** What is made without an owner belongs to whoever makes it, as no assignment rule is run. */
  async function withOwners(writes: readonly Outgoing[], outcomes: readonly Outcome[]): Promise<readonly Outcome[]> {
    const rule = options.mapping.objects.lead?.write['ownerId']?.rule ?? 'never';
    const isMade = (write: Outgoing | undefined, outcome: Outcome): boolean =>
      write?.kind === 'handoff' &&
      (outcome.state === 'done' || outcome.state === 'already') &&
      (outcome.recordMade ?? write.about === undefined) &&
      write.create?.['ownerId'] === undefined;
    if (rule === 'never' || !outcomes.some((outcome, index) => isMade(writes[index], outcome))) return outcomes;
    const madeOwner = await integrationUser();
    return outcomes.map((outcome, index) => (isMade(writes[index], outcome) ? { ...outcome, madeOwner } : outcome));
  }

  return {
    system: 'salesforce',
    streams: STREAMS,
    pull,
    editors: openEditors(context, integrationUser),
    look: (refs, after) => look(refs, after, context),
    lookMost: IDS_PER_CALL,
    tellsDeletions: true,
    findPeople: (addresses) => findPeople(addresses, context),
    bulk: { above: context.bulkAbove, rows: ROWS_PER_JOB },
    send: async (writes) => withOwners(writes, await sendAll(writes, context)),
    resolve: async (writes) => withOwners(writes, await resolveAll(writes, context)),
    taskUrl: (id) => `${client.instanceUrl}/lightning/r/Task/${encodeURIComponent(id)}/view`,
    check: (asked) => check(context, asked),
    account: async () => {
      const found = await identified();
      return found.state === 'answered' ? { id: found.value.organization, zone: '' } : undefined;
    },
    anchor: ledger === undefined ? undefined : openAnchor(client, ledger),
    setup: openSetup(context, identified),
    spent: () => client.spent(),
    budget: () => client.budget(),
    expect: (call) => {
      if (call === 'handoffs')
        client.surroundings.keeper?.ahead({ window: 'burst', lane: 'first', purpose: 'send handoffs' });
    },
    close: () => client.close(),
  };
}

function inMemory(): BulkJobNote {
  let noted: NotedJob | undefined;
  return {
    read: async () => noted,
    write: async (job) => {
      noted = job;
    },
  };
}

function isStream(stream: string): stream is Stream {
  return STREAMS.some((one) => one === stream);
}
