/** Reads the next page of a stream while this one is kept: the vendor and the database work at the same time, and the vendor's quota is not left idle. */
import type { Connector, Cursor, Page } from '../ports/connector.ts';
import { MOST_PAUSES, wantsPause } from './pauses.ts';

/**
 * The stream's pages one after the other, the first being read at once. One that was read ahead and is not asked for is lost: nothing of it was kept.
 * Where the system wants a pause, the page holds what was read before, and more is to come.
 */
export function pagesAhead(
  connector: Connector,
  stream: string,
  after: Cursor | undefined,
  now: () => Temporal.Instant,
): () => Promise<Page> {
  const read = (cursor: Cursor | undefined): Promise<Page> => {
    const reading = connector.pull(stream, cursor);
    // Told when it is asked for.
    reading.catch(() => {});
    return reading;
  };
  let coming: Promise<Page> | undefined = read(after);
  let cursor = after;
  let pauses = 0;
  return async () => {
    const found = await (coming ?? read(cursor));
    pauses = wantsPause(found, now()) ? pauses + 1 : 0;
    const isPaused = pauses > 0 && pauses <= MOST_PAUSES;
    const page = isPaused ? { ...found, problems: ofRecords(found), more: true } : found;
    cursor = page.cursor;
    coming = page.more && isWhole(page) ? read(cursor) : undefined;
    return page;
  };
}

/** A page that could not be had ends the reading. */
function isWhole(page: Page): boolean {
  return ofRecords(page).length === page.problems.length;
}

function ofRecords({ problems }: Page): Page['problems'] {
  return problems.filter(({ record }) => record !== undefined);
}
