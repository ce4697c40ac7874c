import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { type StoreGround, onPglite } from '../store/ground.ts';
import { type CrashPoint, Life, nameOf, pointsOf } from '../support/crash.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  callsAndHears,
  CLEAR_AND_SOON,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
} from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Minutes between what happens. */
const STEP_HOURS = 0.1;

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

interface Told {
  readonly stage: Stage;
  readonly life: Life;
  /** Known before the history, so that their lead's id is the same in every run; and somebody new. */
  readonly people: readonly Person[];
  /** Tasks that stood without a decision when the process died. */
  readonly undecided: readonly string[];
}

/** Two people qualify, are called and handed on to field sales: every kind of write that Baton makes. Tells it with one death, or none. */
async function tell(point?: CrashPoint): Promise<Told> {
  await ground.empty();
  const stage = await openStage({ store: ground.store });
  const known = aPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  await stage.arm('status');
  stage.runtime.advanceTo(stage.runtime.now().add({ minutes: 1 }));
  const life = await Life.begin(stage, point);
  const undecided: string[] = [];
  const step = () => life.live(() => stage.pass(STEP_HOURS), async () => void undecided.push(...(await tasksWithoutDecision(stage))));
  asks(stage, known, 'price-list');
  asks(stage, known, 'inquiry');
  const people = [known, aQualifyingPerson(stage, 'baba')];
  await step();
  for (const person of people) callsAndHears(stage, person, CLEAR_AND_SOON);
  await step();
  await step();
  return { stage, life, people, undecided };
}

async function tasksWithoutDecision(stage: Stage): Promise<readonly string[]> {
  const decided = new Set((await facts(stage, 'handoff-decided')).map(({ fact }) => fact.handoff as string));
  return [...stage.tasksByKey().keys()].filter((key) => !decided.has(key));
}

/** What must be the same whether the process died or not. */
async function outcomeOf({ stage, people, undecided }: Told) {
  const handoffs = await stage.operations.handoffs({});
  const status = await stage.operations.status({});
  const [known] = people;
  return {
    undecided,
    people: people.map((person) => [person.email, peopleOutcome(stage, person)]),
    handoffs: handoffs.map(({ email, to, handoff }) => {
      const { type, status, decidedAt, due, firstContactAt, met, missed } = handoff;
      return [email, type, to, status, decidedAt, due, firstContactAt, met, missed];
    }),
    keys: handoffs.filter(({ email }) => email === known?.email).map(({ handoff }) => handoff.key),
    keysAreOfTheirLeads: handoffs.every(({ lead, handoff }) => handoff.key === handoffKey(lead as never, handoff.type, handoff.episode)),
    tasks: [...stage.tasksByKey()].sort().map(([key, count]) => [handoffs.some(({ handoff }) => handoff.key === key), count]),
    facts: (await facts(stage, 'lead-found', 'task-made', 'handoff-decided', 'handoff-closed', 'stage-changed', 'field-changed', 'first-contact-seen', 'deadline-met', 'record-linked')).map(({ fact }) => fact.kind).sort(),
    waiting: status.waitingWrites,
    leads: status.leads,
    problems: await stage.operations.problems({}),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
}

function peopleOutcome(stage: Stage, person: Person) {
  const pick = (row: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => /^(baton_(?!id)|lifecycle|hs_lead|Baton_(?!Id|Handoff)|Status|OwnerId|LastName|Company|Subject|Description|ActivityDate|Priority)/.test(name)));
  return {
    hubspot: pick(contactValues(stage, person)),
    leads: leadRows(stage, person).map(pick),
    tasks: handoffTasks(stage, person).map(pick),
  };
}

describe('killed at any write, nothing is lost or doubled', () => {
  it('counts', async () => {
    let t = performance.now();
    const whole = await tell();
    const expected = await outcomeOf(whole);
    console.log(JSON.stringify(expected, null, 1).slice(0, 5000));
    const points = pointsOf(whole.stage, whole.life);
    console.log(points.length, whole.life.transactions, Math.round(performance.now() - t));
    await whole.stage.close();
    for (const point of points) {
      t = performance.now();
      const told = await tell(point);
      console.log(nameOf(point), told.life.over, Math.round(performance.now() - t));
      expect.soft(told.life.over, nameOf(point)).toBe(true);
      expect.soft(await outcomeOf(told), nameOf(point)).toEqual(expected);
      await told.stage.close();
    }
  }, 600_000);
});
