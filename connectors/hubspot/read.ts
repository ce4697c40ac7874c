/** HubSpot's streams by name, in the order of a first pull: who may own, then companies before the contacts that name them, then what happened. */
import { iso } from '../../src/domain/instant.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { paced } from './pace.ts';
import { archivedStream } from './read-archived.ts';
import { attendanceStream } from './read-attendance.ts';
import { dealStream } from './read-deals.ts';
import { engagementStream } from './read-engagements.ts';
import { formStream } from './read-forms.ts';
import { listStream } from './read-lists.ts';
import { mailStream } from './read-mails.ts';
import { ownerStream } from './read-owners.ts';
import { recordStream } from './read-records.ts';
import { selectionStream } from './read-selection.ts';
import { viewStream } from './read-views.ts';
import type { Reading, Stream } from './reading.ts';

/** Every call is the customer's: what hurries nobody is not asked for with every poll. */
const SELDOM = { minutes: 15 };

/** Forms come after contacts, which tell whether any was sent. */
export const STREAMS = [
  'owners',
  'companies',
  'contacts',
  'calls',
  'meetings',
  'notes',
  'tasks',
  'emails',
  'deals',
  'forms',
  'mails',
  'attendance',
  'lists',
  'selection',
  'views',
  'archived',
] as const;
export type StreamName = (typeof STREAMS)[number];

/** None of these needs what another has read; and a contact whose activities come with it is judged and written once. */
export const ABREAST: readonly StreamName[] = ['contacts', 'calls', 'meetings', 'notes', 'tasks', 'emails', 'deals'];

export function openStreams(reading: Reading): (stream: string, after: Cursor | undefined) => Promise<Page> {
  const streams: Readonly<Record<StreamName, Stream>> = {
    owners: ownerStream(reading),
    companies: recordStream(reading, 'company'),
    contacts: recordStream(reading, 'contact'),
    calls: engagementStream(reading, 'calls'),
    meetings: engagementStream(reading, 'meetings'),
    notes: engagementStream(reading, 'notes'),
    tasks: paced(reading, { every: SELDOM }, engagementStream(reading, 'tasks')),
    emails: paced(reading, { every: SELDOM, optional: true }, engagementStream(reading, 'emails')),
    deals: dealStream(reading),
    forms: formStream(reading),
    mails: mailStream(reading),
    attendance: paced(reading, { every: { hours: 1 }, optional: true }, attendanceStream(reading)),
    lists: paced(reading, { every: SELDOM, optional: true }, listStream(reading)),
    selection: selectionStream(reading),
    views: paced(reading, { every: SELDOM }, viewStream(reading)),
    archived: archivedStream(reading),
  };
  return async (stream, after) => {
    const name = STREAMS.find((known) => known === stream);
    if (name === undefined) throw new RangeError(`HubSpot has no stream "${stream}"`);
    const readAt = iso(reading.now());
    return { ...(await streams[name](after ?? {})), readAt };
  };
}
