/** LOOK AHEAD: once a working day, at its opening, what time alone makes worth telling: reviews that are due, versions that somebody has not been sent or not read. */
import { z } from 'zod';
import { calendarOf, nextOpen } from '../domain/calendar.ts';
import type { AgreementHash } from '../domain/facts.ts';
import { earliest, type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { RecipientKey } from '../domain/notice.ts';
import { headsOf } from '../domain/recipients.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { Transaction } from '../ports/store.ts';
import { factsOf, reviewsIn } from './agreements.ts';
import { announce, announceVersion } from './announce.ts';
import type { JobContext } from './context.ts';
import { askForWords } from './owed-words.ts';
import { readPower } from './power.ts';

const NAME = 'notices';
const stored = z.object({ lookAt: z.string().optional(), askedIn: z.string().optional() });
const LONG_AGO = '1970-01-01T00:00:00.000Z' as IsoInstant;

/** When {@link lookAhead} has something to look at again. */
export async function nextLook(tx: Transaction): Promise<IsoInstant> {
  const { lookAt } = stored.parse((await tx.installation.get(NAME)) ?? {});
  return (lookAt as IsoInstant | undefined) ?? LONG_AGO;
}

/** Every notice has its key, so looking twice tells nothing twice. Answers whether it was time to look. */
export async function lookAhead(tx: Transaction, context: JobContext): Promise<boolean> {
  const now = context.runtime.now();
  await tx.installation.getLocked(NAME);
  if ((await nextLook(tx)) > iso(now)) return false;
  const { inForce } = await readPower(tx);
  let { askedIn } = stored.parse((await tx.installation.get(NAME)) ?? {});
  if (inForce !== undefined) {
    const history = await historyOf(tx, inForce);
    await announceVersion(tx, context, inForce, { from: history.since, against: history.before });
    await remind(tx, context, inForce, history);
    await announceReviews(tx, context, inForce);
    const week = weekOf(inForce, now);
    if (askedIn !== week) await askForWords(tx, context, week);
    askedIn = week;
  }
  await tx.installation.set(NAME, {
    lookAt: iso(nextOpening(context, inForce, now)),
    ...(askedIn === undefined ? {} : { askedIn }),
  });
  return true;
}

/** The week's Monday in the agreement's zone: told once a week, on the first day that Baton is at work in it. */
function weekOf({ terms }: AgreementTerms, now: Temporal.Instant): string {
  const today = now.toZonedDateTimeISO(terms.zone).toPlainDate();
  return today.subtract({ days: today.dayOfWeek - 1 }).toString();
}

/** Tomorrow at the earliest; without a version in force nobody has said when a day opens. */
function nextOpening(
  { settings }: JobContext,
  inForce: AgreementTerms | undefined,
  now: Temporal.Instant,
): Temporal.Instant {
  if (inForce === undefined) return now.add({ hours: 24 });
  const { businessTime, zone } = inForce.terms;
  const midnight = now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
  return nextOpen(midnight, calendarOf(businessTime, zone, settings.holidays));
}

interface VersionHistory {
  /** In force from then, the last time. */
  readonly since: IsoInstant;
  readonly read: ReadonlySet<string>;
  /** The version that it took the place of. */
  readonly before: AgreementHash | undefined;
}

async function historyOf(tx: Transaction, { hash }: AgreementTerms): Promise<VersionHistory> {
  let since = LONG_AGO;
  let before: AgreementHash | undefined;
  let newest: AgreementHash | undefined;
  const read = new Set<string>();
  for (const { fact } of await factsOf(tx)) {
    if (fact.kind === 'agreement-activated') {
      if (fact.agreement === hash) [since, before] = [fact.from, newest];
      newest = fact.agreement;
    }
    if (fact.kind === 'agreement-read' && fact.agreement === hash) read.add(fact.reader.text ?? '');
  }
  return { since, read, before };
}

/** Counted from when they were sent it and it was in force; only the newest reminder that is due, so that a long pause brings one. */
async function remind(
  tx: Transaction,
  context: JobContext,
  { hash }: AgreementTerms,
  { since, read }: VersionHistory,
): Promise<void> {
  const { notify, team } = context.settings;
  if (notify === undefined) return;
  const sentAt = new Map<RecipientKey, IsoInstant>();
  for (const { about, to, at } of await tx.notices.told('agreement-version'))
    if (about === hash) for (const key of to) sentAt.set(key, earliest(sentAt.get(key), at) ?? at);
  const byNumber = new Map<number, RecipientKey[]>();
  for (const { key } of team.members) {
    const sent = sentAt.get(key);
    if (sent === undefined || read.has(key)) continue;
    const days =
      instantOf(sent > since ? sent : since)
        .until(context.runtime.now())
        .total('hours') / 24;
    const nth = Math.min(Math.floor(days / notify.remindAfterDays), notify.reminders);
    if (nth >= 1) byNumber.set(nth, [...(byNumber.get(nth) ?? []), key]);
  }
  await announce(
    tx,
    context,
    [...byNumber].map(([nth, to]) => ({
      facts: { kind: 'agreement-reminder', agreement: hash, nth },
      about: `${hash} ${nth}`,
      to,
    })),
  );
}

async function announceReviews(tx: Transaction, context: JobContext, { terms }: AgreementTerms): Promise<void> {
  const { runtime, settings } = context;
  const today = runtime.now().toZonedDateTimeISO(terms.zone).toPlainDate().toString();
  const to = headsOf(terms, settings.team);
  const due = (await reviewsIn(tx, context)).filter(({ dueOn }) => dueOn <= today);
  await announce(
    tx,
    context,
    due.map(({ cycle, dueOn, overdueDays }) => {
      const kind = overdueDays > 0 ? ('review-overdue' as const) : ('review-due' as const);
      return { facts: { kind, cycle, dueOn }, about: `${cycle} ${dueOn}`, to };
    }),
  );
}
