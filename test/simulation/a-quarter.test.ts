import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { NOTE_KEY, type Seen } from './invariants/seen.ts';
import { PLANTS } from './plants.ts';
import { INVARIANTS, type QuarterTold, runQuarter } from './quarter.ts';

/** A fortieth of the people and leads of `npm run soak`, over the same quarter, with one turn a day instead of three. Larger ones find more, and are for `npm run soak`. */
const SIZE = { reps: 5, leads: 500, days: 90, lookEvery: 10, turnsAt: [19] };
const SMALL = { reps: 3, leads: 40, days: 3 };
const SEED = 'a fortieth';
/** Happenings without which a quarter would be too tame. */
const MUST_HAPPEN = [
  'converts',
  'merges',
  'merges contacts',
  'dies',
  'sends back',
  'takes a record back',
  'lets through',
];

describe('a quarter in which people, admins and the outside do what they like', () => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await onPglite();
  });
  afterAll(() => ground.dispose());

  it(`with ${SIZE.reps} reps and ${SIZE.leads} leads ends with every invariant holding, and each of them could fail`, {
    timeout: 1_800_000,
  }, async () => {
    await ground.empty();
    const blind: string[] = [];
    let noted = 0;
    const told = await runQuarter({
      ...SIZE,
      seed: SEED,
      ground,
      atTheEnd: async (seen) => {
        noted = notesOf(seen);
        blind.push(...(await blindTo(seen)));
      },
    });
    expect(told.breaches, `seed: ${SEED}`).toEqual([]);
    expect(MUST_HAPPEN.filter((name) => !told.counts.has(name))).toEqual([]);
    expect(told.tasks).toBeGreaterThan(20);
    expect(noted).toBeGreaterThan(20);
    expect(blind).toEqual([]);
  });

  it('is the same to the last hash from the same seed, and another from another', { timeout: 300_000 }, async () => {
    const run = async (seed: string): Promise<QuarterTold> => {
      await ground.empty();
      return runQuarter({ ...SMALL, seed, ground });
    };
    const first = await run('one');
    expect(await run('one')).toEqual(first);
    expect((await run('other')).head).not.toEqual(first.head);
  });
});

/** Of handoffs, in HubSpot. */
function notesOf({ scene }: Seen): number {
  return scene.stage.hubspot.world.portal.store.all('notes').filter(({ values }) => values[NOTE_KEY]).length;
}

/** Invariants that do not see what was planted for them. */
async function blindTo(seen: Seen): Promise<readonly string[]> {
  const blind: string[] = [];
  for (const [name, plant] of PLANTS) {
    await plant(seen);
    const broken = await INVARIANTS.find((one) => one.name === name)?.broken(seen);
    if (broken === undefined || broken.length === 0) blind.push(name);
  }
  return [
    ...blind,
    ...INVARIANTS.filter(({ name }) => !PLANTS.some(([planted]) => planted === name)).map(({ name }) => name),
  ];
}
