/** Marketing mails sent, opened and clicked, by windows of time (page "Email events", legacy v1). */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { instantOf, iso, toIso } from '../../src/domain/instant.ts';
import { emailKey } from '../../src/domain/normalise.ts';
import { moment } from './answers.ts';
import { asking, nothing, page, type Reading, type Stream } from './reading.ts';

const events = z.looseObject({
  hasMore: z.boolean().default(false),
  offset: z.string().nullish(),
  events: z.array(
    z.looseObject({
      id: z.string(),
      created: z.number().int(),
      type: z.string(),
      recipient: z.string().default(''),
      emailCampaignId: z.union([z.number(), z.string()]).nullish(),
      subject: z.string().nullish(),
      url: z.string().nullish(),
      filteredEvent: z.boolean().default(false),
      obsoletedBy: z.unknown().optional(),
    }),
  ),
});
type MailEvent = z.infer<typeof events>['events'][number];

/** `to` and `offset` are there while a window is being walked, `first` while it is the first one; `again` once it had to be started again. */
const cursorShape = z.object({
  from: moment.optional(),
  to: moment.optional(),
  offset: z.string().optional(),
  again: z.boolean().optional(),
  first: z.boolean().optional(),
});

const PAGE = 1_000;
const KINDS = { SENT: 'mail-sent', OPEN: 'mail-opened', CLICK: 'mail-clicked' } as const;

/** All types come in one walk: one call a pull where nothing happened, against three if each type were asked for. */
export function mailStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const cursor = parsed.success ? parsed.data : {};
    const to = cursor.to ?? iso(reading.now());
    const from = cursor.from ?? iso(instantOf(to).subtract({ hours: 24 * reading.limits.mailHistoryDays }));
    const isFirst = cursor.from === undefined || cursor.first === true;
    const first = isFirst ? { first: true } : {};
    const answer = await reading.client.request(
      asking('mails', { canWait: isFirst }),
      'GET',
      '/email/public/v1/events',
      events,
      {
        query: {
          startTimestamp: String(instantOf(from).epochMilliseconds),
          endTimestamp: String(instantOf(to).epochMilliseconds),
          limit: String(PAGE),
          ...(cursor.offset === undefined ? {} : { offset: cursor.offset }),
        },
      },
    );
    // Offsets live shortly: one that is refused starts its window again, once at once and then with the next pull. That repeats events and skips none.
    if (answer.state === 'refused' && answer.status === 400 && cursor.offset !== undefined) {
      const restart = page({ from, to, again: true, ...first }, cursor.again !== true);
      return cursor.again === true ? { ...restart, problems: [answer.problem] } : restart;
    }
    if (answer.state !== 'answered') return nothing(after, answer);
    const { hasMore, offset } = answer.value;
    const activities = answer.value.events.flatMap((event) => activityOf(event) ?? []);
    const again = cursor.again === undefined ? {} : { again: cursor.again };
    if (hasMore && offset) return page({ from, to, offset, ...again, ...first }, true, { activities });
    return page({ from: iso(instantOf(to).subtract({ milliseconds: reading.limits.lateMs })) }, false, { activities });
  };
}

/** Bots and superseded events are nobody's interest; an address that is none is nobody. */
function activityOf(event: MailEvent): Activity | undefined {
  const kind = Object.entries(KINDS).find(([type]) => type === event.type)?.[1];
  const subject = emailKey(event.recipient);
  if (kind === undefined || subject === undefined || event.filteredEvent || event.obsoletedBy) return undefined;
  return {
    system: 'hubspot',
    kind,
    // The id alone is not unique (page "Email events").
    id: `${event.id}:${event.created}`,
    subjects: [subject],
    occurredAt: toIso(event.created),
    actor: kind === 'mail-sent' ? { type: 'automation' } : { type: 'lead' },
    properties: {
      ...(event.emailCampaignId === null || event.emailCampaignId === undefined
        ? {}
        : { mail: String(event.emailCampaignId) }),
      ...(event.subject ? { subject: event.subject } : {}),
      ...(event.url ? { link: event.url } : {}),
    },
    ...(event.url ? { url: event.url } : {}),
  };
}
