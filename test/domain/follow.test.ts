/** Deadlines: met by what was done, missed when their time is over, and never blamed on what Baton learnt late. */
import { describe, expect, test } from 'vitest';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { iso } from '../../src/domain/instant.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  ago,
  anMql,
  factsOf,
  HEARD,
  handedOn,
  handedOver,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  REFS,
  withTask,
} from '../support/people.ts';

const CALL = { direction: 'out', outcome: 'connected' };
const at = (hours: number) => NOW.add({ hours });

function deadlines(lead: LeadBuilder, hours: number) {
  const decision = look(lead, { now: at(hours) });
  return {
    met: Object.fromEntries(factsOf(decision, 'deadline-met').map((fact) => [fact.deadline, fact.at])),
    missed: factsOf(decision, 'deadline-missed').map(({ deadline }) => deadline),
    kept: kept(lead, decision),
    decision,
  };
}

describe('first contact', () => {
  const handed = handedOver();

  test('in time meets the deadline at the moment of the contact', () => {
    const called = handed.touched('tanaka', 'call', hence({ hours: 5 }), CALL);
    expect(deadlines(called, 6)).toMatchObject({ met: { 'first-contact': hence({ hours: 5 }) }, missed: [] });
  });

  test('none by the deadline misses it, from the next millisecond on and once', () => {
    const due = at(72);
    expect(kinds(look(handed, { now: due }))).toEqual([]);
    expect(look(handed, { now: due }).nextAt).toBe(iso(due.add({ milliseconds: 1 })));
    const missed = look(handed, { now: due.add({ milliseconds: 1 }) });
    expect(kinds(missed)).toEqual(['deadline-missed']);
    expect(kinds(look(kept(handed, missed), { now: at(80) }))).toEqual([]);
  });

  test('late is seen all the same, and does not meet the deadline', () => {
    const missed = deadlines(handed, 73).kept;
    const late = missed.touched('tanaka', 'call', hence({ hours: 90 }), CALL);
    const { decision, kept: after } = deadlines(late, 91);
    expect(kinds(decision)).toEqual(['first-contact-seen']);
    expect(handoffOf(after)).toMatchObject({ met: [], missed: ['first-contact'], status: 'contacted' });
  });

  test('in time but read only after the deadline meets it after all', () => {
    const missed = deadlines(handed, 73).kept;
    const read = missed.touched('tanaka', 'call', hence({ hours: 71 }), CALL);
    const { decision, kept: after } = deadlines(read, 74);
    expect(kinds(decision)).toEqual(['first-contact-seen', 'deadline-met']);
    expect(handoffOf(after)).toMatchObject({ met: ['first-contact'], missed: [] });
    expect(kinds(look(after, { now: at(75) }))).toEqual([]);
  });

  test('is seen before the handoff is closed by the next one', () => {
    const heard = handed.inSalesforce(HEARD).touched('tanaka', 'call', hence({ hours: 1 }), CALL);
    expect(kinds(judge(heard, { now: at(2) }))).toEqual([
      'first-contact-seen',
      'deadline-met',
      'stage-changed',
      'handoff-closed',
      'handoff-decided',
    ]);
  });

  test('a closed handoff has no deadlines any more', () => {
    const closed = handed.folding({ kind: 'handoff-closed', handoff: handoffOf(handed).key, outcome: 'superseded' });
    const decision = look(closed, { now: at(100) });
    expect(kinds(decision)).toEqual([]);
  });
});

