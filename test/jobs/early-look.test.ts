/** While hints are being kept, what they name is looked at and followed already; they are settled by it only where it began after all that was told. */
import { describe, expect, test } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { EarlyLooks } from '../../src/jobs/early-look.ts';
import { pullHinted } from '../../src/jobs/pull-hinted.ts';
import { hintTaker } from '../../src/jobs/take-hints.ts';
import type { Hint } from '../../src/ports/hints.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { open } = stages();

const hintOf = (id: string): Hint => ({
  system: 'hubspot',
  stream: 'contacts',
  kind: 'changed',
  record: { system: 'hubspot', object: 'contact', id },
});

/** A stage where one person is known, and every look at HubSpot is counted, with what it was asked. */
async function watched() {
  const stage = await open();
  const { contact } = aQualifyingPerson(stage, 'aoki');
  minutesPass(stage, 5);
  await stage.turn();
  const looks: string[][] = [];
  const connectors = new Map(stage.context.connectors);
  const hubspot = connectors.get('hubspot');
  if (hubspot?.look === undefined) throw new TypeError('no look');
  const look = hubspot.look.bind(hubspot);
  connectors.set('hubspot', {
    ...hubspot,
    look: (refs, ...more) => {
      looks.push(refs.map(({ id }) => id));
      return look(refs, ...more);
    },
  });
  const context = { ...stage.context, connectors };
  // The first look finds out whose account it is.
  await hintTaker(context).take([hintOf(contact)]);
  await pullHinted(context, 'hubspot');
  looks.length = 0;
  return { stage, context, contact, looks };
}

const titleOf = async ({ store }: Stage, id: string) => {
  const ref = { system: 'hubspot', object: 'contact', id } as const;
  return (await store.transaction((tx) => tx.records.get([ref])))[0]?.fields['title'];
};

/** Also where its lease has to end first. */
const isWaiting = ({ store }: Stage): Promise<boolean> =>
  store.transaction((tx) => tx.hints.waiting('hubspot', Number.MAX_SAFE_INTEGER));

const rename = ({ hubspot, runtime }: Stage, id: string, jobtitle: string): void => {
  hubspot.world.change('contacts', id, { jobtitle }, byPerson(1, runtime.now().epochMilliseconds));
};

