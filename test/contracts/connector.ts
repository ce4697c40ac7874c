/** What every connector must do, whatever it connects to: call this suite for each, over its sandbox. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault, SandboxServer } from '../../connectors/kit/sandbox.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';

/** A connector on a sandbox of its own, with people in it, for one test. */
export interface ConnectorGround {
  readonly connector: Connector;
  readonly server: SandboxServer;
  /** The stream in which persons' records come. */
  readonly stream: string;
  /** Moves business time on. */
  pass(duration: Temporal.DurationLike): void;
  /** What `mayWrite` answers from now on; yes at first. */
  allowWriting(may: boolean): void;
  /** Somebody in the CRM changes one field of that many persons, at this moment; says which value stands where. */
  change(count: number): readonly Change[];
  /** That many writes to as many persons, of values that do not stand there yet. */
  writes(count: number): readonly FieldsWrite[];
  /** The same as one of {@link writes}, to a record that is not there. */
  writeToNobody(): FieldsWrite;
  /** What tells the calls that write from the others. */
  readonly writing: Pick<Fault, 'method' | 'path'>;
  close(): Promise<void>;
}
export interface Change {
  readonly id: string;
  readonly field: string;
  readonly value: FieldValue;
}

/** Pages that a stream of a test's sandbox may have at most. */
const MOST_PAGES = 500;

/** All pages that can be had now. Fails on a stream that never ends. */
export async function pullAll(connector: Connector, stream: string, after?: Cursor): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let cursor = after;
  for (let more = true; more; ) {
    if (pages.length >= MOST_PAGES) throw new Error(`${stream} has more than ${MOST_PAGES} pages`);
    const page = await connector.pull(stream, cursor);
    pages.push(page);
    cursor = page.cursor;
    more = page.more;
  }
  return pages;
}

const cursorOf = (pages: readonly Page[]): Cursor => pages.at(-1)?.cursor ?? {};
const idsOf = (pages: readonly Page[]): ReadonlySet<string> =>
  new Set(pages.flatMap(({ records }) => records.map(({ ref }) => `${ref.object}/${ref.id}`)));
const problemsOf = (pages: readonly Page[]) => pages.flatMap(({ problems }) => problems);

