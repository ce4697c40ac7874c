/** Streams that need not be read with every pull, and those that an account need not have. */
import { z } from 'zod';
import { iso } from '../../src/domain/instant.ts';
import { moment } from './answers.ts';
import { isFresh, page, type Reading, type Stream } from './reading.ts';

const cursorShape = z.object({
  inner: z.record(z.string(), z.unknown()).optional(),
  /** When the stream was read to its end. */
  readAt: moment.optional(),
  /** When the account refused it. */
  deniedAt: moment.optional(),
});
/** A scope may be granted, an edition bought. */
const ASK_AGAIN = { hours: 24 };

export interface Pace {
  readonly every: Temporal.DurationLike;
  /** A 403 is no failure: the token lacks the scope or the account the edition. `doctor` names it; here it is quiet for a day. */
  readonly optional?: boolean;
}

export function paced(reading: Reading, { every, optional = false }: Pace, stream: Stream): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const { inner = {}, readAt, deniedAt } = parsed.success ? parsed.data : {};
    const now = reading.now();
    if (isFresh(readAt, now, every) || isFresh(deniedAt, now, ASK_AGAIN)) return page(after, false);
    const read = await stream(inner);
    const denied = optional && read.problems.some(({ code, record }) => record === undefined && code.startsWith('403'));
    if (denied) return page({ inner, deniedAt: iso(now) }, false);
    const failed = read.problems.some(({ record }) => record === undefined);
    const through = !read.more && !failed;
    return { ...read, cursor: { inner: read.cursor, ...(through ? { readAt: iso(now) } : {}) } };
  };
}
