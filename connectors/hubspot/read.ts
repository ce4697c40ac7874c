/** HubSpot's streams by name, in the order of a first pull: who may own, then companies before the contacts that name them, then what happened. */
import { iso } from '../../src/domain/instant.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { archivedStream } from './read-archived.ts';
import { engagementStream } from './read-engagements.ts';
import { formStream } from './read-forms.ts';
import { mailStream } from './read-mails.ts';
import { ownerStream } from './read-owners.ts';
import { recordStream } from './read-records.ts';
import type { Reading, Stream } from './reading.ts';

/** Forms come after contacts, which tell whether any was sent. */
export const STREAMS = [
  'owners',
  'companies',
  'contacts',
  'calls',
  'meetings',
  'notes',
  'forms',
  'mails',
  'archived',
] as const;
export type StreamName = (typeof STREAMS)[number];

export function openStreams(reading: Reading): (stream: string, after: Cursor | undefined) => Promise<Page> {
  const streams: Readonly<Record<StreamName, Stream>> = {
    owners: ownerStream(reading),
    companies: recordStream(reading, 'company'),
    contacts: recordStream(reading, 'contact'),
    calls: engagementStream(reading, 'calls'),
    meetings: engagementStream(reading, 'meetings'),
    notes: engagementStream(reading, 'notes'),
    forms: formStream(reading),
    mails: mailStream(reading),
    archived: archivedStream(reading),
  };
  return async (stream, after) => {
    const name = STREAMS.find((known) => known === stream);
    if (name === undefined) throw new RangeError(`HubSpot has no stream "${stream}"`);
    const readAt = iso(reading.now());
    return { ...(await streams[name](after ?? {})), readAt };
  };
}
