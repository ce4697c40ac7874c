/** People at work in the sandbox: a rep who is given a handoff task calls in business hours, in time or not, and notes what was learnt. */
import holidayJp from '@holiday-jp/holiday_jp';
import { type Calendar, isOpen, localDate, nextOpen } from '../../../src/domain/calendar.ts';
import type { IsoDate } from '../../../src/domain/instant.ts';
import { type Chance, chance } from '../../kit/chance.ts';
import type { Story, StoryPerson, StoryRep } from '../../kit/story.ts';
import { REP_WORDS } from './reps-words.ts';
import type { Change } from './rows.ts';
import { filled, momentOf, type Row, stamp } from './values.ts';
import type { SalesforceWorld } from './world.ts';
import type { Input, RowResult } from './write.ts';

/** What the reps have done so far; for tests and the demo to count by. */
export interface RepsAtWork {
  readonly counts: {
    taken: number;
    calls: number;
    completed: number;
    hearings: number;
    meetings: number;
    /** Tasks that nobody will ever touch. */
    neglected: number;
    /** Writes of theirs that the org refused; a person shrugs and goes on. */
    refused: number;
  };
}

const CONNECTS = 0.65;
const CONNECTS_SECOND = 0.7;
const TRIES_AGAIN = 0.8;
/** Of those who miss the deadline. */
const NEVER = 0.1;
/** A deadline that nobody wrote down. */
const TERM_HOURS = 24;
const WORKDAYS = new Set([1, 2, 3, 4, 5] as const);
const HOLIDAYS = new Set(Object.keys(holidayJp.holidays).map((day) => day as IsoDate));

interface Office {
  readonly world: SalesforceWorld;
  readonly people: ReadonlyMap<string, StoryPerson>;
  readonly reps: ReadonlyMap<string, StoryRep>;
  readonly done: RepsAtWork;
}

/** One handoff task in one rep's hands. */
interface Assignment {
  readonly office: Office;
  readonly rep: StoryRep;
  readonly userId: string;
  readonly taskId: string;
  readonly luck: Chance;
  readonly calendar: Calendar;
}

/**
 * From now on the story's reps work the handoff tasks that come to them. What a rep does about a person depends on the seed, the person's e-mail,
 * the rep and how many tasks about that person there were before, so the order in which tasks arrive changes nobody's luck.
 */
export function enableReps(
  world: SalesforceWorld,
  story: Story,
  { seed }: { readonly seed: number | string },
): RepsAtWork {
  const reps = new Map<string, StoryRep>();
  for (const rep of story.reps) {
    const userId = filled(world.userByEmail(rep.email)?.['Id']);
    if (userId !== undefined) reps.set(userId, rep);
  }
  const people = new Map(story.people.map((person) => [person.email.toLowerCase(), person]));
  const counts = { taken: 0, calls: 0, completed: 0, hearings: 0, meetings: 0, neglected: 0, refused: 0 };
  const office: Office = { world, people, reps, done: { counts } };
  const times = new Map<string, number>();
  world.watch((change, at) => {
    const taken = takenTask(office, change);
    if (taken === undefined) return;
    const { rep, task } = taken;
    const who = `${emailOf(world, task)}/${rep.key}`;
    const nth = (times.get(who) ?? 0) + 1;
    times.set(who, nth);
    const luck = chance(`${seed}/rep/${who}/${nth}`);
    plan(
      { office, rep, userId: String(task['OwnerId']), taskId: String(task['Id']), luck, calendar: hoursOf(rep) },
      task,
      at,
    );
  });
  return office.done;
}

/** A handoff task that is new, or new in this rep's hands. */
function takenTask({ reps }: Office, { object, before, after }: Change): { rep: StoryRep; task: Row } | undefined {
  if (object !== 'Task' || filled(after['Baton_Handoff__c']) === undefined) return undefined;
  if (after['IsClosed'] === true || after['IsDeleted'] === true || before?.['OwnerId'] === after['OwnerId'])
    return undefined;
  const rep = reps.get(String(after['OwnerId']));
  return rep === undefined ? undefined : { rep, task: after };
}

