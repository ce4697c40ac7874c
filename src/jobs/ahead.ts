/** Reads the next page of a stream while this one is kept: the vendor and the database work at the same time, and the vendor's quota is not left idle. */
import type { Connector, Cursor, Page } from '../ports/connector.ts';

/** The stream's pages one after the other, the first being read at once. One that was read ahead and is not asked for is lost: nothing of it was kept. */
export function pagesAhead(connector: Connector, stream: string, after: Cursor | undefined): () => Promise<Page> {
  const read = (cursor: Cursor | undefined): Promise<Page> => {
    const reading = connector.pull(stream, cursor);
    // Told when it is asked for.
    reading.catch(() => {});
    return reading;
  };
  let coming: Promise<Page> | undefined = read(after);
  let cursor = after;
  return async () => {
    const page = await (coming ?? read(cursor));
    cursor = page.cursor;
    coming = page.more && isWhole(page) ? read(cursor) : undefined;
    return page;
  };
}

/** A page that could not be had ends the reading. */
function isWhole({ problems }: Page): boolean {
  return problems.every(({ record }) => record !== undefined);
}
