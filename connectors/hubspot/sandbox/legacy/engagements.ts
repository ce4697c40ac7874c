/** Engagements of version 1: calls, meetings, notes, tasks and mails in one list, their values as metadata: /engagements/v1. */
import { z } from 'zod';
import type { ObjectType } from '../object-types.ts';
import type { Portal } from '../portal.ts';
import { invalid, notFound } from '../refusal.ts';
import type { Call, Route } from '../router.ts';
import type { HubSpotRecord } from '../store.ts';
import { prepareCreate, prepareUpdate, recordOf } from '../writes.ts';
import { contextOf, linkedIds } from './shapes.ts';

interface Kind {
  readonly name: string;
  readonly type: ObjectType;
  /** Metadata's word → the property. */
  readonly words: Readonly<Record<string, string>>;
}

const KINDS: readonly Kind[] = [
  { name: 'NOTE', type: 'notes', words: { body: 'hs_note_body' } },
  {
    name: 'CALL',
    type: 'calls',
    words: {
      body: 'hs_call_body',
      title: 'hs_call_title',
      status: 'hs_call_status',
      durationMilliseconds: 'hs_call_duration',
      disposition: 'hs_call_disposition',
    },
  },
  {
    name: 'TASK',
    type: 'tasks',
    words: { body: 'hs_task_body', subject: 'hs_task_subject', status: 'hs_task_status' },
  },
  {
    name: 'MEETING',
    type: 'meetings',
    words: {
      body: 'hs_meeting_body',
      title: 'hs_meeting_title',
      startTime: 'hs_meeting_start_time',
      endTime: 'hs_meeting_end_time',
      internalMeetingNotes: 'hs_internal_meeting_notes',
    },
  },
  {
    name: 'EMAIL',
    type: 'emails',
    words: { subject: 'hs_email_subject', html: 'hs_email_html', text: 'hs_email_text' },
  },
];

