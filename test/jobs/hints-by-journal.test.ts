/** The journal as a second source of hints: over HTTP, by the same port, with a place of its own that outlives the worker. */
import { afterEach, describe, expect, it } from 'vitest';
import { webhooksJournal } from '../../connectors/hubspot/journal.ts';
import { appCalls } from '../../connectors/hubspot/journal-calls.ts';
import { Spending } from '../../connectors/kit/spent.ts';
import { readJournal } from '../../src/jobs/pull-hinted.ts';
import { aPerson, aQualifyingPerson, handoffTasks } from '../support/happenings.ts';
import { type HintedWorker, workOn } from '../support/hinted.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { openArmed } = stages();
let worker: HintedWorker | undefined;
afterEach(async () => {
  await worker?.close();
  worker = undefined;
});

/** The stage's worker looks into the sandbox's journal every fifteen seconds. */
async function withJournal(stage: Stage): Promise<void> {
  const now = (): Temporal.Instant => stage.runtime.now();
  const { url: basePath, clientId, clientSecret, world } = stage.hubspot;
  const surroundings = { now, mayWrite: () => false, log: () => {}, spending: new Spending() };
  const calls = appCalls({ basePath, clientId, clientSecret }, surroundings);
  const mapping = stage.settings.mappings.hubspot;
  const journal = webhooksJournal(calls, { portalId: world.portal.id, pollSeconds: 15, mapping, now });
  world.journal.begin();
  await stage.restart({ connector: (one) => (one.system === 'hubspot' ? { ...one, journal } : one) });
}

/** A place in the journal to begin at: there is none before something has happened. */
async function begun(stage: Stage): Promise<void> {
  await withJournal(stage);
  aPerson(stage, 'first');
  minutesPass(stage, 1);
  await readJournal(stage.context, 'hubspot');
}

const files = ({ hubspot }: Stage): readonly string[] =>
  hubspot.server.calls.flatMap(({ path }) => (path.startsWith('/webhooks-journal/files/') ? [path] : []));

describe('hints by the journal', () => {
  it('bring a lead to its handoff before the next poll', async () => {
    const stage = await openArmed();
    await begun(stage);
    const done: string[] = [];
    worker = await workOn(stage, { onDone: ({ verb, of }) => void done.push(`${verb} ${of}`) });
    const person = aQualifyingPerson(stage, 'kato');
    done.length = 0;
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 15 }));
    await worker.work.settle();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(done).toContain('pull hubspot-journal');
    expect(done).not.toContain('pull hubspot');
  });

  it('are read from where the last worker stopped, each file once', async () => {
    const stage = await openArmed();
    await begun(stage);
    const people = ['kato', 'kimura', 'kudo'].map((name) => {
      const { contact } = aPerson(stage, name);
      minutesPass(stage, 1);
      return contact;
    });
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ pieces: 4, failed: false });
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ pieces: 1, hints: 0 });
    expect(new Set(files(stage)).size).toBe(3);
    expect(files(stage)).toHaveLength(3);
    const hints = await stage.store.transaction((tx) => tx.hints.claim('hubspot', 0, 10));
    expect(hints.map(({ record }) => record?.id)).toEqual(expect.arrayContaining(people));
  });

  it('that lie too long are gone: it begins anew at the newest, and polls have read the rest', async () => {
    const stage = await openArmed();
    await begun(stage);
    const missed = aPerson(stage, 'kato').contact;
    minutesPass(stage, 80 * 60);
    aPerson(stage, 'kimura');
    minutesPass(stage, 1);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ hints: 0, failed: false });
    expect(files(stage)).toEqual([]);
    const next = aPerson(stage, 'kudo').contact;
    minutesPass(stage, 1);
    await readJournal(stage.context, 'hubspot');
    const hints = await stage.store.transaction((tx) => tx.hints.claim('hubspot', 0, 10));
    const ids = hints.map(({ record }) => record?.id);
    expect(ids).toContain(next);
    expect(ids).not.toContain(missed);
  });

  it('whose place is lost before its time are begun anew at the newest, and not waited for', async () => {
    const stage = await openArmed();
    await begun(stage);
    aPerson(stage, 'kato');
    minutesPass(stage, 60 * 60);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ pieces: 2, failed: false });
    // Its entry is three days old now, though it was read half a day ago.
    const missed = aPerson(stage, 'kimura').contact;
    minutesPass(stage, 13 * 60);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ hints: 0, failed: false });
    const next = aPerson(stage, 'kuroda').contact;
    minutesPass(stage, 1);
    await readJournal(stage.context, 'hubspot');
    const hints = await stage.store.transaction((tx) => tx.hints.claim('hubspot', 0, 20));
    const ids = hints.map(({ record }) => record?.id);
    expect(ids).toContain(next);
    expect(ids).not.toContain(missed);
    await stage.turn();
    const ref = { system: 'hubspot', object: 'contact', id: missed } as const;
    expect(await stage.store.transaction((tx) => tx.records.get([ref]))).toHaveLength(1);
  });

  it('of a journal in which nothing stood yet begin with its first entry', async () => {
    const stage = await openArmed();
    await withJournal(stage);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ hints: 0, failed: false });
    const first = aPerson(stage, 'kato').contact;
    minutesPass(stage, 1);
    await readJournal(stage.context, 'hubspot');
    const hints = await stage.store.transaction((tx) => tx.hints.claim('hubspot', 0, 10));
    expect(hints.map(({ record }) => record?.id)).toContain(first);
  });

  it('that cannot be had are a problem, which ends when they can', async () => {
    const stage = await openArmed();
    await begun(stage);
    stage.hubspot.server.inject({ path: '/webhooks-journal/', times: 1, effect: 'lose-request' });
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ failed: true });
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'unavailable', system: 'hubspot' }]);
    expect(await readJournal(stage.context, 'hubspot')).toMatchObject({ failed: false });
    expect(await stage.operations.problems({})).toEqual([]);
  });
});
