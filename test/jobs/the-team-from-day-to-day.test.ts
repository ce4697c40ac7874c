/** What the head of sales and the team set from day to day, without a new version: room at sales, absences; and who would get a lead, without giving it. */
import { describe, expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { type Stage, type StageWishes, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const settings = shippedSettings();
const { terms } = onFile(settings);
/** The tests' own agreement has no matrix. */
const { matrix, evidence } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` }).terms;

function openWith(more: Partial<Agreement>, wishes: Partial<StageWishes['settings']> = {}): Promise<Stage> {
  const changed = agreementSchema.parse({ ...terms, ...more });
  const agreement = { kind: 'read' as const, hash: agreementHash(changed), terms: changed };
  return openArmed('tasks', { settings: { agreement, ...wishes } });
}

const LARGE = { purchase_budget: '20000000' };
const SMALL = { purchase_budget: '2000000' };

describe('room at sales', () => {
  /** Inside sales answers for SQL here, so that the first handoff is the one to sales. */
  const withRoom = {
    matrix,
    evidence,
    capacity: { tight: ['now'], normal: ['now', 'quick'], slack: ['now', 'quick', 'grow'] },
    stages: { ...terms.stages, sql: { ...terms.stages.sql, responsible: 'inside-sales' } },
  };

  it('decides which cells go over; what has no room waits, and goes over when there is room again', async () => {
    const stage = await openWith(withRoom);
    await stage.operations.setCapacity({ capacity: 'tight', by: '高橋 誠' });
    const large = aQualifyingPerson(stage, 'aoki', LARGE);
    const small = aQualifyingPerson(stage, 'baba', SMALL);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, large)).toHaveLength(1);
    expect(handoffTasks(stage, small)).toHaveLength(0);
    expect((await stage.operations.plan({})).held).toMatchObject([{ email: small.email, missing: ['capacity'] }]);

    await stage.operations.setCapacity({ capacity: 'normal', by: '高橋 誠' });
    await stage.turn();
    expect(handoffTasks(stage, small)).toHaveLength(1);
  });

  it('is in the ledger, with who said so, once each; no version is asked for', async () => {
    const stage = await openWith(withRoom);
    const before = (await stage.operations.agreementHistory({})).length;
    await stage.operations.setCapacity({ capacity: 'tight', by: '高橋 誠' });
    await stage.operations.setCapacity({ capacity: 'tight', by: '高橋 誠' });
    expect(await facts(stage, 'capacity-set')).toMatchObject([
      { fact: { from: 'normal', to: 'tight' }, cause: { by: 'person', user: '高橋 誠', how: 'command' } },
    ]);
    expect(await stage.operations.agreementHistory({})).toHaveLength(before);
    expect(await stage.operations.team({})).toMatchObject({ capacity: 'tight', cells: ['now'] });
  });

  it('asks nothing where the agreement does not make it count', async () => {
    const stage = await openWith({});
    await stage.operations.setCapacity({ capacity: 'tight', by: '高橋 誠' });
    const person = aQualifyingPerson(stage, 'aoki', SMALL);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });
});

describe('absence', () => {
  it('set by command passes a member over till they are back, and is in the ledger', async () => {
    const stage = await openWith({});
    const day = stage.runtime.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
    const [from, to] = [day.toString(), day.add({ days: 1 }).toString()];
    for (const member of ['tanaka', 'suzuki']) await stage.operations.setAway({ member, from, to });
    const people = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS);
    const owners = new Set(people.flatMap((person) => handoffTasks(stage, person)).map((task) => task['OwnerId']));
    expect([...owners]).toEqual([rep(stage, 'miller').userId]);
    const { members } = await stage.operations.team({});
    expect(members.find(({ key }) => key === 'tanaka')?.absences).toEqual([{ from, to }]);
    expect(members.find(({ key }) => key === 'miller')?.open).toBe(3);
    expect(await facts(stage, 'absence-set')).toMatchObject([{ fact: { member: 'tanaka', from, to } }, {}]);

    await stage.operations.setBack({ member: 'tanaka' });
    expect(await facts(stage, 'absence-ended')).toMatchObject([{ fact: { member: 'tanaka' } }]);
    const next = aQualifyingPerson(stage, 'doi');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, next).map((task) => task['OwnerId'])).toEqual([rep(stage, 'tanaka').userId]);
  });

  it('of somebody who is not in the team is refused', async () => {
    const stage = await openWith({});
    const wish = { member: 'nobody', from: '2026-10-05', to: '2026-10-06' };
    await expect(stage.operations.setAway(wish)).rejects.toMatchObject({ code: 'NO_SUCH_MEMBER' });
  });
});

describe('who would get it', () => {
  it('is said with the reason, and nothing is written: the turn is still there for the lead that comes', async () => {
    const stage = await openWith({});
    const first = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const before = (await stage.operations.status({})).ledger.seq;
    const reports = [
      await stage.operations.routeTry({ lead: first.email }),
      await stage.operations.routeTry({ lead: first.email }),
    ];
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[0]).toMatchObject({
      handoff: 'is-to-fs',
      due: false,
      asked: [{ pool: 'field-sales', reason: 'turn' }],
    });
    expect((await stage.operations.status({})).ledger.seq).toBe(before);
    expect(handoffTasks(stage, first)).toHaveLength(1);
  });

  it('of several ways to the next stage by the one whose own condition holds', async () => {
    const label = { en: 'To partners', ja: 'パートナーへ' };
    const [toIs, toFs] = terms.handoffs;
    const partner = { ...toFs, type: 'is-to-partner', label, when: { attribute: 'region', in: ['大阪府'] } };
    const stage = await openWith(agreementSchema.parse({ ...terms, handoffs: [toIs, partner, toFs] }));
    const [near, far] = [aQualifyingPerson(stage, 'aoki'), aQualifyingPerson(stage, 'baba')];
    await stage.pass(STEP_HOURS);
    const [lead] = leadRows(stage, far);
    rep(stage, 'suzuki').hands.update('Lead', String(lead?.['Id']), { State: '大阪府' });
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.routeTry({ lead: near.email })).handoff).toBe('is-to-fs');
    expect(await stage.operations.routeTry({ lead: far.email })).toMatchObject({ handoff: 'is-to-partner', label });
  });

  it('names everybody who cannot take it and why, and where it goes then', async () => {
    const away = { absences: [{ from: '2026-01-01', to: '2026-12-31' }] };
    const members = settings.team.members.map((one) => (one.key === 'ito' ? { ...one, ...away } : { ...one, cap: 1 }));
    const stage = await openWith({}, { team: { ...settings.team, members } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [step] = (await stage.operations.routeTry({ lead: person.email })).asked;
    expect(step?.skipped).toEqual([{ member: '伊藤 由紀', because: 'absent' }]);
    expect(step?.member).toBeDefined();
  });
});

describe('whoever may not log in', () => {
  const setActive = ({ salesforce: { world }, runtime }: Stage, member: string, IsActive: boolean): void => {
    const {
      Id,
      LastModifiedDate: _,
      LastModifiedById: __,
      SystemModstamp: ___,
      ...row
    } = world.userByEmail(`${member}@baton-demo.example`) ?? {};
    world.place('User', { ...row, Id: Id ?? null, IsActive }, runtime.now());
  };
  const all = (stage: Stage, names: readonly string[]) => names.map((name) => aQualifyingPerson(stage, name));
  const ownersOf = (stage: Stage, persons: ReturnType<typeof all>) =>
    new Set(persons.flatMap((person) => handoffTasks(stage, person)).map((task) => task['OwnerId']));

  it('is never given a lead, whatever team.yaml says, and takes turns again once they may', async () => {
    const stage = await openWith({});
    for (const member of ['tanaka', 'suzuki']) setActive(stage, member, false);
    await stage.pass(4, 0.25);
    const first = all(stage, ['aoki', 'baba', 'chiba', 'doi']);
    await stage.pass(STEP_HOURS);
    expect(ownersOf(stage, first)).toEqual(new Set([rep(stage, 'miller').userId]));
    // Nor is it given and taken away again: that would be in the ledger.
    expect((await facts(stage, 'handoff-decided')).map(({ fact }) => fact.to.member)).toEqual(Array(4).fill('miller'));
    expect(await facts(stage, 'handoff-closed')).toEqual([]);
    setActive(stage, 'tanaka', true);
    await stage.pass(4, 0.25);
    const later = all(stage, ['endo', 'fujii', 'goto', 'hara']);
    await stage.pass(STEP_HOURS);
    expect(ownersOf(stage, later)).toEqual(new Set(['tanaka', 'miller'].map((one) => rep(stage, one).userId)));
  });
});

describe('working hours', () => {
  it('whoever is at work comes first where the pool says so; where nobody is, the turn goes on', async () => {
    const inside = settings.team.pools['inside-sales'];
    if (inside === undefined) throw new Error('no such pool');
    const pools = { ...settings.team.pools, 'inside-sales': { ...inside, atWork: true } };
    const stage = await openWith({}, { team: { ...settings.team, pools } });
    // Two in the night in Tokyo, noon in New York.
    await stage.pass(16, 4);
    const night = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS);
    const owners = night.flatMap((person) => handoffTasks(stage, person)).map((task) => task['OwnerId']);
    expect(owners).toEqual(Array(3).fill(rep(stage, 'miller').userId));
  });
});
