/** What people and reps do in HubSpot: forms sent, mails met, pages seen, calls and meetings held. Each leaves what the vendor would show of it. */
import { createHash } from 'node:crypto';
import { CALL_DISPOSITIONS } from './default-engagements.ts';
import type { Form } from './forms.ts';
import type { MailEventType } from './mails.ts';
import type { Portal } from './portal.ts';
import type { HubSpotRecord, Source } from './store.ts';
import { checkProperties } from './values.ts';
import { prepareCreate } from './writes.ts';

/** Where the fictional company's pages are. */
export const SITE = 'https://www.baton-demo.example';
const ANALYTICS: Source = { type: 'ANALYTICS', id: 'analytics' };

/** Whoever holds the account: the world itself, or an endpoint. */
interface Account {
  readonly portal: Portal;
}

/** A GUID that follows from what it names, so that equal worlds have equal ones. */
export function guidOf(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The contact as it stands; undefined when somebody has removed it: then nothing is left of what the person does. */
function contactOf(portal: Portal, contactId: string): HubSpotRecord | undefined {
  const contact = portal.store.lookUp('contacts', contactId, undefined);
  return contact?.archivedAt === undefined ? contact : undefined;
}

export interface SentForm {
  readonly form: Form;
  /** What the person typed, beside what HubSpot knows of them anyway. */
  readonly answers: Readonly<Record<string, string>>;
  readonly page: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const IDENTITY = ['email', 'firstname', 'lastname', 'company', 'jobtitle', 'phone'] as const;

/** The submission, the contact's own properties from the answers, and the conversion counters. */
export function sendForm({ portal }: Account, contactId: string, sent: SentForm): void {
  const contact = contactOf(portal, contactId);
  if (contact === undefined) return;
  const { form, at, page } = sent;
  const answers = checkProperties(portal.catalogue, 'contacts', sent.answers, contact.values);
  const known = IDENTITY.map((name): [string, string] => [name, contact.values[name] ?? '']);
  const values = [...known, ...Object.entries(answers)]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value, objectTypeId: '0-1' }));
  const conversionId = guidOf('conversion', form.id, contact.id, at, portal.forms.submissions(form.id).length);
  portal.forms.submit(form.id, { conversionId, submittedAt: at, values, pageUrl: page });
  const when = new Date(at).toISOString();
  const first = contact.values['first_conversion_date'] === undefined;
  portal.store.update(contact, {
    at,
    source: { type: 'FORM', id: form.id, label: form.name },
    values: {
      ...answers,
      num_conversion_events: String(count(contact, 'num_conversion_events') + 1),
      recent_conversion_date: when,
      recent_conversion_event_name: form.name,
      ...(first ? { first_conversion_date: when, first_conversion_event_name: form.name } : {}),
    },
  });
}

/** One event of the mail stream; the contact itself shows nothing of it. */
export function meetMail(
  { portal }: Account,
  contactId: string,
  met: { readonly mail: number; readonly type: MailEventType; readonly at: number; readonly url?: string },
): void {
  const recipient = contactOf(portal, contactId)?.values['email'];
  if (recipient === undefined) return;
  const { mail, type, at, url } = met;
  portal.mails.record({
    id: guidOf('mail', mail, type, recipient, at, portal.mails.events().length),
    created: at,
    type,
    recipient,
    emailCampaignId: mail,
    ...(type === 'SENT' ? { subject: portal.mails.find(mail)?.name ?? '' } : {}),
    ...(type === 'CLICK' ? { url: url ?? SITE } : {}),
  });
}

/** One visit of one or more pages: only the counters tell of it below the Enterprise edition. */
export function visitSite(
  { portal }: Account,
  contactId: string,
  visit: { readonly views: number; readonly page: string; readonly at: number },
): void {
  const contact = contactOf(portal, contactId);
  if (contact === undefined) return;
  const when = new Date(visit.at).toISOString();
  portal.store.update(contact, {
    at: visit.at,
    source: ANALYTICS,
    values: {
      hs_analytics_num_page_views: String(count(contact, 'hs_analytics_num_page_views') + visit.views),
      hs_analytics_num_visits: String(count(contact, 'hs_analytics_num_visits') + 1),
      hs_analytics_last_timestamp: when,
      hs_analytics_last_url: pageUrl(visit.page),
      ...(contact.values['hs_analytics_first_timestamp'] === undefined ? { hs_analytics_first_timestamp: when } : {}),
    },
  });
}

export function pageUrl(page: string): string {
  return /^https?:/.test(page) ? page : `${SITE}${page.startsWith('/') ? '' : '/'}${page}`;
}

export interface Engagement {
  readonly kind: 'call' | 'meeting' | 'note';
  /** Owner id of who did it. */
  readonly owner: string | undefined;
  readonly userId: number | undefined;
  readonly subject: string;
  readonly words: string;
  readonly outcome: string;
  readonly at: number;
}

const TYPES = { call: 'calls', meeting: 'meetings', note: 'notes' } as const;
const MEETING_OUTCOMES: Readonly<Record<string, string>> = {
  held: 'COMPLETED',
  scheduled: 'SCHEDULED',
  rescheduled: 'RESCHEDULED',
  'no-show': 'NO_SHOW',
  canceled: 'CANCELED',
};
const CALL_OUTCOMES: Readonly<Record<string, string>> = CALL_DISPOSITIONS;
const HALF_HOUR_MS = 1_800_000;

/** A call, meeting or note, linked to the contact and its primary company. */
export function engage({ portal }: Account, contactId: string, engagement: Engagement): void {
  const contact = contactOf(portal, contactId);
  if (contact === undefined) return;
  const { kind, at, owner, userId } = engagement;
  const source: Source = { type: 'CRM_UI', ...(userId === undefined ? {} : { id: `userId:${userId}`, userId }) };
  const properties = {
    ...ownProperties(engagement),
    hs_timestamp: new Date(at).toISOString(),
    ...(owner === undefined ? {} : { hubspot_owner_id: owner }),
  };
  const record = prepareCreate({ portal, type: TYPES[kind], at, source, claims: new Set() }, { properties })();
  portal.links.linkPlain(record, contact, { at, source });
  const company = portal.links.primaryCompany(contact);
  if (company !== undefined) portal.links.linkPlain(record, { type: 'companies', id: company }, { at, source });
}

function ownProperties({ kind, subject, words, outcome, at }: Engagement): Record<string, string> {
  if (kind === 'note') return { hs_note_body: words };
  if (kind === 'call') {
    const disposition = CALL_OUTCOMES[outcome];
    return {
      hs_call_title: subject,
      hs_call_body: words,
      hs_call_direction: 'OUTBOUND',
      hs_call_status: outcome === 'no-answer' ? 'NO_ANSWER' : 'COMPLETED',
      hs_call_duration: outcome === 'connected' ? '300000' : '0',
      ...(disposition === undefined ? {} : { hs_call_disposition: disposition }),
    };
  }
  const meeting = MEETING_OUTCOMES[outcome];
  return {
    hs_meeting_title: subject,
    hs_internal_meeting_notes: words,
    hs_meeting_start_time: new Date(at).toISOString(),
    hs_meeting_end_time: new Date(at + HALF_HOUR_MS).toISOString(),
    ...(meeting === undefined ? {} : { hs_meeting_outcome: meeting }),
  };
}

function count(contact: HubSpotRecord, name: string): number {
  return Number(contact.values[name] ?? '0');
}