describe('a look that begins with the hint', () => {
  test('is the only one, and what it saw is kept', async () => {
    const { stage, context, contact, looks } = await watched();
    const early = new EarlyLooks();
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Everything');
    await hintTaker(context, { coming: (hints) => void early.begin(context, hints, () => false) }).take([
      hintOf(contact),
    ]);
    expect(looks).toEqual([[contact]]);
    expect(await pullHinted(context, 'hubspot', early.take('hubspot'))).toMatchObject({ records: 1, failed: false });
    expect(await titleOf(stage, contact)).toBe('Head of Everything');
    // Its hint stands for it till what was seen is kept, and is then settled without another look.
    expect(await isWaiting(stage)).toBe(true);
    expect(await pullHinted(context, 'hubspot', early.take('hubspot'))).toMatchObject({ records: 0, failed: false });
    expect(looks).toEqual([[contact]]);
    expect(await isWaiting(stage)).toBe(false);
    expect(early.take('hubspot')).toBeUndefined();
  });

  test('is followed while its hint is still being kept', async () => {
    const { stage, context, contact, looks } = await watched();
    const early = new EarlyLooks();
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Everything');
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const slow: typeof context.store = {
      ...context.store,
      transaction: async (run, how) => {
        await gate;
        return context.store.transaction(run, how);
      },
    };
    const coming = (hints: readonly Hint[]): void => void early.begin(context, hints, () => false);
    const taking = hintTaker({ ...context, store: slow }, { coming }).take([hintOf(contact)]);
    await new Promise((go) => setImmediate(go));
    await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(await titleOf(stage, contact)).toBe('Head of Everything');
    open();
    await taking;
    await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(looks).toEqual([[contact]]);
    expect(await isWaiting(stage)).toBe(false);
  });

  test('stands for nothing where what it found could not be committed: the hint is followed again', async () => {
    const { stage, context, contact, looks } = await watched();
    const early = new EarlyLooks();
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Everything');
    const coming = (hints: readonly Hint[]): void => void early.begin(context, hints, () => false);
    await hintTaker(context, { coming }).take([hintOf(contact)]);
    const look = early.take('hubspot');
    // The server goes away between the last statement and the commit.
    const failing: typeof context.store = {
      ...context.store,
      transaction: async (run, { committing, ...how } = {}) => {
        if (committing === undefined) return context.store.transaction(run, how);
        let answer: { readonly given: Awaited<ReturnType<typeof run>> } | undefined;
        const lost = context.store.transaction(async (tx) => {
          answer = { given: await run(tx) };
          throw new Error('the connection was lost');
        }, how);
        await lost.catch(() => {});
        committing(lost.then(() => {}));
        if (answer === undefined) throw new Error('nothing was done');
        return answer.given;
      },
    };
    expect(await pullHinted({ ...context, store: failing }, 'hubspot', look)).toMatchObject({ records: 1 });
    await expect(look?.committed).rejects.toThrow('lost');
    expect(await titleOf(stage, contact)).not.toBe('Head of Everything');
    await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(looks).toEqual([[contact], [contact]]);
    expect(await titleOf(stage, contact)).toBe('Head of Everything');
    expect(await isWaiting(stage)).toBe(false);
  });

  test('asks ahead for the next one only where hints come soon after each other', async () => {
    const { context, contact } = await watched();
    const expected: string[] = [];
    const hubspot = context.connectors.get('hubspot');
    if (hubspot === undefined) throw new TypeError('no HubSpot');
    const connectors = new Map([
      ['hubspot', { ...hubspot, expect: (call: string) => void expected.push(call) }],
    ] as const);
    let machineMs = 0;
    const runtime = { ...context.runtime, machineMs: () => machineMs };
    const early = new EarlyLooks();
    const at = (ms: number): void => {
      machineMs = ms;
      early.begin({ ...context, connectors, runtime }, [hintOf(contact)], () => true);
      early.expectMore({ ...context, connectors, runtime }, 'hubspot');
    };
    at(0);
    at(5_000);
    expect(expected).toEqual([]);
    at(5_100);
    expect(expected).toEqual(['look']);
    at(9_000);
    expect(expected).toEqual(['look']);
  });

  test('does not count where the record was told of again after it began', async () => {
    const { stage, context, contact, looks } = await watched();
    const early = new EarlyLooks();
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Everything');
    await hintTaker(context, { coming: (hints) => void early.begin(context, hints, () => false) }).take([
      hintOf(contact),
    ]);
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Nothing');
    await hintTaker(context).take([hintOf(contact)]);
    await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(looks).toEqual([[contact]]);
    await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(looks).toEqual([[contact], [contact]]);
    expect(await isWaiting(stage)).toBe(false);
    expect(await titleOf(stage, contact)).toBe('Head of Nothing');
  });

  test('is not begun where somebody is at hints already, nor for what is to be erased, nor for a whole stream', async () => {
    const { context, contact, looks } = await watched();
    const early = new EarlyLooks();
    early.begin(context, [hintOf(contact)], () => true);
    early.begin(context, [{ ...hintOf(contact), kind: 'erased' }], () => false);
    early.begin(context, [hintOf(contact), { system: 'hubspot', stream: 'contacts', kind: 'changed' }], () => false);
    expect(looks).toEqual([]);
    expect(early.take('hubspot')).toBeUndefined();
  });

  test('that got no answer leaves the hint to the next run', async () => {
    const { stage, context, contact } = await watched();
    const early = new EarlyLooks();
    minutesPass(stage, 1);
    rename(stage, contact, 'Head of Everything');
    stage.hubspot.server.inject({ path: '/batch/read', times: 1, effect: 'lose-answer' });
    await hintTaker(context, { coming: (hints) => void early.begin(context, hints, () => false) }).take([
      hintOf(contact),
    ]);
    const report = await pullHinted(context, 'hubspot', early.take('hubspot'));
    expect(report.failed).toBe(true);
    expect(await isWaiting(stage)).toBe(true);
    expect(early.take('hubspot')).toBeUndefined();
  });

  test('is forgotten with hints that could not be kept', async () => {
    const { context, contact, looks } = await watched();
    const early = new EarlyLooks();
    const away = { ...context.store, transaction: () => Promise.reject(new Error('the database is away')) };
    const taker = hintTaker(
      { ...context, store: away },
      {
        coming: (hints) => void early.begin(context, hints, () => false),
        lost: (systems) => early.drop(systems),
      },
    );
    await expect(taker.take([hintOf(contact)])).rejects.toThrow('away');
    expect(looks).toEqual([[contact]]);
    expect(early.take('hubspot')).toBeUndefined();
  });
});
