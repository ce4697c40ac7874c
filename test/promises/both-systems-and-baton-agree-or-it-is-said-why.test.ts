import { describe, expect, it } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { renderReconcile } from '../../src/cli/render/reconciliation.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import {
  aQualifyingPerson,
  contactValues,
  leadRows,
  marketerChanges,
  type Person,
  writingCalls,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

async function anMql(stage: Stage): Promise<Person> {
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  await stage.pass(STEP_HOURS);
  expect(contactValues(stage, person)['baton_stage']).toBe('mql');
  return person;
}

/** Field, Baton's value, theirs and why. */
async function differing(stage: Stage, dryRun = true) {
  const { disagreements } = await stage.operations.reconcile({ dryRun });
  return disagreements.map(({ field, ours, theirs, cause }) => [field, ours, theirs, cause]);
}

/** What another tool does behind everybody's back: the kept record does not know it, and nobody is said to have changed it. */
async function forgotten(stage: Stage, { contact }: Person, value: string): Promise<void> {
  const target: RecordRef = { system: 'hubspot', object: 'contact', id: contact };
  stage.hubspot.world.change(
    'contacts',
    contact,
    { baton_stage: value },
    byPerson(1, stage.runtime.now().epochMilliseconds),
  );
  const at = stage.runtime.now().toString({ fractionalSecondDigits: 3 }) as never;
  await stage.store.transaction((tx) => tx.records.confirm(target, { stage: value }, at));
}

describe('both systems and Baton agree', () => {
  it('when all is written, on who is MQL and whose, with one reading of a hundred records', async () => {
    const stage = await openArmed('status');
    await anMql(stage);
    const before = stage.hubspot.server.calls.length;
    const report = await stage.operations.reconcile({});
    expect(report).toMatchObject({ complete: true, mended: 0, differing: {}, disagreements: [] });
    expect(report.systems).toMatchObject([
      { system: 'hubspot', leads: 1, live: true },
      { system: 'salesforce', leads: 1 },
    ]);
    const calls = stage.hubspot.server.calls.slice(before);
    expect(calls.filter(({ path }) => path.includes('batch/read'))).toHaveLength(1);
    expect((await stage.operations.status({})).reconciliation).toMatchObject({
      differing: {},
      systems: report.systems,
    });
    expect(renderReconcile(report, 'en', 'Asia/Tokyo')).toContain('Both systems and Baton agree.');
    expect(renderReconcile(report, 'ja', 'Asia/Tokyo')).toContain('一致しています');
  });

  it('else it is said why: a person’s change that was not taken up yet, and one that stands', async () => {
    const stage = await openArmed('status');
    const person = await anMql(stage);
    minutesPass(stage, 5);
    marketerChanges(stage, person, { baton_owner: '自分たちで対応' });
    const [owner] = await differing(stage);
    expect(owner).toMatchObject(['ownerName', expect.any(String), '自分たちで対応', 'unseen']);
    await stage.pass(STEP_HOURS);
    expect(await differing(stage)).toMatchObject([['ownerName', expect.any(String), '自分たちで対応', 'person']]);
    expect((await stage.operations.status({})).reconciliation.differing).toEqual({ person: 1 });
  });

  it('a write that waits, a record that was made a moment ago, and a stop', async () => {
    const stage = await openArmed('status');
    const person = aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 2);
    await stage.operations.pull({});
    await stage.operations.judge({});
    await stage.operations.send({ system: 'salesforce' });
    const waiting = await differing(stage);
    expect(new Set(waiting.map(([, , , cause]) => cause))).toEqual(new Set(['waiting', 'unread']));
    await stage.operations.stop({});
    expect(new Set((await differing(stage)).map(([, , , cause]) => cause))).toEqual(new Set(['stopped', 'unread']));
    expect(leadRows(stage, person)).toHaveLength(1);
  });

  it('what is not armed is named as such, and nothing is mended', async () => {
    const stage = await openArmed('tasks');
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const causes = (await differing(stage, false)).flatMap(([field, , , cause]) =>
      field === undefined ? [] : [cause],
    );
    expect(new Set(causes)).toEqual(new Set(['not-armed']));
  });

  it('a record that is gone is named; its lead still is one in the other system', async () => {
    const stage = await openArmed('status');
    const person = await anMql(stage);
    stage.hubspot.world.archive('contacts', person.contact, byPerson(1, stage.runtime.now().epochMilliseconds));
    await stage.pass(7);
    expect(await differing(stage)).toEqual([[undefined, 'mql', null, 'no-record']]);
  });
});

describe('what nobody can explain', () => {
  it('is written anew by the usual way, and a dry run leaves it', async () => {
    const stage = await openArmed('status');
    const person = await anMql(stage);
    minutesPass(stage, 5);
    await forgotten(stage, person, 'lead');
    const calls = writingCalls(stage.hubspot.server).length;
    expect(await differing(stage)).toEqual([['stage', 'mql', 'lead', 'drift']]);
    await stage.operations.judge({});
    await stage.operations.send({});
    expect(contactValues(stage, person)['baton_stage']).toBe('lead');
    expect(writingCalls(stage.hubspot.server)).toHaveLength(calls);
    const report = await stage.operations.reconcile({});
    expect(report).toMatchObject({ mended: 1, differing: { drift: 1 } });
    // Comparing writes nothing itself.
    expect(writingCalls(stage.hubspot.server)).toHaveLength(calls);
    await stage.operations.judge({});
    await stage.operations.send({});
    expect(contactValues(stage, person)['baton_stage']).toBe('mql');
    expect(await differing(stage)).toEqual([]);
  });

  it('is found once a day by itself, and a system that does not answer keeps its place in the round', async () => {
    const stage = await openArmed('status');
    const person = await anMql(stage);
    expect((await stage.operations.status({})).reconciliation.systems).toEqual([]);
    await stage.pass(26, 2);
    const { systems } = (await stage.operations.status({})).reconciliation;
    expect(systems.map(({ system, leads }) => [system, leads])).toEqual([
      ['hubspot', 1],
      ['salesforce', 1],
    ]);
    await forgotten(stage, person, 'lead');
    stage.hubspot.server.inject({ path: '/batch/read', times: 1, effect: 'lose-request' });
    const cut = await stage.operations.reconcile({ dryRun: true });
    expect(cut).toMatchObject({
      complete: false,
      unfinished: [{ system: 'hubspot', problem: { category: 'unavailable' } }],
    });
    // Nobody is told that all agrees where one of the two was not asked.
    for (const [language, name] of [
      ['en', 'HubSpot was not gone through'],
      ['ja', 'HubSpotは、今回は最後まで照合できませんでした'],
    ] as const) {
      const told = renderReconcile(cut, language, 'Asia/Tokyo');
      expect(told).toContain(name);
      expect(told).toMatch(/What to do: |対処: /);
      expect(told).not.toMatch(/Both systems and Baton agree|内容は一致しています/);
    }
    expect((await stage.operations.reconcile({})).complete).toBe(true);
  });
});
