/** While a system is read its news is gathered: judged and sent now and then, and nothing that was put off is forgotten. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { engage } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { iso } from '../../src/domain/instant.ts';
import type { System } from '../../src/domain/record.ts';
import { Gathering } from '../../src/jobs/gathering.ts';
import { pull } from '../../src/jobs/pull.ts';
import { Work } from '../../src/jobs/work.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { Store } from '../../src/ports/store.ts';
import { openQueue } from '../../src/queue/index.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { gather, later, openForCrowds } from '../support/crowd.ts';
import { gate } from '../support/signals.ts';
import type { Stage } from '../support/stage.ts';

const JUDGE = { verb: 'judge' } as const;
const send = (of: 'hubspot' | 'salesforce') => ({ verb: 'send', of }) as const;

describe('what is put off while a system is read', () => {
  test('is judging, whichever is read, and sending to that system; each goes on now and then, and all when the reading ends', () => {
    const gathering = new Gathering();
    expect(gathering.puts(JUDGE, 0)).toBe(false);
    gathering.begin('hubspot', 1_000);
    expect(gathering.puts(JUDGE, 1_100)).toBe(true);
    expect(gathering.puts(send('salesforce'), 1_100)).toBe(false);
    expect(gathering.puts(send('hubspot'), 1_100)).toBe(true);
    expect(gathering.puts({ verb: 'pull', of: 'hubspot-hinted' }, 1_100)).toBe(false);
    // The bounds: three seconds, and ten.
    expect(gathering.puts(JUDGE, 4_000)).toBe(false);
    expect(gathering.puts(JUDGE, 6_999)).toBe(true);
    expect(gathering.puts(send('hubspot'), 10_999)).toBe(true);
    expect(gathering.puts(send('hubspot'), 11_000)).toBe(false);
    expect(gathering.puts(send('hubspot'), 20_000)).toBe(true);
    expect(gathering.end('hubspot')).toEqual([JUDGE, send('hubspot')]);
    expect(gathering.end('hubspot')).toEqual([]);
    expect(gathering.puts(send('hubspot'), 20_001)).toBe(false);
  });
});

describe('fields of records', () => {
  const ofFew = true;

  test('that make no whole call wait longer for more of their kind, half a minute at most, and for no end of a reading', () => {
    const gathering = new Gathering();
    gathering.begin('salesforce', 0);
    expect(gathering.puts(send('salesforce'), 10_000, ofFew)).toBe(true);
    expect(gathering.puts(send('salesforce'), 29_999, ofFew)).toBe(true);
    expect(gathering.puts(send('salesforce'), 30_000, ofFew)).toBe(false);
    expect(gathering.puts(send('salesforce'), 45_000, ofFew)).toBe(true);
    expect(gathering.end('salesforce')).toEqual([send('salesforce')]);
    expect(gathering.puts(send('salesforce'), 45_001, ofFew)).toBe(false);
  });

  test('that somebody hinted at wait no longer than before, once', () => {
    const gathering = new Gathering();
    gathering.begin('salesforce', 0);
    expect(gathering.hurried(send('salesforce'))).toEqual(send('salesforce'));
    expect(gathering.puts(send('salesforce'), 9_999, ofFew)).toBe(true);
    expect(gathering.puts(send('salesforce'), 10_000, ofFew)).toBe(false);
    expect(gathering.puts(send('salesforce'), 20_000, ofFew)).toBe(true);
  });

  test.each<[string, { unsettled: number; deeds: number }, boolean]>([
    ['few and nothing else', { unsettled: 599, deeds: 0 }, true],
    ['enough for whole calls', { unsettled: 600, deeds: 0 }, false],
    ['with a handoff among them', { unsettled: 2, deeds: 1 }, false],
  ])('are looked at before they are put off: %s', async (_, waiting, isPutOff) => {
    const asked: System[] = [];
    const waitingOf = async (system: System) => {
      asked.push(system);
      return waiting;
    };
    const gathering = new Gathering();
    expect(await gathering.putsOff(send('salesforce'), 10_000, waitingOf)).toBe(false);
    expect(asked).toEqual([]);
    const reading = new Gathering();
    reading.begin('salesforce', 0);
    expect(await reading.putsOff(send('salesforce'), 10_000, waitingOf)).toBe(isPutOff);
    expect(asked).toEqual(['salesforce']);
  });
});

describe('judging in the middle of a round', () => {
  test('waits till what people did is kept too, ten seconds at most; sending does not', () => {
    const gathering = new Gathering();
    gathering.begin('hubspot', 0);
    gathering.round('hubspot', 'begun');
    expect(gathering.puts(JUDGE, 5_000)).toBe(true);
    gathering.round('hubspot', 'whole');
    expect(gathering.puts(JUDGE, 5_001)).toBe(false);
    gathering.round('hubspot', 'begun');
    expect(gathering.puts(JUDGE, 15_000)).toBe(true);
    expect(gathering.puts(send('hubspot'), 15_000)).toBe(false);
    expect(gathering.puts(JUDGE, 15_001)).toBe(false);
    // A reading that ended in the middle of a round leaves nothing behind.
    gathering.end('hubspot');
    gathering.begin('hubspot', 20_000);
    expect(gathering.puts(JUDGE, 23_000)).toBe(false);
  });
});

describe('a worker with a long reading', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  /** The stage with a connector whose first page of that stream comes when it is told to. */
  function heldUp(stream: string, until: Promise<void>): void {
    const connectors = new Map(stage.context.connectors);
    const real = connectors.get('hubspot');
    if (real === undefined) throw new TypeError('no connector');
    const slow: Connector = {
      ...real,
      pull: async (name, after) => {
        if (name === stream) await until;
        return real.pull(name, after);
      },
    };
    connectors.set('hubspot', slow);
    stage = { ...stage, context: { ...stage.context, connectors } };
  }

  test('puts judging off until it is over, forgets none of it, and follows hints meanwhile', async () => {
    stage = await openForCrowds();
    await stage.turn();
    const { contacts } = gather(stage, 3);
    later(stage);
    const held = gate();
    heldUp('forms', held.passed);
    const { pglite } = stage.store;
    if (pglite === undefined) throw new TypeError('no embedded database');
    const queue = await openQueue({ kind: 'pglite', pglite }, { log: SILENT, concurrency: 4 });
    const done: string[] = [];
    const hinted = gate();
    const work = new Work(stage.context, queue, {
      onDone: ({ verb, of }, report) => {
        const { putOff = false, judged = 0 } = report as { putOff?: boolean; judged?: number };
        done.push(`${verb}${of === undefined ? '' : ` ${of}`}${putOff ? ' put off' : judged > 0 ? ` ${judged}` : ''}`);
        if (of === 'hubspot-hinted') hinted.open();
      },
    });
    try {
      await work.start();
      await queue.wake({ verb: 'pull', of: 'hubspot' });
      await work.hinted('hubspot');
      await hinted.passed;
      await queue.wake({ verb: 'judge' });
      for (let look = 0; look < 500 && !done.includes('judge put off'); look += 1)
        await new Promise((go) => setTimeout(go, 10));
      expect(done).toEqual(expect.arrayContaining(['pull hubspot-hinted', 'judge put off']));
      expect(done).not.toContain('pull hubspot');
      held.open();
      await queue.idle();
      expect(done.filter((one) => /^judge \d/.test(one))).toEqual([`judge ${contacts.length}`]);
    } finally {
      held.open();
      await queue.close(5_000);
    }
  });

  test('lets what comes of a hint wait no longer for more than it did, where nobody is free to send it at once', async () => {
    stage = await openForCrowds();
    await stage.arm('status');
    const { contacts } = gather(stage, 1);
    later(stage);
    await stage.turn();
    const [contact = expect.fail('a contact')] = contacts;
    stage.hubspot.world.change(
      'contacts',
      contact,
      { jobtitle: 'Staff' },
      byPerson(1, stage.runtime.now().epochMilliseconds),
    );
    const hint = { system: 'hubspot', stream: 'contacts', kind: 'changed' } as const;
    const record = { system: 'hubspot', object: 'contact', id: contact } as const;
    await stage.store.transaction((tx) => tx.hints.put([{ ...hint, record }], iso(stage.runtime.now())));
    const { pglite } = stage.store;
    if (pglite === undefined) throw new TypeError('no embedded database');
    const queue = await openQueue({ kind: 'pglite', pglite }, { log: SILENT, concurrency: 4 });
    const hurried = vi.spyOn(Gathering.prototype, 'hurried');
    try {
      const work = new Work(stage.context, queue);
      await work.start();
      // Nothing was sent by this process yet: it does not know whether the systems answer.
      await work.hinted('hubspot');
      await queue.idle();
      expect(hurried.mock.calls).toContainEqual([send('hubspot')]);
    } finally {
      hurried.mockRestore();
      await queue.close(5_000);
    }
  });
});

