import { describe, expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aPerson, aQualifyingPerson, asks, facts, type Person } from '../support/happenings.ts';
import type { Stage, StageWishes } from '../support/stage.ts';
import { stages } from '../support/stages.ts';

const { open } = stages();
let stage: Stage;

/** So many people who qualified before Baton came; the later, the more points. */
async function withQualifiedBefore(count: number, wishes: StageWishes = {}): Promise<readonly Person[]> {
  stage = await open(wishes);
  const people = Array.from({ length: count }, (_, n) => aQualifyingPerson(stage, `mae${n}`));
  people.forEach((person, n) => {
    if (n >= count / 2) asks(stage, person, 'quote');
  });
  later(10);
  await stage.turn();
  return people;
}

function later(minutes: number): void {
  stage.runtime.advanceTo(stage.runtime.now().add({ minutes }));
}

/** E-mails of those handed over, in the order of the ledger. */
async function handedOver(): Promise<readonly string[]> {
  const emails = new Map((await stage.operations.handoffs({})).map(({ handoff, email }) => [handoff.key, email]));
  const decided = await facts(stage, 'handoff-decided');
  return decided.map(({ fact }) => emails.get(fact.handoff) ?? '');
}

async function standing(): Promise<readonly string[]> {
  return (await stage.operations.plan({})).standing.map(({ email }) => email).sort();
}

const emails = (people: readonly Person[]): readonly string[] => people.map(({ email }) => email).sort();

describe('arming floods nobody', () => {
  it('hands over nobody who qualified before arming, and lists them all', async () => {
    const people = await withQualifiedBefore(6);
    await stage.arm('tasks');
    await stage.pass(48, 24);
    expect(await handedOver()).toEqual([]);
    expect(stage.tasksByKey().size).toBe(0);
    expect(await standing()).toEqual(emails(people));
    expect((await stage.operations.status({})).standing).toBe(6);
  });

  it('hands over a standing lead that does something new, and leaves the others standing', async () => {
    const people = await withQualifiedBefore(3);
    await stage.arm('tasks');
    later(10);
    const [eager, ...others] = people;
    if (eager === undefined) throw new Error('nobody');
    asks(stage, eager, 'consultation');
    await stage.pass(0.1);
    expect(await handedOver()).toEqual([eager.email]);
    expect(await standing()).toEqual(emails(others));
  });

  it('lets so many a day through, the hottest first', async () => {
    const people = await withQualifiedBefore(6);
    const hotter = emails(people.slice(3));
    await stage.arm('tasks');
    await stage.operations.admit({ pace: 2 });
    await stage.pass(2, 2);
    const first = await handedOver();
    expect(first).toHaveLength(2);
    expect(hotter).toEqual(expect.arrayContaining([...first]));
    await stage.pass(24, 24);
    const second = await handedOver();
    expect(second).toHaveLength(4);
    expect(second).toEqual(expect.arrayContaining([...hotter]));
    await stage.operations.admit({ pace: 'none' });
    await stage.pass(48, 24);
    expect(await handedOver()).toEqual(second);
    await stage.operations.admit({ pace: 'all' });
    await stage.pass(1);
    expect(await handedOver()).toHaveLength(6);
    expect(await standing()).toEqual([]);
    expect([...stage.tasksByKey().values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('hands over nobody who qualifies only because the agreement changed', async () => {
    stage = await open();
    const people = [aPerson(stage, 'cold0'), aPerson(stage, 'cold1')];
    for (const person of people) asks(stage, person, 'catalogue');
    await stage.arm('tasks');
    await stage.operations.admit({ pace: 'all' });
    later(10);
    await stage.turn();
    expect(await standing()).toEqual([]);
    await signNewVersion({ ...onFile(stage.settings).terms, rules: EASY });
    await stage.pass(24, 24);
    expect(await handedOver()).toEqual([]);
    expect(await standing()).toEqual(emails(people));
    // The permission of before was for those who stood before.
    expect((await stage.operations.status({})).admission).toBe('none');
  });

  it('hands over nobody who qualified while Baton was stopped', async () => {
    await withQualifiedBefore(0);
    await stage.arm('tasks');
    await stage.operations.stop({});
    const meanwhile = [aQualifyingPerson(stage, 'aida0'), aQualifyingPerson(stage, 'aida1')];
    await stage.pass(3, 3);
    expect(await handedOver()).toEqual([]);
    await stage.operations.resume({});
    await stage.pass(24, 24);
    expect(await handedOver()).toEqual([]);
    expect(await standing()).toEqual(emails(meanwhile));
  });

  it('closes the gate at more handoffs in an hour than allowed, says so, and opens it when asked', async () => {
    await withQualifiedBefore(0, { settings: { handoffsPerHour: 3 } });
    await stage.arm('tasks');
    later(10);
    const first = [0, 1, 2].map((n) => aQualifyingPerson(stage, `ichi${n}`));
    await stage.pass(0.1);
    expect((await stage.operations.status({})).gateOpen).toBe(true);
    const tooMany = [0, 1].map((n) => aQualifyingPerson(stage, `ni${n}`));
    await stage.pass(0.1);
    expect([...(await handedOver())].sort()).toEqual(emails(first));
    expect(await standing()).toEqual(emails(tooMany));
    expect((await stage.operations.status({})).gateOpen).toBe(false);
    expect((await facts(stage, 'gate-closed')).map(({ fact }) => fact.handoffsInHour)).toEqual([3]);
    const explained = await stage.operations.explain({ lead: tooMany[0]?.email ?? '' });
    expect(explained.standing).toBe('gate');

    // The hour passing does not open it: a person is asked.
    await stage.pass(3, 3);
    const late = aQualifyingPerson(stage, 'san');
    await stage.pass(0.1);
    expect(await standing()).toEqual(emails([...tooMany, late]));

    await stage.operations.admit({ pace: 'all' });
    await stage.pass(0.1);
    expect(await standing()).toEqual([]);
    expect((await stage.operations.status({})).gateOpen).toBe(true);
    expect(await facts(stage, 'gate-opened')).toHaveLength(1);
    // Those whom a person let through have not filled the hour again.
    const next = aQualifyingPerson(stage, 'shi');
    await stage.pass(0.1);
    expect((await handedOver()).at(-1)).toBe(next.email);
  });
});

/** Anybody who took the catalogue. */
const EASY: Agreement['rules'] = {
  mql: { activity: ['catalogue-downloaded'], within: '90 days' },
  sql: { evidence: { atLeast: 2 } },
};

async function signNewVersion(terms: Agreement): Promise<void> {
  const hash = agreementHash(terms);
  stage.context = {
    ...stage.context,
    settings: { ...stage.context.settings, agreement: { kind: 'read', hash, terms } },
  };
  stage.operations = operationsOf(stage.context);
  for (const { department, head } of terms.parties) await stage.operations.sign({ department, name: head });
}