describe('status update', () => {
  const handed = handedOn();
  const statusOf = (lead: LeadBuilder, hours = 3) => deadlines(lead, hours).met['status-update'];

  test('BANT that was recorded before the handoff does not count, whatever touches the record after the task', () => {
    expect(statusOf(handed)).toBeUndefined();
    expect(statusOf(handed.inSalesforce({}, { modifiedAt: hence({ hours: 1 }) }))).toBeUndefined();
    expect(deadlines(handed.inSalesforce({}, { modifiedAt: hence({ hours: 1 }) }), 49).missed).toContain(
      'status-update',
    );
  });

  test('BANT that is recorded after the task counts: an item that was open, or another value', () => {
    const modifiedAt = hence({ hours: 1 });
    expect(statusOf(handed.inSalesforce({ bantBudget: 'studied' }, { modifiedAt }))).toBe(modifiedAt);
    expect(statusOf(handed.inSalesforce({ bantNeed: 'vague' }, { modifiedAt }))).toBe(modifiedAt);
  });

  test('taking a value away records nothing', () => {
    expect(statusOf(handed.inSalesforce({ bantNeed: null }, { modifiedAt: hence({ hours: 1 }) }))).toBeUndefined();
  });

  test('a record that was last changed before the task counts for nothing', () => {
    expect(statusOf(handed.inSalesforce({ bantBudget: 'studied' }, { modifiedAt: ago({ hours: 1 }) }))).toBeUndefined();
  });

  test('a person’s change of the Salesforce status counts, at once and from when the record was changed', () => {
    const status = (value: string, modifiedAt: IsoInstant) =>
      handed
        .wrote(REFS.lead, 'leadStatus', 'Working - Contacted', iso(NOW))
        .inSalesforce({ leadStatus: value }, { modifiedAt });
    expect(statusOf(status('Nurturing', hence({ hours: 2 })))).toBe(hence({ hours: 2 }));
    expect(statusOf(status('Working - Contacted', hence({ hours: 2 })))).toBeUndefined();
  });

  test('what was changed before the task does not count later, when Baton writes to the record', () => {
    const before = handed
      .wrote(REFS.lead, 'leadStatus', 'Nurturing', ago({ minutes: 5 }), 'person')
      .inSalesforce({ leadStatus: 'Nurturing' }, { modifiedAt: hence({ hours: 1 }) });
    expect(statusOf(before)).toBeUndefined();
  });

  test('a status in HubSpot is marketing’s, not the sales rep’s update', () => {
    const hubspot = handed
      .wrote(REFS.contact, 'leadStatus', 'OPEN', iso(NOW))
      .with({ leadStatus: 'BAD_TIMING' }, { modifiedAt: hence({ hours: 1 }) });
    expect(statusOf(hubspot)).toBeUndefined();
  });
});

describe('recording', () => {
  const decided = kept(anMql().inSalesforce(), judge(anMql().inSalesforce()));
  const handed = withTask(decided, iso(NOW), [
    { deadline: 'first-contact', dueAt: hence({ hours: 24 }) },
    { deadline: 'recording', dueAt: hence({ hours: 48 }) },
  ]);
  const entered = (hours: number) =>
    handed.touched('tanaka', 'call', hence({ hours: 5 }), { ...CALL, createdAt: hence({ hours }) });

  test('counts from when the contact was entered, though it was made in time', () => {
    expect(deadlines(entered(30), 31).met).toEqual({
      'first-contact': hence({ hours: 5 }),
      recording: hence({ hours: 30 }),
    });
    expect(deadlines(entered(49), 50)).toMatchObject({
      met: { 'first-contact': hence({ hours: 5 }) },
      missed: ['recording'],
    });
  });

  test('without the moment of entry counts from the contact', () => {
    const called = handed.touched('tanaka', 'call', hence({ hours: 5 }), CALL);
    expect(deadlines(called, 6).met['recording']).toBe(hence({ hours: 5 }));
  });

  test('a contact that was only reported, or a call without an outcome, is not written down', () => {
    const { key } = handoffOf(handed);
    const reported = handed.touched('tanaka', 'handoff-task-completed', hence({ hours: 2 }), { handoff: key });
    expect(deadlines(reported, 3).met).toEqual({ 'first-contact': hence({ hours: 2 }) });
    expect(deadlines(reported, 49).missed).toEqual(['recording']);
    const bare = reported.touched('tanaka', 'call', hence({ hours: 2 }), { direction: 'out' });
    expect(deadlines(bare, 49).missed).toEqual(['recording']);
    const written = reported.touched('tanaka', 'call', hence({ hours: 3 }), CALL);
    expect(deadlines(written, 4).met['recording']).toBe(hence({ hours: 3 }));
  });
});