function plan(assignment: Assignment, task: Row, at: Temporal.Instant): void {
  const { office, rep, luck } = assignment;
  const { world, done } = office;
  done.counts.taken += 1;
  const due = dueOf(world, task, at);
  if (luck.happens(rep.diligence)) {
    world.schedule(inTime(assignment, at, due), (_, now) => firstCall(assignment, now));
  } else if (luck.happens(NEVER)) {
    done.counts.neglected += 1;
  } else {
    // A task that is overdue when it comes is late from then on.
    const from = Temporal.Instant.compare(due, at) < 0 ? at : due;
    const late = from.add({ minutes: luck.int(30, 36 * 60) });
    world.schedule(inHours(assignment, late), (_, now) => firstCall(assignment, now));
  }
}

function dueOf(world: SalesforceWorld, task: Row, at: Temporal.Instant): Temporal.Instant {
  const handoff = world.org.rows.holder('Baton_Handoff__c', 'Baton_Key__c', String(task['Baton_Handoff__c']));
  const due = filled(handoff?.['Due_At__c']);
  return due === undefined ? at.add({ hours: TERM_HOURS }) : momentOf(due);
}

/** A moment in office hours between now and the deadline, sooner more likely; where there is none, the next opening. */
function inTime({ luck, calendar }: Assignment, from: Temporal.Instant, due: Temporal.Instant): Temporal.Instant {
  const spanMs = due.epochMilliseconds - from.epochMilliseconds;
  for (let tries = 0; tries < 40; tries += 1) {
    const wait = Math.max(3 * 60_000, Math.floor(luck.next() ** 1.5 * spanMs));
    const moment = from.add({ milliseconds: wait });
    if (isOpen(moment, calendar) && Temporal.Instant.compare(moment, due) < 0) return moment;
  }
  return nextOpen(from, calendar).add({ minutes: luck.int(3, 40) });
}

function inHours({ luck, calendar }: Assignment, moment: Temporal.Instant): Temporal.Instant {
  return isOpen(moment, calendar) ? moment : nextOpen(moment, calendar).add({ minutes: luck.int(3, 45) });
}

function firstCall(assignment: Assignment, now: Temporal.Instant): void {
  const task = openTask(assignment);
  if (task === undefined) return;
  const { luck, rep, office } = assignment;
  if (rep.department === 'marketing') {
    complete(assignment, now);
    return;
  }
  const connected = luck.happens(CONNECTS);
  call(assignment, task, connected, now);
  if (connected || !luck.happens(TRIES_AGAIN)) {
    afterCalls(assignment, connected, now);
    return;
  }
  const again = inHours(assignment, now.add({ minutes: luck.int(60, 480) }));
  office.world.schedule(again, (_, then) => {
    const still = openTask(assignment);
    if (still === undefined) return;
    const reached = luck.happens(CONNECTS_SECOND);
    call(assignment, still, reached, then);
    afterCalls(assignment, reached, then);
  });
}

function afterCalls(assignment: Assignment, connected: boolean, now: Temporal.Instant): void {
  const { office, luck, rep } = assignment;
  const noted = now.add({ minutes: luck.int(2, 4) });
  if (connected && rep.department === 'inside-sales') office.world.schedule(noted, (_, then) => hear(assignment, then));
  if (connected && rep.department === 'field-sales') office.world.schedule(noted, (_, then) => meet(assignment, then));
  office.world.schedule(now.add({ minutes: luck.int(5, 40) }), (_, then) => complete(assignment, then));
}

