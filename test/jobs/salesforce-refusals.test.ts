/** What Salesforce refuses: tried as often as it is worth, told to a person, and no trouble of one record holds up another. */
import { describe, expect, it } from 'vitest';
import { aQualifyingPerson, facts, handoffTasks } from '../support/happenings.ts';
import { shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

describe('a handoff', () => {
  it('that the vendor cannot explain is tried a few times, then refused with a problem, and goes on when a person says so', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    const { world } = stage.salesforce;
    world.refuseRow('Task', () => true, { statusCode: 'UNKNOWN_EXCEPTION', message: 'ErrorId: 1-2 (3)' }, 5);
    await stage.pass(STEP_HOURS);
    expect(await stage.operations.problems({})).toEqual([]);
    await stage.pass(1, STEP_HOURS);
    expect(await stage.operations.problems({})).toMatchObject([
      { category: 'unavailable', code: 'UNKNOWN_EXCEPTION', mover: 'admin', detail: 'ErrorId: 1-2 (3)' },
    ]);
    expect(await facts(stage, 'handoff-refused')).toHaveLength(1);
    expect(handoffTasks(stage, person)).toEqual([]);
    await stage.operations.retry({});
    await stage.turn();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('that meets a code nobody has heard of is refused at once, listed, and the operator is alarmed', async () => {
    const stage = await openArmed();
    const alarms: unknown[] = [];
    Object.assign(stage.runtime, {
      log: { ...stage.runtime.log, error: (event: string, details: unknown) => alarms.push([event, details]) },
    });
    aQualifyingPerson(stage, 'aoki');
    const { world } = stage.salesforce;
    world.refuseRow('Task', () => true, { statusCode: 'NEVER_HEARD_OF', message: 'what?' });
    await stage.pass(STEP_HOURS);
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'unlisted', code: 'NEVER_HEARD_OF' }]);
    expect(alarms).toEqual([['unlisted-code', { system: 'salesforce', code: 'NEVER_HEARD_OF' }]]);
    await stage.pass(1, STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(0);
  });

  it('whose record is locked waits, and the others are handed over in the same run', async () => {
    const stage = await openArmed();
    const [locked, free] = [aQualifyingPerson(stage, 'aoki'), aQualifyingPerson(stage, 'ueda')];
    const { world } = stage.salesforce;
    const error = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' };
    world.refuseRow('Task', (row) => String(row['Subject']).includes('aoki'), error, 3);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, free)).toHaveLength(1);
    expect(handoffTasks(stage, locked)).toEqual([]);
    await stage.pass(1, STEP_HOURS);
    expect(handoffTasks(stage, locked)).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

describe('an org that only lets read for a while', () => {
  it('is written to again ten minutes later: every handoff once, no problem left, and reading goes on meanwhile', async () => {
    const stage = await openArmed();
    const people = ['aoki', 'ueda'].map((name) => aQualifyingPerson(stage, name));
    const { world } = stage.salesforce;
    const message = 'insert/update/delete not allowed during maintenance';
    const error = { statusCode: 'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE', message };
    let isReadOnly = true;
    for (const object of ['Lead', 'Task']) world.refuseRow(object, () => isReadOnly, error, Number.POSITIVE_INFINITY);
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(0);
    expect(await facts(stage, 'handoff-refused')).toEqual([]);
    const later = aQualifyingPerson(stage, 'chiba');
    await stage.pass(STEP_HOURS * 4, STEP_HOURS);
    expect((await stage.operations.explain({ lead: later.email })).lead).toBeDefined();
    expect(stage.tasksByKey().size).toBe(0);
    isReadOnly = false;
    await stage.pass(1, STEP_HOURS);
    for (const person of [...people, later]) expect(handoffTasks(stage, person)).toHaveLength(1);
    expect([...stage.tasksByKey().values()]).toEqual([1, 1, 1]);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

describe('a task', () => {
  it('that its owner renames and writes all over is known by its key: completed, it is their first contact', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [task] = handoffTasks(stage, person);
    const by = stage.salesforce.world.as(String(task?.['OwnerId']), stage.runtime.now());
    const own = { Subject: '後で', Description: '全部消した', Priority: 'Low', ActivityDate: '2026-12-01' };
    expect(by.update('Task', String(task?.['Id']), own).ok).toBe(true);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toMatchObject([own]);
    expect(by.update('Task', String(task?.['Id']), { Status: 'Completed' }).ok).toBe(true);
    await stage.pass(STEP_HOURS);
    expect((await facts(stage, 'first-contact-seen')).map(({ fact }) => fact.how)).toEqual(['reported']);
    expect([...stage.tasksByKey().values()]).toEqual([1]);
  });

  it('reminds its owner when the office opens on the day it is due, in their zone', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    // Three business days from a Monday morning: Thursday, 09:00 in Tokyo.
    expect(handoffTasks(stage, person)).toMatchObject([
      { ActivityDate: '2026-10-08', IsReminderSet: true, ReminderDateTime: '2026-10-08T00:00:00.000+0000' },
    ]);
  });

  it('reminds an owner elsewhere when their office opens, and is due on their day', async () => {
    const { team } = shippedSettings();
    const members = team.members.map((one) => ({ ...one, zone: 'America/Los_Angeles' }));
    const stage = await openArmed('status', { settings: { team: { ...team, members } } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [task] = handoffTasks(stage, person);
    const due = String(task?.['ActivityDate']);
    const reminded = Temporal.Instant.from(String(task?.['ReminderDateTime'])).toZonedDateTimeISO(
      'America/Los_Angeles',
    );
    expect([due, reminded.toPlainTime().toString()]).toEqual([reminded.toPlainDate().toString(), '09:00:00']);
  });
});