describe('streams that are read abreast', () => {
  test('are kept page by page in turns, so that a lead and what it did come together', async () => {
    const stage = await openForCrowds();
    try {
      await stage.turn();
      const { contacts } = gather(stage, 1_100);
      const at = stage.runtime.now().epochMilliseconds;
      for (const id of contacts) {
        const met = { owner: undefined, userId: 1, subject: '', words: 'met', outcome: '', at } as const;
        engage(stage.hubspot.world, id, { ...met, kind: 'note' });
        stage.hubspot.world.change('contacts', id, { jobtitle: 'Staff' }, byPerson(1, at));
      }
      later(stage);
      const order: string[] = [];
      const store: Store = {
        anchor: () => stage.store.anchor(),
        close: () => stage.store.close(),
        transaction: (run) =>
          stage.store.transaction((tx) => {
            const saveCursor = tx.records.saveCursor.bind(tx.records);
            vi.spyOn(tx.records, 'saveCursor').mockImplementation((system, stream, ...rest) => {
              order.push(stream);
              return saveCursor(system, stream, ...rest);
            });
            return run(tx);
          }),
      };
      await pull({ ...stage.context, store }, 'hubspot', undefined, (state) => order.push(state));
      const wanted = ['contacts', 'notes', 'whole'];
      const shown = order.slice(order.indexOf('contacts')).filter((one) => wanted.includes(one));
      expect(shown.slice(0, 6)).toEqual([...wanted, ...wanted]);
      const begins = order.flatMap((one, place) => (one === 'contacts' ? [order[place - 1]] : []));
      expect(begins).toEqual(['begun', 'begun']);
    } finally {
      await stage.close();
    }
  });
});
