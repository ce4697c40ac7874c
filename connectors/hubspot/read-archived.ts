/** Archived contacts and companies: no search finds them, so the list of them is read whole, from time to time (page "Using object APIs"). */
import { z } from 'zod';
import { iso } from '../../src/domain/instant.ts';
import { moment, rowPage } from './answers.ts';
import { deleted, KEPT } from './read-records.ts';
import { asking, isFresh, nothing, page, type Reading, type Stream } from './reading.ts';

/** `object` and `after` are there while the lists are being read; `readAt`: when that began last. */
const cursorShape = z.object({
  object: z.enum(['contact', 'company']).optional(),
  after: z.string().optional(),
  readAt: moment.optional(),
});
/** Whoever needs to know sooner follows the hints. */
const READ_EVERY = { hours: 6 };
const PAGE = 100;

export function archivedStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const cursor = parsed.success ? parsed.data : {};
    const now = reading.now();
    const { readAt } = cursor;
    if (cursor.object === undefined && isFresh(readAt, now, READ_EVERY)) return page(after, false);
    const began = cursor.object === undefined ? iso(now) : (readAt ?? iso(now));
    const object = cursor.object ?? 'contact';
    const answer = await reading.client.request(
      asking('archived', { canWait: true }),
      'GET',
      `/crm/v3/objects/${KEPT[object].plural}`,
      rowPage,
      {
        query: {
          archived: 'true',
          limit: String(PAGE),
          properties: 'hs_object_id',
          ...(cursor.after === undefined ? {} : { after: cursor.after }),
        },
      },
    );
    if (answer.state !== 'answered') return nothing(after, answer);
    const records = answer.value.results.map(({ id, updatedAt, archivedAt }) =>
      deleted({ system: 'hubspot', object, id }, archivedAt ?? updatedAt),
    );
    const further = answer.value.paging?.next?.after;
    if (further !== undefined) return page({ object, after: further, readAt: began }, true, { records });
    if (object === 'contact') return page({ object: 'company', readAt: began }, true, { records });
    return page({ readAt: began }, false, { records });
  };
}
