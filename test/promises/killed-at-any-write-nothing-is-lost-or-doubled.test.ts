import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadId } from '../../src/domain/facts.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CrashPoint, Life, type LifeWishes, nameOf } from '../support/crash.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
} from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Between what happens and Baton's next turn. */
const STEP_HOURS = 0.1;

interface Told {
  readonly stage: Stage;
  readonly life: Life;
  readonly people: readonly Person[];
  /** Tasks that stood without a decision in the ledger when the process died. */
  readonly undecided: readonly string[];
}

/** Two people qualify, are called and go on to field sales: every kind of write that Baton makes, in three turns. */
async function tell(ground: StoreGround, wishes: LifeWishes): Promise<Told> {
  await ground.empty();
  const stage = await openStage({ store: ground.store });
  const known = aPerson(stage, 'aoki');
  stage.runtime.advanceTo(stage.runtime.now().add({ minutes: 5 }));
  await stage.arm('status');
  stage.runtime.advanceTo(stage.runtime.now().add({ minutes: 5 }));
  const life = await Life.begin(stage, wishes);
  const undecided: string[] = [];
  const step = () =>
    life.live(
      () => stage.pass(STEP_HOURS),
      async () => void undecided.push(...(await withoutDecision(stage))),
    );
  asks(stage, known, 'price-list');
  asks(stage, known, 'inquiry');
  const people = [known, aQualifyingPerson(stage, 'baba')];
  await step();
  for (const person of people) callsAndHears(stage, person, CLEAR_AND_SOON);
  await step();
  await step();
  life.end();
  return { stage, life, people, undecided };
}

async function withoutDecision(stage: Stage): Promise<readonly string[]> {
  const decided = new Set((await facts(stage, 'handoff-decided')).map(({ fact }) => fact.handoff as string));
  return [...stage.tasksByKey().keys()].filter((key) => !decided.has(key));
}

/** Everything that must be as if the process had not died. Ids and keys of a lead that is new in the history may differ. */
async function outcomeOf({ stage, people, undecided }: Told) {
  const handoffs = await stage.operations.handoffs({});
  const { waitingWrites, leads } = await stage.operations.status({});
  const ledger = (await stage.store.transaction((tx) => tx.ledger.entries(0, 10_000))).map(({ kind }) => kind);
  const keys = handoffs.map(({ handoff }) => handoff.key as string);
  return {
    undecided,
    leads,
    waitingWrites,
    problems: await stage.operations.problems({}),
    ledger: ledger.sort(),
    verified: (await stage.operations.ledgerVerify({})).ok,
    handoffs: handoffs.map(({ lead: _, handoff: { key, taskId, ...handoff }, ...view }) => ({ ...view, handoff })),
    keyOfWhoWasKnown: handoffs.find(({ email }) => email === people[0]?.email)?.handoff.key,
    keysAreTheirLeads: handoffs.every(
      ({ lead, handoff }) => handoff.key === handoffKey(lead as LeadId, handoff.type, handoff.episode),
    ),
    tasksPerKey: keys.map((key) => stage.tasksByKey().get(key)),
    strayTasks: [...stage.tasksByKey().keys()].filter((key) => !keys.includes(key)),
    people: people.map((person) => ({
      hubspot: shown(contactValues(stage, person)),
      leads: leadRows(stage, person).map(shown),
      tasks: handoffTasks(stage, person).map(shown),
    })),
  };
}

/** Without ids, and without the moments at which the systems themselves noted changes. */
function shown(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !VARYING.test(name)));
}
const VARYING = /^(Id|WhoId|baton_id|Baton_Id__c|Baton_Handoff__c|SystemModstamp|.*Date|lastmodifieddate|.*DateTime)$/;

describe('killed at any write, nothing is lost or doubled', () => {
  let ground: StoreGround;
  let expected: Awaited<ReturnType<typeof outcomeOf>>;
  let points: readonly CrashPoint[] = [];
  beforeAll(async () => {
    ground = await onPglite();
    const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
    const told = await tell(ground, { mark });
    expected = await outcomeOf(told);
    points = told.life.points();
    await told.stage.close();
  });
  afterAll(() => ground.dispose());

  async function dieAtEach(some: readonly CrashPoint[]): Promise<void> {
    for (const point of some) {
      const told = await tell(ground, { point });
      expect.soft(told.life.died, nameOf(point)).toBe(true);
      expect.soft(await outcomeOf(told), nameOf(point)).toEqual(expected);
      await told.stage.close();
    }
  }

  it('in a history that makes every kind of write', () => {
    const places = new Set(points.map((point) => (point.at === 'transaction' ? point.at : point.of.path)));
    expect([...places].sort()).toEqual([
      '/composite/graph',
      '/composite/sobjects',
      '/contacts/batch/update',
      'transaction',
    ]);
    expect(points.length).toBeGreaterThan(50);
    expect(expected).toMatchObject({ undecided: [], waitingWrites: 0, problems: [], verified: true, strayTasks: [] });
    expect(expected.tasksPerKey).toEqual([1, 1, 1, 1]);
    expect(expected.leads).toEqual({ sql: 2 });
    expect(expected.ledger).not.toContain('field-changed');
  });

  it('before the commit of any transaction that changes something', { timeout: 300_000 }, () =>
    dieAtEach(points.filter(({ at }) => at === 'transaction')),
  );

  it('when the request of any writing call is lost', { timeout: 300_000 }, () =>
    dieAtEach(points.filter(({ at }) => at === 'request')),
  );

  it('when the answer to any writing call is lost', { timeout: 300_000 }, () =>
    dieAtEach(points.filter(({ at }) => at === 'answer')),
  );
});
