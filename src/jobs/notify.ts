/** NOTIFY: tells what was put down, one notice at a time; a channel that fails holds up nothing but itself. */
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import { noticeText } from '../domain/notice-text.ts';
import type { Problem } from '../domain/problem.ts';
import { BatonError } from '../domain/problem.ts';
import { addressOf, recipientOf } from '../domain/recipients.ts';
import type { ChannelName } from '../domain/team.ts';
import type { Addressee, Channel, Delivery, Message } from '../ports/channel.ts';
import type { NoticeOutcome, NoticeRow } from '../ports/notices.ts';
import type { NotifyReport, TestReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { lookAhead } from './look-ahead.ts';
import { memberNamed } from './members.ts';
import { tellNeglected } from './neglected.ts';
import { knowledgeFor } from './notice-knowledge.ts';
import { unforeseen } from './unforeseen.ts';

/** Messages of one channel in one run. */
const MOST_PER_RUN = 1_000;
/** Claims, and the age at which nobody wants to know any more; then it is given up and listed. */
const MOST_ATTEMPTS = 12;
const MOST_AGE_HOURS = 72;
/** A minute, doubled each time, at most six hours; a whole channel is tried again after a quarter of an hour at the latest. */
const FIRST_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 6 * 3_600;
const LONGEST_PAUSE_SECONDS = 900;

export async function notify(context: JobContext): Promise<NotifyReport> {
  const report = { sent: 0, failed: 0, waiting: 0 };
  const { channels, store } = context;
  if (channels === undefined || channels.size === 0) return report;
  if (await store.transaction((tx) => lookAhead(tx, context))) await tellNeglected(context);
  // Side by side: one that hangs till its time limit is waited for by itself alone.
  for (const part of await Promise.all([...channels.values()].map((channel) => drain(context, channel)))) {
    report.sent += part.sent;
    report.failed += part.failed;
    report.waiting += part.waiting;
  }
  return report;
}

async function drain(context: JobContext, channel: Channel): Promise<NotifyReport> {
  const report = { sent: 0, failed: 0, waiting: 0 };
  const { store, runtime } = context;
  for (let count = 0; count < MOST_PER_RUN; count += 1) {
    const row = await store.transaction((tx) =>
      tx.notices.claim(channel.name, iso(runtime.now()), runtime.machineMs()),
    );
    if (row === undefined) break;
    const delivery = await deliver(context, channel, row);
    const { state } = await store.transaction((tx) => settle(tx, context, channel, { row, delivery }));
    if (state === 'sent') report.sent += 1;
    else if (state === 'failed') report.failed += 1;
    else report.waiting += 1;
  }
  return report;
}

/** What cannot even be put into words is refused like what the other side refuses. */
async function deliver(context: JobContext, channel: Channel, row: NoticeRow): Promise<Delivery> {
  // Whether it was told nobody knows, and a second time could not be told from a second notice.
  if (row.status === 'unknown' && !channel.repeatable) return { state: 'refused', problem: perhapsTold(channel.name) };
  let message: Message;
  try {
    message = await context.store.transaction((tx) => messageOf(tx, context, row));
  } catch (error) {
    context.runtime.log.error('notify.unforeseen', { notice: row.id });
    return { state: 'refused', problem: { ...unforeseen(error, {}), category: 'notice' } };
  }
  if (message.to.length === 0) return { state: 'refused', problem: nobody(row) };
  return channel.send(message);
}

async function messageOf(tx: Transaction, context: JobContext, row: NoticeRow): Promise<Message> {
  const to = row.to.flatMap((key) => addresseeOf(context, key) ?? []);
  return { id: row.id, to, ...noticeText(row.facts, await knowledgeFor(tx, context, row)) };
}

function addresseeOf({ settings: { team, notify } }: JobContext, key: string): Addressee | undefined {
  const recipient = recipientOf(key, team, notify?.channels ?? []);
  if (recipient === undefined) return undefined;
  const slackUser = team.members.find((member) => member.key === key)?.slackUser;
  return { name: recipient.name, address: addressOf(key, team), slackUser };
}

function perhapsTold(channel: ChannelName): Problem {
  const detail = `${channel}: sent, and no complete answer came: look there before it is sent again`;
  return { category: 'notice', mover: 'admin', code: 'LOST_ANSWER', detail };
}

function nobody({ to }: NoticeRow): Problem {
  return { category: 'notice', mover: 'admin', code: 'NOBODY', detail: `not in team.yaml any more: ${to.join(', ')}` };
}

async function settle(
  tx: Transaction,
  { runtime }: JobContext,
  channel: Channel,
  { row, delivery }: { readonly row: NoticeRow; readonly delivery: Delivery },
): Promise<NoticeOutcome> {
  const now = runtime.now();
  const outcome = outcomeOf(channel, row, delivery, now);
  await tx.notices.settle(row.id, outcome);
  const whole = `notify ${channel.name}`;
  const own = `${whole} ${row.id}`;
  if (delivery.state === 'sent') {
    await tx.outbox.clearProblem(whole);
    await tx.outbox.clearProblem(own);
    return outcome;
  }
  runtime.log.warn('notify.not-delivered', {
    channel: channel.name,
    state: delivery.state,
    code: delivery.problem.code,
  });
  const all = delivery.state === 'later' && delivery.all;
  if (outcome.state === 'failed') await tx.outbox.listProblem(about(delivery.problem, row), iso(now), own);
  if (all || (delivery.state === 'unknown' && channel.repeatable)) {
    await tx.outbox.listProblem(delivery.problem, iso(now), whole);
    await tx.notices.holdBack(channel.name, pause(row, delivery, now));
  }
  return outcome;
}

/** Which notice it was, and whom it was to tell. */
function about(problem: Problem, { kind, to }: NoticeRow): Problem {
  return { ...problem, detail: `${problem.detail} (${kind}: ${to.join(', ')})`.slice(0, 500) };
}

function outcomeOf(channel: Channel, row: NoticeRow, delivery: Delivery, now: Temporal.Instant): NoticeOutcome {
  if (delivery.state === 'sent') return { state: 'sent', at: iso(now) };
  if (delivery.state === 'refused' || (delivery.state === 'unknown' && !channel.repeatable)) return { state: 'failed' };
  const tooOld = instantOf(row.since).until(now).total('hours') >= MOST_AGE_HOURS;
  if (tooOld || row.attempts >= MOST_ATTEMPTS) return { state: 'failed' };
  const state = delivery.state === 'unknown' ? 'unknown' : 'waiting';
  return { state, notBefore: later(now, row.attempts, LONGEST_WAIT_SECONDS) };
}

function pause(row: NoticeRow, delivery: Delivery, now: Temporal.Instant): IsoInstant {
  const own = later(now, row.attempts, LONGEST_PAUSE_SECONDS);
  if (delivery.state !== 'later' || delivery.waitMs === undefined) return own;
  const asked = iso(now.add({ milliseconds: Math.min(Math.ceil(delivery.waitMs), LONGEST_PAUSE_SECONDS * 1_000) }));
  return asked > own ? asked : own;
}

function later(now: Temporal.Instant, attempts: number, longest: number): IsoInstant {
  return iso(now.add({ seconds: Math.min(FIRST_WAIT_SECONDS * 2 ** Math.min(attempts - 1, 20), longest) }));
}

/** One message to that member by each of their channels, at once; nothing is put down. */
export async function testNotice(context: JobContext, member: string): Promise<TestReport> {
  const { settings, channels, runtime } = context;
  memberNamed(settings.team, member);
  const recipient = recipientOf(member, settings.team, settings.notify?.channels ?? []);
  const open = recipient?.channels.flatMap((name) => channels?.get(name) ?? []) ?? [];
  if (recipient === undefined || open.length === 0)
    throw new BatonError('NO_CHANNEL', `no channel reaches ${member}`, 'turn one on under notify in baton.yaml', {
      member,
    });
  const to = addresseeOf(context, member);
  const tried = await Promise.all(
    open.map(async (channel) => {
      const facts = { kind: 'test', channel: channel.name } as const;
      const { language, zone } = recipient;
      const text = noticeText([facts], { language, zone, concerns: [], reminders: 0, versions: new Map() });
      return {
        channel: channel.name,
        ...(await channel.send({ id: runtime.id('notice-'), to: to === undefined ? [] : [to], ...text })),
      };
    }),
  );
  return tried.map((one) => ({
    channel: one.channel,
    sent: one.state === 'sent',
    problem: one.state === 'sent' ? undefined : one.problem,
  }));
}
