import { afterEach, describe, expect, it } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { pull } from '../../src/jobs/pull.ts';
import { pullHinted } from '../../src/jobs/pull-hinted.ts';
import { MOST_HINTED } from '../../src/ports/hints.ts';
import { aPerson, aQualifyingPerson, asks, facts, handoffTasks, marketerChanges } from '../support/happenings.ts';
import { type HintedWorker, told, workOn } from '../support/hinted.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';
import { APP, event, PORTAL } from '../support/webhooks.ts';

const { openArmed } = stages();
let worker: HintedWorker | undefined;
afterEach(async () => {
  await worker?.close();
  worker = undefined;
});

const searches = (stage: Stage): number =>
  stage.hubspot.server.calls.filter(({ path }) => path.includes('/search')).length;
const rows = async (stage: Stage, table: string, where = 'true'): Promise<number> => {
  const found = await stage.store.pglite?.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${where}`,
  );
  return found?.rows[0]?.count ?? -1;
};

describe('a webhook is only a hint', () => {
  it('brings a lead to its handoff at once, long before the next poll, and the poll finds nothing left to do', async () => {
    const stage = await openArmed();
    worker = await workOn(stage);
    const asked = searches(stage);
    const person = aQualifyingPerson(stage, 'aoki');
    expect(await worker.delivered()).toEqual([204]);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(searches(stage)).toBe(asked);
    expect(await rows(stage, 'hint')).toBe(0);
    minutesPass(stage, 1);
    await worker.work.settle();
    expect(searches(stage)).toBeGreaterThan(asked);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await facts(stage, 'handoff-decided')).toHaveLength(1);
  });

  it('is answered as soon as it is stored, however long HubSpot takes to say more', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let isHeld = false;
    const connectors = new Map(stage.context.connectors);
    const hubspot = connectors.get('hubspot');
    const { look } = hubspot ?? {};
    if (hubspot === undefined || look === undefined) throw new TypeError('HubSpot cannot be looked into');
    let looks = 0;
    connectors.set('hubspot', {
      ...hubspot,
      look: async (...asked) => {
        looks += isHeld ? 1 : 0;
        if (isHeld) await gate;
        return look(...asked);
      },
    });
    stage.context = { ...stage.context, connectors };
    worker = await workOn(stage);
    asks(stage, person, 'inquiry', { message: '至急' });
    isHeld = true;
    try {
      expect(await worker.post([told(person.contact)])).toBe(204);
      expect(await rows(stage, 'hint')).toBe(1);
    } finally {
      open();
    }
    await worker.idle();
    expect(looks).toBeGreaterThan(0);
    expect(await rows(stage, 'hint')).toBe(0);
  });

  it('is not believed: what HubSpot then answers is what counts', async () => {
    const stage = await openArmed();
    const person = aPerson(stage, 'baba');
    minutesPass(stage, 5);
    worker = await workOn(stage);
    const before = await rows(stage, 'record_version');
    const lies = [
      told(person.contact, { propertyValue: '代表取締役' }),
      told(person.contact, { propertyName: 'lifecyclestage', propertyValue: 'customer' }),
      told('987654321'),
      event('contact.deletion', { objectId: Number(person.contact) }),
      event('contact.privacyDeletion', { objectId: Number(person.contact) }),
    ];
    expect(await worker.post(lies)).toBe(204);
    await worker.idle();
    expect(await rows(stage, 'record_version')).toBe(before);
    expect(await rows(stage, 'source_record', `deleted or fields like '%代表取締役%'`)).toBe(0);
    expect(await rows(stage, 'hint')).toBe(0);
    expect(await facts(stage, 'erased')).toEqual([]);
  });

  it('of a deletion, a restoration or an erasure lets Baton ask at once what became of the record', async () => {
    const stage = await openArmed();
    const [gone, erased] = [aPerson(stage, 'baba'), aPerson(stage, 'bando')];
    minutesPass(stage, 5);
    worker = await workOn(stage);
    const standing = (contact: string) => rows(stage, 'source_record', `id = '${contact}' and not deleted`);
    const { url, token } = stage.hubspot;
    const ask = async (method: string, path: string, body?: object): Promise<void> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const asked = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      expect((await fetch(`${url}/crm/v3/objects/contacts/${path}`, asked)).status).toBe(204);
    };
    await ask('DELETE', gone.contact);
    await ask('POST', 'gdpr-delete', { objectId: erased.contact });
    expect(await standing(gone.contact)).toBe(1);
    expect(await worker.delivered()).toContain(204);
    expect([await standing(gone.contact), await rows(stage, 'source_record', `id = '${erased.contact}'`)]).toEqual([
      0, 0,
    ]);
    expect((await facts(stage, 'erased')).map(({ fact }) => fact)).toEqual([
      { kind: 'erased', system: 'hubspot', whole: true },
    ]);
    minutesPass(stage, 1);
    stage.hubspot.world.restore('contacts', gone.contact, byPerson(7, stage.runtime.now().epochMilliseconds));
    expect(await worker.delivered()).toContain(204);
    expect(await standing(gone.contact)).toBe(1);
    expect(await rows(stage, 'hint')).toBe(0);
  });

  it('may come fifty times, in any order: the effect is one', async () => {
    const stage = await openArmed();
    worker = await workOn(stage);
    const people = ['chiba', 'doi', 'endo'].map((name) => aQualifyingPerson(stage, name));
    const each = people.map(({ contact }) => told(contact, { attemptNumber: 0 }));
    for (let n = 0; n < 50; n += 1) {
      const order = n % 3 === 0 ? each : n % 3 === 1 ? each.toReversed() : [...each, ...each];
      expect(await worker.post(order)).toBe(204);
    }
    await worker.idle();
    await worker.work.settle();
    for (const person of people) expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await facts(stage, 'handoff-decided')).toHaveLength(3);
    expect(await rows(stage, 'hint')).toBe(0);
  });

  it('lost, costs nothing but the wait for the next poll', async () => {
    const stage = await openArmed();
    worker = await workOn(stage);
    const person = aQualifyingPerson(stage, 'fujita');
    minutesPass(stage, 2);
    await worker.work.settle();
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  it('and a poll that bring the same version at once keep it once', async () => {
    const stage = await openArmed();
    const person = aPerson(stage, 'goto');
    minutesPass(stage, 5);
    await stage.turn();
    minutesPass(stage, 5);
    marketerChanges(stage, person, { jobtitle: '課長' });
    minutesPass(stage, 1);
    const before = await rows(stage, 'record_version');
    const record = { system: 'hubspot', object: 'contact', id: person.contact } as const;
    const hint = { system: 'hubspot', stream: 'contacts', kind: 'changed', record } as const;
    await stage.store.transaction((tx) => tx.hints.put([hint], '2026-10-05T00:00:00.000Z' as never));
    const [polled, hinted] = await Promise.all([pull(stage.context, 'hubspot'), pullHinted(stage.context, 'hubspot')]);
    expect(polled.records).toBeGreaterThan(0);
    expect(hinted.records).toBe(1);
    expect(await rows(stage, 'record_version')).toBe(before + 1);
    expect(polled.news + hinted.news).toBe(1);
  });

  it('answered before the worker died is followed by the next one', async () => {
    const stage = await openArmed();
    worker = await workOn(stage);
    const person = aQualifyingPerson(stage, 'hara');
    stage.hubspot.server.inject({ path: '/batch/read', times: 1, effect: 'lose-request' });
    expect(await worker.post([told(person.contact)])).toBe(204);
    await worker.idle();
    expect(handoffTasks(stage, person)).toHaveLength(0);
    expect(await rows(stage, 'hint')).toBe(1);
    await worker.close();
    await stage.restart();
    // Whoever had taken it does not come back: its lease ends.
    await stage.store.pglite?.query('update hint set lease_until = 0');
    worker = await workOn(stage);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await rows(stage, 'hint')).toBe(0);
  });

  it('of an import of many becomes one poll, and few rows', async () => {
    const stage = await openArmed();
    const done: string[] = [];
    worker = await workOn(stage, { onDone: ({ verb, of }) => void done.push(`${verb} ${of}`) });
    const person = aPerson(stage, 'ito');
    asks(stage, person, 'inquiry');
    asks(stage, person, 'price-list');
    const { server } = stage.hubspot;
    const [callsBefore, requests] = [server.callCount, 100];
    done.length = 0;
    const { post } = worker;
    const send = async (n: number): Promise<void> => {
      const events = Array.from({ length: 100 }, (_, k) => told(String(1_000_000 + n * 100 + k)));
      expect(await post(events)).toBe(204);
    };
    // Ten at a time, as HubSpot does.
    for (let n = 0; n < requests; n += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => send(n + k)));
    await worker.idle();
    expect(await rows(stage, 'hint')).toBeLessThanOrEqual(MOST_HINTED);
    // What was read by id before the flood was known to be one: a call for a hundred, never one for each.
    expect(server.callCount - callsBefore).toBeLessThanOrEqual(requests);
    await worker.work.tick();
    await worker.idle();
    expect(done).not.toContain('pull hubspot');
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 11 }));
    await worker.work.settle();
    expect(done.filter((name) => name === 'pull hubspot')).toHaveLength(1);
    expect(await rows(stage, 'hint')).toBe(0);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  it('of another account, or another app, has no effect at all', async () => {
    const stage = await openArmed();
    worker = await workOn(stage);
    const { callCount } = stage.hubspot.server;
    const { contact } = aQualifyingPerson(stage, 'jo');
    const foreign = [told(contact, { portalId: PORTAL + 1 }), told(contact, { appId: APP + 1 })];
    expect(await worker.post(foreign)).toBe(204);
    await worker.idle();
    expect([await rows(stage, 'hint'), stage.hubspot.server.callCount]).toEqual([0, callCount]);
  });
});
