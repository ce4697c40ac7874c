/** The journal as a second source of hints: over HTTP, by the same port, with a place of its own that outlives the worker. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhooksJournal } from '../../connectors/hubspot/journal.ts';
import { appCalls } from '../../connectors/hubspot/journal-calls.ts';
import { Spending } from '../../connectors/kit/spent.ts';
import { readJournal } from '../../src/jobs/pull-hinted.ts';
import { aQualifyingPerson, handoffTasks } from '../support/happenings.ts';
import { type HintedWorker, workOn } from '../support/hinted.ts';
import type { Stage } from '../support/stage.ts';
import { stages } from '../support/stages.ts';
import { PORTAL } from '../support/webhooks.ts';

const { openArmed } = stages();
/** The journal: files of events, and the paths that were asked for. */
let files: object[][];
let asked: string[];
let server: Server;
let worker: HintedWorker | undefined;

beforeEach(async () => {
  files = [[]];
  asked = [];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const { port } = server.address() as AddressInfo;
    const entry = (n: number) => ({
      currentOffset: `o-${n}`,
      expiresAt: '',
      url: `http://127.0.0.1:${port}/files/${n}`,
    });
    const next = /offset\/o-(\d+)\/next$/.exec(path)?.[1];
    const answer = path.endsWith('/token')
      ? { access_token: 't', expires_in: 1800 }
      : path.endsWith('/latest')
        ? entry(files.length - 1)
        : path.startsWith('/files/')
          ? { journalEvents: files[Number(path.split('/').at(-1))] }
          : Number(next) + 1 < files.length
            ? entry(Number(next) + 1)
            : undefined;
    if (answer === undefined) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await worker?.close();
  worker = undefined;
  server.closeAllConnections();
  server.close();
});

/** The stage's worker looks into the journal every fifteen seconds. */
async function withJournal(stage: Stage): Promise<void> {
  const now = (): Temporal.Instant => stage.runtime.now();
  const basePath = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const surroundings = { now, mayWrite: () => false, log: () => {}, spending: new Spending() };
  const calls = appCalls({ basePath, clientId: 'app', clientSecret: 'secret' }, surroundings);
  const mapping = stage.settings.mappings.hubspot;
  const journal = webhooksJournal(calls, { portalId: PORTAL, pollSeconds: 15, mapping, now });
  await stage.restart({ connector: (one) => (one.system === 'hubspot' ? { ...one, journal } : one) });
}

const made = (contact: string) => ({
  portalId: PORTAL,
  action: 'CREATE',
  objectTypeId: '0-1',
  objectId: Number(contact),
});

describe('hints by the journal', () => {
  it('bring a lead to its handoff before the next poll', async () => {
    const stage = await openArmed();
    await withJournal(stage);
    const done: string[] = [];
    worker = await workOn(stage, { onDone: ({ verb, of }) => void done.push(`${verb} ${of}`) });
    const person = aQualifyingPerson(stage, 'kato');
    files.push([made(person.contact)]);
    done.length = 0;
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 15 }));
    await worker.work.settle();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(done).toContain('pull hubspot-journal');
    expect(done).not.toContain('pull hubspot');
  });

  it('are read from where the last worker stopped, each file once', async () => {
    const stage = await openArmed();
    await withJournal(stage);
    await readJournal(stage.context, 'hubspot');
    files.push([made('1')], [made('2')], [made('3')]);
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ pieces: 4, hints: 3, failed: false });
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ pieces: 1, hints: 0 });
    expect(asked.filter((path) => path.startsWith('/files/'))).toEqual(['/files/1', '/files/2', '/files/3']);
    const hints = await stage.store.transaction((tx) => tx.hints.claim('hubspot', 0, 10));
    expect(hints.map(({ record }) => record?.id)).toEqual(['1', '2', '3']);
  });

  it('that cannot be had are a problem, which ends when they can', async () => {
    const stage = await openArmed();
    await withJournal(stage);
    await readJournal(stage.context, 'hubspot');
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ failed: true });
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'unavailable', system: 'hubspot' }]);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ failed: false });
    expect(await stage.operations.problems({})).toEqual([]);
  });
});