export function connectorContract(name: string, open: () => Promise<ConnectorGround>): void {
  describe(`the ${name} connector`, () => {
    let opened: ConnectorGround | undefined;
    const start = async (): Promise<ConnectorGround> => {
      opened = await open();
      return opened;
    };
    afterEach(async () => {
      await opened?.connector.close();
      await opened?.close();
      opened = undefined;
    });

    test('every stream can be read to its end, with calls that the vendor knows', async () => {
      const { connector, server } = await start();
      for (const stream of connector.streams) {
        const pages = await pullAll(connector, stream);
        expect(problemsOf(pages), stream).toEqual([]);
        for (const page of pages) expect(JSON.stringify(page.cursor).length).toBeLessThanOrEqual(8 * 1024);
      }
      expect(server.unknownCalls).toBe(0);
    });

    test('reading changes nothing', async () => {
      const { connector, allowWriting } = await start();
      allowWriting(false);
      for (const stream of connector.streams) expect(problemsOf(await pullAll(connector, stream))).toEqual([]);
    });

    test('no change is skipped, though time stands between pulls anyhow and changes fall into them', async () => {
      const { connector, stream, change, pass } = await start();
      const seen = new Set<string>();
      const look = (pages: readonly Page[]): Cursor => {
        for (const { records } of pages)
          for (const { ref, fields } of records)
            for (const [field, value] of Object.entries(fields)) seen.add(`${ref.id} ${field} ${value}`);
        return cursorOf(pages);
      };
      const changes: Change[] = [];
      let cursor = look(await pullAll(connector, stream));
      for (const seconds of [0, 1, 5, 30, 90, 3, 600]) {
        changes.push(...change(3));
        const page = await connector.pull(stream, cursor);
        changes.push(...change(2));
        cursor = look([page]);
        pass({ seconds });
        cursor = look(await pullAll(connector, stream, cursor));
      }
      pass({ minutes: 10 });
      look(await pullAll(connector, stream, cursor));
      expect(changes).toHaveLength(35);
      // A later change to the same field may have hidden an earlier one: the newest of each must have been seen.
      const newest = new Map(changes.map((each) => [`${each.id} ${each.field}`, each]));
      const missed = [...newest.values()].filter(({ id, field, value }) => !seen.has(`${id} ${field} ${value}`));
      expect(missed).toEqual([]);
    });

    test('pulling twice from one cursor loses nothing', async () => {
      const { connector, stream, change, pass } = await start();
      const before = cursorOf(await pullAll(connector, stream));
      pass({ minutes: 5 });
      const changed = change(5);
      pass({ minutes: 1 });
      const once = idsOf(await pullAll(connector, stream, before));
      const twice = idsOf(await pullAll(connector, stream, before));
      expect([...once].filter((id) => !twice.has(id))).toEqual([]);
      for (const { id } of changed) expect([...twice].some((found) => found.endsWith(`/${id}`))).toBe(true);
    });

    test('a pull that fails says so, and the next one from its cursor has what it would have had', async () => {
      const { connector, server, stream, change, pass } = await start();
      const before = cursorOf(await pullAll(connector, stream));
      pass({ minutes: 5 });
      const changed = change(3);
      pass({ minutes: 1 });
      server.inject({ times: 20, effect: { answer: { status: 503, body: {} } } });
      const failed = await connector.pull(stream, before);
      expect(failed.problems.length).toBeGreaterThan(0);
      expect(failed.more).toBe(false);
      server.clearFaults();
      const pages = await pullAll(connector, stream, failed.cursor);
      const found = idsOf([failed, ...pages]);
      for (const { id } of changed) expect([...found].some((key) => key.endsWith(`/${id}`))).toBe(true);
    });

    test('each write has its outcome, in order, though one of them cannot be done', async () => {
      const { connector, writes, writeToNobody } = await start();
      const [first, second, third] = writes(3);
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('three writes are needed');
      const outcomes = await connector.send([first, writeToNobody(), second, third]);
      expect(outcomes.map(({ state }) => state)).toEqual(['done', 'rejected', 'done', 'done']);
      expect(await connector.send([])).toEqual([]);
    });

    test('what was written is read back under the same names', async () => {
      const { connector, stream, writes, pass } = await start();
      const before = cursorOf(await pullAll(connector, stream));
      const sent = writes(2);
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['done', 'done']);
      pass({ minutes: 3 });
      const records = (await pullAll(connector, stream, before)).flatMap((page) => page.records);
      for (const { target, fields } of sent)
        expect(records.findLast(({ ref }) => ref.id === target.id)?.fields).toMatchObject(fields);
    });

    test('a lost answer leaves the writes unknown, and reading back finds them done', async () => {
      const { connector, server, writes, writing } = await start();
      const sent = writes(3);
      server.inject({ ...writing, times: 5, effect: 'lose-answer' });
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
      server.clearFaults();
      expect((await connector.resolve(sent)).map(({ state }) => state)).toEqual(['already', 'already', 'already']);
    });

    test('a lost request leaves the writes unknown, and reading back finds them not done', async () => {
      const { connector, server, writes, writing } = await start();
      const sent = writes(2);
      server.inject({ ...writing, times: 5, effect: 'lose-request' });
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['unknown', 'unknown']);
      server.clearFaults();
      expect(await connector.resolve(sent)).toMatchObject([
        { state: 'rejected', problem: { code: 'NOT_DONE' } },
        { state: 'rejected', problem: { code: 'NOT_DONE' } },
      ]);
    });

    test('a server failure on a write is unknown, and stays so while reading back fails too', async () => {
      const { connector, server, writes } = await start();
      const sent = writes(2);
      server.inject({ times: 50, effect: { answerAfter: { status: 500, body: {} } } });
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['unknown', 'unknown']);
      expect((await connector.resolve(sent)).map(({ state }) => state)).toEqual(['unknown', 'unknown']);
    });

    test.each([
      400, 401, 403, 404, 409, 423, 429, 500, 502, 503,
    ])('a vendor that answers %i to everything makes nothing throw', async (status) => {
      const { connector, server, stream, writes } = await start();
      const sent = writes(2);
      server.inject({ times: 200, effect: { answer: { status, body: '<html>no</html>' } } });
      expect(await connector.send(sent)).toHaveLength(2);
      expect(await connector.resolve(sent)).toHaveLength(2);
      expect((await connector.pull(stream, undefined)).problems.length).toBeGreaterThan(0);
      const findings = await connector.check();
      expect(findings.some(({ ok }) => !ok)).toBe(true);
    });

    test('while writing is not allowed no writing call reaches the server, and the writes wait', async () => {
      const { connector, server, writes, writing, allowWriting } = await start();
      const sent = writes(3);
      allowWriting(false);
      // A writing call that reached the server would come back unknown.
      server.inject({ ...writing, times: 50, effect: 'lose-request' });
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['throttled', 'throttled', 'throttled']);
      server.clearFaults();
      allowWriting(true);
      expect((await connector.send(sent)).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    });

    test('it counts the calls that the server counts', async () => {
      const { connector, server, stream, writes, writing } = await start();
      await pullAll(connector, stream);
      const sent = writes(2);
      server.inject({ ...writing, times: 1, effect: 'lose-answer' });
      await connector.send(sent);
      await connector.resolve(sent);
      await connector.send(sent);
      await connector.check();
      const { calls, byPurpose } = connector.spent();
      expect(calls).toBe(server.callCount);
      expect(Object.values(byPurpose).reduce((sum, count) => sum + count, 0)).toBe(calls);
    });

    test('it finds nothing wrong with an account that is in order', async () => {
      const { connector } = await start();
      const findings = await connector.check();
      expect(findings.filter(({ ok }) => !ok)).toEqual([]);
      expect(findings.map(({ name: about }) => about)).toEqual(
        expect.arrayContaining(['connection', 'identity', 'field']),
      );
    });
  });
}
