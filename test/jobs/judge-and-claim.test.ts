/** What was decided is claimed for sending in the same transaction: with what loading it again would bring, and carried once. */
import { describe, expect, test } from 'vitest';
import { judgeOnward } from '../../src/jobs/judge.ts';
import { claimingFor, judgeAndClaim } from '../../src/jobs/judge-and-claim.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import type { LeadView } from '../../src/ports/store.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  handoffTasks,
  marketerChanges,
  type Person,
  rep,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { openArmed } = stages();

async function readBoth(stage: Stage): Promise<void> {
  minutesPass(stage, 5);
  for (const system of ['hubspot', 'salesforce'] as const) await pull(stage.context, system);
}

/** As JSON says it, with what is kept alone. */
function plain({ lead, kept: { state, score, nextAt, desired, outside } }: LeadView): unknown {
  const { attribute, behaviour, total } = score;
  const written = [...lead.written].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const kept = {
    state,
    score: { attribute, behaviour, total },
    nextAt,
    desired,
    ...(outside === true ? { outside } : {}),
  };
  return JSON.parse(JSON.stringify({ lead: { ...lead, written, wasOutside: undefined }, kept }));
}

const placeOf = ({ target, field }: LeadView['lead']['written'][number]): string => `${target.id} ${field}`;

async function givenAway(stage: Stage, person: Person): Promise<void> {
  const task = handoffTasks(stage, person).at(-1);
  const to = rep(stage, 'suzuki').userId;
  expect(rep(stage, 'tanaka').hands.update('Lead', String(task?.['WhoId']), { OwnerId: to }).ok).toBe(true);
}

describe('what was decided', () => {
  test('is known as it would be loaded, through a handoff, an owner’s change, a call and the next handoff', async () => {
    const stage = await openArmed('owner');
    const people = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    const [first, second] = people;
    if (first === undefined || second === undefined) throw new Error('nobody');
    const acts = [
      () => undefined,
      () => givenAway(stage, first),
      () => callsAndHears(stage, first, CLEAR_AND_SOON),
      () => marketerChanges(stage, second, { jobtitle: '課長' }),
      () => undefined,
    ];
    let compared = 0;
    for (const act of acts) {
      await act();
      await readBoth(stage);
      await judgeOnward(stage.context, async (tx, { known: { views } }) => {
        const loaded = await tx.leads.view(views.map(({ lead }) => lead.id));
        const byId = new Map(loaded.map((view) => [view.lead.id, view]));
        for (const view of views) {
          const there = byId.get(view.lead.id);
          expect(there).toBeDefined();
          if (there !== undefined) expect(plain(view)).toEqual(plain(there));
          compared += 1;
        }
      });
      for (const system of ['salesforce', 'hubspot'] as const) await send(stage.context, system);
    }
    expect(compared).toBeGreaterThan(acts.length);
  });

  test('is claimed with it, carried once, and found by no other sender meanwhile', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await readBoth(stage);
    const claiming = claimingFor('salesforce');
    const report = await judgeAndClaim(stage.context, claiming);
    expect(report.handoffs).toBe(1);
    expect(claiming.claimed.map(({ row, write }) => [row.kind, row.status, write?.kind])).toEqual([
      ['deed', 'sending', 'handoff'],
    ]);
    expect((await send(stage.context, 'salesforce')).sent).toBe(0);
    expect(handoffTasks(stage, person)).toEqual([]);
    expect((await send(stage.context, 'salesforce', claiming.claimed)).done).toBe(1);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect((await send(stage.context, 'salesforce')).sent).toBe(0);
  });

  test('goes first and alone; what has waited of others goes after it in the same run', async () => {
    const stage = await openArmed();
    const waiting = aQualifyingPerson(stage, 'aoki');
    await readBoth(stage);
    await judgeAndClaim(stage.context, claimingFor('hubspot'));
    const fresh = aQualifyingPerson(stage, 'baba');
    await readBoth(stage);
    const claiming = claimingFor('salesforce');
    await judgeAndClaim(stage.context, claiming);
    const [first, ...others] = claiming.claimed;
    expect(others).toEqual([]);
    expect(first?.write).toMatchObject({ kind: 'handoff', task: { subject: expect.stringContaining('baba') } });
    expect((await send(stage.context, 'salesforce', claiming.claimed)).done).toBeGreaterThan(1);
    expect([waiting, fresh].map((person) => handoffTasks(stage, person).length)).toEqual([1, 1]);
  });

  test('is not claimed while writing is stopped, nor where nothing was decided', async () => {
    const stage = await openArmed();
    await readBoth(stage);
    const idle = claimingFor('salesforce');
    expect((await judgeAndClaim(stage.context, idle)).handoffs).toBe(0);
    expect(idle.claimed).toEqual([]);
    aQualifyingPerson(stage, 'aoki');
    await readBoth(stage);
    await stage.operations.stop({});
    const claiming = claimingFor('salesforce');
    await judgeAndClaim(stage.context, claiming);
    expect(claiming.claimed).toEqual([]);
  });
});
