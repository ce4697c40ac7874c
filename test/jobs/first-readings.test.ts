/** A first reading goes on where it was broken off, and `status` tells how far it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { renderStatus } from '../../src/cli/render/state.ts';
import { FirstReadings, firstReadings, readProgress } from '../../src/jobs/progress.ts';
import { pull } from '../../src/jobs/pull.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { MONDAY, openStage } from '../support/stage.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

describe('a first reading', () => {
  test('that breaks off is told by status, goes on where it was, and is told no more once it is through', async () => {
    await ground.empty();
    const stage = await openStage({ store: ground.store });
    const at = MONDAY.subtract({ hours: 1 }).epochMilliseconds;
    for (let n = 0; n < 450; n += 1)
      stage.hubspot.world.create('contacts', { email: `p${n}@kaede.example` }, byPerson(1, at));
    stage.hubspot.server.inject({ path: '/contacts/search', after: 1, times: 1, effect: 'lose-request' });
    expect(await pull(stage.context, 'hubspot')).toMatchObject({ failed: true });
    const status = await stage.operations.status({});
    expect(status.firstReadings).toEqual([{ system: 'hubspot', stream: 'contacts', done: 200, total: 450 }]);
    expect(renderStatus(status, 'en', 'Asia/Tokyo', false)).toContain('First reading: HubSpot contacts 200 of 450');
    expect(renderStatus(status, 'ja', 'Asia/Tokyo', false)).toContain('初回の読み込み: HubSpot contacts 200件／450件');
    const { calls } = stage.hubspot.server;
    const before = calls.length;
    await stage.restart();
    expect(await pull(stage.context, 'hubspot')).toMatchObject({ failed: false });
    expect(calls.slice(before).filter(({ path }) => path.includes('/contacts/search'))).toHaveLength(2);
    const after = await stage.operations.status({});
    expect([after.firstReadings, after.leads]).toEqual([[], { lead: 450 }]);
    await stage.close();
  });

  test('has the pace of the pull under way, and what is left at that pace', async () => {
    await ground.empty();
    const { store } = ground;
    const { reading } = await store.transaction(async (tx) => ({
      reading: new FirstReadings('hubspot', await readProgress(tx, 'hubspot')),
    }));
    const note = (done: number, seconds: number, more = true) =>
      store.transaction((tx) =>
        reading.note(tx, 'contacts', { progress: { done, total: 5_000 }, more }, MONDAY.add({ seconds })),
      );
    // Broken off a day before at 1,000: that day is not in the pace.
    await note(1_200, 0);
    await note(1_400, 2);
    await note(1_600, 4);
    const told = await store.transaction((tx) => firstReadings(tx, ['hubspot', 'salesforce']));
    expect(told).toEqual([
      { system: 'hubspot', stream: 'contacts', done: 1_600, total: 5_000, perSecond: 100, secondsLeft: 34 },
    ]);
    await note(5_000, 40, false);
    expect(await store.transaction((tx) => firstReadings(tx, ['hubspot']))).toEqual([]);
  });
});