const ids = z.array(z.union([z.string(), z.number()]).transform(String)).default([]);
const engagementBody = z.object({
  engagement: z.object({
    type: z.string(),
    ownerId: z.union([z.string(), z.number()]).transform(String).nullish(),
    timestamp: z.union([z.string(), z.number()]).nullish(),
  }),
  associations: z.object({ contactIds: ids, companyIds: ids, dealIds: ids, ticketIds: ids }).partial().nullish(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});
const TARGETS = { contactIds: 'contacts', companyIds: 'companies', dealIds: 'deals', ticketIds: 'tickets' } as const;

export function legacyEngagementRoutes(portal: Portal): readonly Route[] {
  const base = '/engagements/v1/engagements';
  const [read, write] = ['crm.objects.contacts.read', 'crm.objects.contacts.write'];
  return [
    { method: 'POST', path: base, scope: write, handle: (call) => create(portal, call) },
    { method: 'GET', path: `${base}/paged`, scope: read, handle: (call) => list(portal, call) },
    { method: 'GET', path: `${base}/recent/modified`, scope: read, handle: (call) => listRecent(portal, call) },
    { method: 'PATCH', path: `${base}/:id`, scope: write, handle: (call) => update(portal, call) },
    {
      method: 'GET',
      path: `${base}/:id`,
      scope: read,
      handle: (call) => ({ status: 200, body: render(portal, find(portal, call)) }),
    },
    { method: 'DELETE', path: `${base}/:id`, scope: write, handle: (call) => remove(portal, call) },
  ];
}

function create(portal: Portal, call: Call) {
  const { engagement, associations, metadata } = call.json(engagementBody);
  const kind = KINDS.find(({ name }) => name === engagement.type.toUpperCase());
  if (kind === undefined) throw invalid(`${engagement.type} is no type of engagement.`);
  const targets = Object.entries(TARGETS).flatMap(([key, type]) =>
    (associations?.[key as keyof typeof TARGETS] ?? []).map((id) => recordOf(portal, type, id)),
  );
  const properties = {
    ...propertiesOf(kind, metadata),
    hs_timestamp: engagement.timestamp ?? call.now,
    ...(engagement.ownerId ? { hubspot_owner_id: engagement.ownerId } : {}),
    ...(kind.type === 'emails' ? { hs_email_direction: 'EMAIL' } : {}),
  };
  const record = prepareCreate(contextOf(portal, kind.type, call), { properties })();
  for (const target of targets) portal.links.linkPlain(record, target, { at: call.now, source: call.source });
  return { status: 200, body: render(portal, record) };
}

/** Words that a kind does not have are passed over. */
function propertiesOf(kind: Kind, metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([word, value]) => {
      const name = kind.words[word];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

const changeBody = z.object({
  engagement: engagementBody.shape.engagement.partial().nullish(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

function update(portal: Portal, call: Call) {
  const { engagement, metadata } = call.json(changeBody);
  const record = find(portal, call);
  const kind = KINDS.find(({ type }) => type === record.type);
  const properties = {
    ...(kind === undefined ? {} : propertiesOf(kind, metadata)),
    ...(engagement?.timestamp ? { hs_timestamp: engagement.timestamp } : {}),
    ...(engagement?.ownerId ? { hubspot_owner_id: engagement.ownerId } : {}),
  };
  prepareUpdate(contextOf(portal, record.type, call), record, properties)();
  return { status: 200, body: render(portal, record) };
}

function render(portal: Portal, record: HubSpotRecord): Record<string, unknown> {
  const kind = KINDS.find(({ type }) => type === record.type);
  const { hs_timestamp = '', hubspot_owner_id } = record.values;
  const said = Object.entries(kind?.words ?? {}).flatMap(([word, name]) =>
    record.values[name] === undefined ? [] : [[word, record.values[name]]],
  );
  return {
    engagement: {
      id: Number(record.id),
      portalId: portal.id,
      active: record.archivedAt === undefined,
      createdAt: record.createdAt,
      lastUpdated: record.updatedAt,
      type: kind?.name,
      timestamp: Date.parse(hs_timestamp),
      ...(hubspot_owner_id === undefined ? {} : { ownerId: Number(hubspot_owner_id) }),
    },
    associations: Object.fromEntries(
      Object.entries(TARGETS).map(([key, type]) => [key, linkedIds(portal, record, type)]),
    ),
    attachments: [],
    metadata: Object.fromEntries(said),
  };
}

/** Version 1 has one row of ids for all kinds; here they are told apart by where they begin. */
function find(portal: Portal, call: Call): HubSpotRecord {
  const found = KINDS.map(({ type }) => portal.store.live(type, call.param('id'))).find((one) => one !== undefined);
  if (found === undefined) throw notFound();
  return found;
}

function remove(portal: Portal, call: Call) {
  portal.store.archive(find(portal, call), call.now, call.source);
  return { status: 204 };
}

function list(portal: Portal, call: Call) {
  return page(
    portal,
    call,
    all(portal).toSorted((a, b) => a.createdAt - b.createdAt),
  );
}

/** Newest first. */
function listRecent(portal: Portal, call: Call) {
  const since = Number(call.query('since') ?? '0');
  const recent = all(portal).filter(({ updatedAt }) => updatedAt >= since);
  return page(
    portal,
    call,
    recent.toSorted((a, b) => b.updatedAt - a.updatedAt),
  );
}

function all(portal: Portal): HubSpotRecord[] {
  return KINDS.flatMap(({ type }) => portal.store.all(type)).filter((record) => record.archivedAt === undefined);
}

function page(portal: Portal, call: Call, records: readonly HubSpotRecord[]) {
  const limit = z.coerce.number().int().min(1).max(250).catch(100).parse(call.query('limit'));
  const start = Number(call.query('offset') ?? '0');
  const end = start + limit;
  const results = records.slice(start, end).map((record) => render(portal, record));
  return { status: 200, body: { results, hasMore: end < records.length, offset: end, total: records.length } };
}