describe('meeting', () => {
  const handed = handedOn();
  const meetingOf = (lead: LeadBuilder, hours = 3) => deadlines(lead, hours).met['meeting'];
  const meeting = (start: IsoInstant, properties = {}, by = 'takahashi') =>
    handed.touched(by, 'meeting', start, { outcome: 'scheduled', ...properties });

  test('counts from when it was entered, though it takes place after the deadline', () => {
    expect(meetingOf(meeting(hence({ hours: 400 }), { createdAt: hence({ hours: 2 }) }))).toBe(hence({ hours: 2 }));
  });

  test('entered too late misses', () => {
    const late = meeting(hence({ hours: 400 }), { createdAt: hence({ hours: 121 }) });
    expect(deadlines(late, 122).missed).toContain('meeting');
  });

  test('without the moment of entry counts from when it is seen, or from its beginning', () => {
    expect(meetingOf(meeting(hence({ hours: 400 })))).toBe(hence({ hours: 3 }));
    expect(meetingOf(meeting(hence({ hours: 2 })))).toBe(hence({ hours: 2 }));
  });

  test('arranged before the handoff for after it, counts from the task on', () => {
    expect(meetingOf(meeting(hence({ hours: 50 }), { createdAt: ago({ hours: 30 }) }))).toBe(iso(NOW));
  });

  test('that took place before the task does not count', () => {
    expect(meetingOf(meeting(ago({ hours: 1 }), { createdAt: ago({ hours: 30 }), outcome: 'held' }))).toBeUndefined();
  });

  test('that was cancelled does not count; one to which the lead did not come had been set', () => {
    expect(meetingOf(meeting(hence({ hours: 2 }), { outcome: 'cancelled' }))).toBeUndefined();
    expect(meetingOf(meeting(hence({ hours: 2 }), { outcome: 'no-show' }))).toBe(hence({ hours: 2 }));
  });

  test('of another department, or of nobody known, does not count; a colleague’s does', () => {
    expect(meetingOf(meeting(hence({ hours: 2 }), {}, 'tanaka'))).toBeUndefined();
    expect(meetingOf(meeting(hence({ hours: 2 }), {}, 'stranger'))).toBeUndefined();
    expect(meetingOf(meeting(hence({ hours: 2 }), {}, 'weber'))).toBe(hence({ hours: 2 }));
  });

  test('of its owner counts, of whatever department they are: another pool may have stood in', () => {
    const { handoffs } = handed.lead.state;
    const stoodIn = handoffs.map((one) => ({ ...one, to: { ...one.to, member: 'suzuki' as OwnerKey } }));
    const lead = handed.state({ handoffs: stoodIn });
    const set = { outcome: 'scheduled' };
    expect(meetingOf(lead.touched('suzuki', 'meeting', hence({ hours: 2 }), set))).toBe(hence({ hours: 2 }));
    expect(meetingOf(lead.touched('tanaka', 'meeting', hence({ hours: 2 }), set))).toBeUndefined();
  });
});

test('a handoff whose task is not made yet has no deadline to miss', () => {
  const handed = handedOver();
  const state = kept(handed.inSalesforce(HEARD), judge(handed.inSalesforce(HEARD)));
  expect(kinds(look(state, { now: at(10_000) })).filter((kind) => kind.startsWith('deadline'))).toEqual([]);
  const made = withTask(state, hence({ hours: 1 }), [{ deadline: 'meeting', dueAt: hence({ hours: 2 }) }]);
  expect(kinds(look(made, { now: at(3) }))).toEqual(['deadline-missed']);
});
