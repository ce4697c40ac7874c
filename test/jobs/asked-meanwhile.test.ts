/** A hint that leads to a stream, while everything else is being read, waits for a page and not for the whole reading. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { pull } from '../../src/jobs/pull.ts';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';
import { MONDAY } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { open } = stages();

function page(cursor: Cursor, more: boolean): Page {
  return { records: [], activities: [], problems: [], cursor, more, readAt: iso(MONDAY) };
}

/** A first reading of one stream in pages that come when they are let through, beside a short stream. */
async function longReading() {
  const stage = await open();
  minutesPass(stage, 1);
  const real = stage.context.connectors.get('hubspot');
  if (real === undefined) throw new Error('there is HubSpot');
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const asked: string[] = [];
  let forms = 0;
  const { look: _, account: __, ...rest } = real;
  const connector: Connector = {
    ...rest,
    streams: ['contacts', 'forms'],
    abreast: ['contacts'],
    tellsDeletions: true,
    pull: async (stream, after) => {
      asked.push(`${stream} ${JSON.stringify(after ?? {})}`);
      if (stream === 'forms') {
        forms += 1;
        return page({ at: forms }, false);
      }
      const n = Number(after?.['n'] ?? 0);
      await gates[n]?.promise;
      return page({ n: n + 1 }, n + 1 < gates.length);
    },
  };
  const context = { ...stage.context, connectors: new Map([['hubspot' as const, connector]]) };
  return { context, asked, gates, stage };
}

describe('streams that somebody asks for while others are read', () => {
  test('are read after the page that is under way, and the long reading goes on from where they are then', async () => {
    const { context, asked, gates, stage } = await longReading();
    const long = pull(context, 'hubspot');
    const soon = pull(context, 'hubspot', ['forms']);
    gates[0]?.resolve();
    expect(await soon).toMatchObject({ pages: 1, failed: false });
    const cursors = () => stage.store.transaction((tx) => tx.records.cursors('hubspot'));
    expect((await cursors()).get('forms')).toEqual({ at: 1 });
    expect(asked).toContain('forms {}');
    expect(asked.some((one) => one.startsWith('forms {"at"'))).toBe(false);
    for (const gate of gates) gate.resolve();
    await long;
    expect(asked.at(-1)).toBe('forms {"at":1}');
    expect((await cursors()).get('forms')).toEqual({ at: 2 });
    expect((await cursors()).get('contacts')).toEqual({ n: 3 });
  });

  test('wait where it is they that are being read, and are read all the same when it fails', async () => {
    const { context, asked, gates } = await longReading();
    const long = pull(context, 'hubspot', ['contacts']);
    const soon = pull(context, 'hubspot', ['contacts']);
    gates[0]?.resolve();
    gates[1]?.reject(new Error('gone'));
    gates[2]?.resolve();
    expect(await long).toMatchObject({ failed: true });
    expect(await soon).toMatchObject({ failed: true });
    expect(asked.filter((one) => one.startsWith('contacts {'))).toHaveLength(3);
  });
});
