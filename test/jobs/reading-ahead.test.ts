/** A stream's next page is read while this one is kept: in order, none twice, and none after a failure. */
import { expect, test } from 'vitest';
import { pagesAhead } from '../../src/jobs/ahead.ts';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';
import { change, gather, later, openForCrowds } from '../support/crowd.ts';

/** The connector, with what it is asked noted. */
function noted(connector: Connector, change: (page: Page, no: number) => Page = (page) => page) {
  const asked: (Cursor | undefined)[] = [];
  const noting: Connector = {
    ...connector,
    pull: async (stream, after) => {
      asked.push(after);
      const no = asked.length;
      return change(await connector.pull(stream, after), no);
    },
  };
  return { asked, noting };
}

test('each page follows the one before it, whatever was read ahead', async () => {
  const stage = await openForCrowds();
  try {
    await stage.turn();
    later(stage);
    change(stage, gather(stage, 2_100), 'hubspot');
    later(stage);
    const hubspot = stage.context.connectors.get('hubspot');
    if (hubspot === undefined) throw new Error('no connector');
    const cursors = await stage.store.transaction((tx) => tx.records.cursors('hubspot'));
    const from = cursors.get('contacts');
    const now = () => stage.runtime.now();

    const { asked, noting } = noted(hubspot);
    const next = pagesAhead(noting, 'contacts', from, now);
    const first = await next();
    expect([first.more, asked]).toEqual([true, [from, first.cursor]]);
    const second = await next();
    const third = await next();
    expect(asked).toEqual([from, first.cursor, second.cursor]);
    expect(third.more).toBe(false);
    const ids = [first, second, third].flatMap(({ records }) => records.map(({ ref }) => ref.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(2_100);

    const problem = { category: 'unavailable', mover: 'vendor', code: '503', detail: 'down' } as const;
    const failing = noted(hubspot, (page) => ({ ...page, problems: [problem] }));
    await pagesAhead(failing.noting, 'contacts', from, now)();
    expect(failing.asked).toEqual([from]);

    const throwing = noted(hubspot, (page, no) => {
      if (no === 2) throw new Error('second');
      return page;
    });
    const ask = pagesAhead(throwing.noting, 'contacts', from, now);
    expect((await ask()).more).toBe(true);
    await expect(ask()).rejects.toThrow('second');
  } finally {
    await stage.close();
  }
});