function call(assignment: Assignment, task: Row, connected: boolean, now: Temporal.Instant): void {
  const { luck, rep, calendar, userId, office } = assignment;
  const words = REP_WORDS[rep.language];
  const made = attempt(assignment, now, (hands) =>
    hands.create('Task', {
      Subject: words.callSubject,
      Description: luck.pick(connected ? words.talked : words.missed),
      OwnerId: userId,
      WhoId: task['WhoId'],
      ActivityDate: localDate(now, calendar.zone),
      Status: 'Completed',
      TaskSubtype: 'Call',
      CallType: 'Outbound',
      CallDisposition: connected ? words.connected : words.noAnswer,
      CallDurationInSeconds: connected ? luck.int(120, 1_500) : luck.int(5, 40),
    }),
  );
  if (made) office.done.counts.calls += 1;
}

/** Inside sales writes down what the person told: the story's truth about them. */
function hear(assignment: Assignment, now: Temporal.Instant): void {
  const { office, taskId, luck, rep } = assignment;
  const task = office.world.row(taskId);
  const person = task === undefined ? undefined : office.people.get(emailOf(office.world, task));
  const whoId = filled(task?.['WhoId']);
  if (person === undefined || whoId === undefined) return;
  const { budget, authority, need, timeframe } = person.truth;
  const heard = attempt(assignment, now, (hands) =>
    hands.update(whoId.startsWith('00Q') ? 'Lead' : 'Contact', whoId, {
      Baton_Budget__c: budget,
      Baton_Authority__c: authority,
      Baton_Need__c: need,
      Baton_Timeframe__c: timeframe,
      Baton_Potential_Reason__c: luck.pick(REP_WORDS[rep.language].potential),
    }),
  );
  if (heard) office.done.counts.hearings += 1;
}

/** Field sales agrees on a meeting one to four days later, at a full hour of a working day. */
function meet(assignment: Assignment, now: Temporal.Instant): void {
  const { office, luck, rep, calendar, taskId, userId } = assignment;
  const whoId = filled(office.world.row(taskId)?.['WhoId']);
  if (whoId === undefined) return;
  const words = REP_WORDS[rep.language];
  const day = nextOpen(now.add({ hours: 24 * luck.int(1, 4) }), calendar).toZonedDateTimeISO(calendar.zone);
  const start = day.withPlainTime({ hour: luck.int(10, 16) }).toInstant();
  const made = attempt(assignment, now, (hands) =>
    hands.create('Event', {
      Subject: words.meetingSubject,
      Description: luck.pick(words.meetingNotes),
      Location: words.location,
      OwnerId: userId,
      WhoId: whoId,
      StartDateTime: stamp(start),
      EndDateTime: stamp(start.add({ hours: 1 })),
    }),
  );
  if (made) office.done.counts.meetings += 1;
}

function complete(assignment: Assignment, now: Temporal.Instant): void {
  if (openTask(assignment) === undefined) return;
  const done = attempt(assignment, now, (hands) => hands.update('Task', assignment.taskId, { Status: 'Completed' }));
  if (done) assignment.office.done.counts.completed += 1;
}

/** The task while it is still this rep's to do: not deleted, closed or given to somebody else meanwhile. */
function openTask({ office, taskId, userId }: Assignment): Row | undefined {
  const task = office.world.row(taskId);
  return task === undefined || task['IsClosed'] === true || task['OwnerId'] !== userId ? undefined : task;
}

function attempt(
  { office, userId }: Assignment,
  now: Temporal.Instant,
  write: (hands: {
    create(object: string, input: Input): RowResult;
    update(object: string, id: string, input: Input): RowResult;
  }) => RowResult,
): boolean {
  const { ok } = write(office.world.as(userId, now));
  if (!ok) office.done.counts.refused += 1;
  return ok;
}

function emailOf(world: SalesforceWorld, task: Row): string {
  const whoId = filled(task['WhoId']);
  return (filled(whoId === undefined ? undefined : world.row(whoId)?.['Email']) ?? '').toLowerCase();
}

/** Nine to six on working days; in Japan not on its holidays. */
function hoursOf(rep: StoryRep): Calendar {
  const closed = rep.zone === 'Asia/Tokyo' ? HOLIDAYS : new Set<IsoDate>();
  return { zone: rep.zone, opens: '09:00', closes: '18:00', days: WORKDAYS, closed, hoursPause: false };
}
