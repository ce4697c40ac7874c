import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { inBatches } from '../../connectors/kit/batches.ts';
import { breakOf, cut, detailOf } from '../../connectors/kit/problems.ts';
import { attempt, type Call, outcomeOf, type SendSurroundings } from '../../connectors/kit/send.ts';
import { Spending } from '../../connectors/kit/spent.ts';

const NOW = Temporal.Instant.from('2026-11-21T09:00:00Z');

function surroundings(may = true): SendSurroundings & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    now: () => NOW,
    mayWrite: () => may,
    log: (event, details) => lines.push(`${event} ${JSON.stringify(details)}`),
    spending: new Spending(),
    lines,
  };
}
const write: Call = { system: 'hubspot', purpose: 'send', writes: true, classify: () => undefined };
const read: Call = { ...write, purpose: 'pull contacts', writes: false };

function networkError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`secret body ${code}`), { code }) });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('one attempt', () => {
  test('answers with the client’s own result and counts one call for its purpose', async () => {
    const around = surroundings();
    const result = await attempt(async () => 7, read, around);
    expect(result).toEqual({ state: 'answered', value: 7 });
    expect(around.spending.spent()).toEqual({ calls: 1, byPurpose: { 'pull contacts': 1 } });
  });

  test('is never repeated, whatever the client throws', async () => {
    const send = vi.fn(async () => {
      throw networkError('ECONNRESET');
    });
    await attempt(send, write, surroundings());
    expect(send).toHaveBeenCalledTimes(1);
  });

  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ])('%s says that nothing left: a write may simply be sent again, and no call was spent', async (code) => {
    const around = surroundings();
    const result = await attempt(() => Promise.reject(networkError(code)), write, around);
    expect(result).toMatchObject({ state: 'unsent', problem: { code, category: 'unavailable' } });
    expect(around.spending.spent().calls).toBe(0);
    if (result.state === 'answered') throw new Error('answered');
    expect(outcomeOf(result, NOW)).toMatchObject({ state: 'throttled', until: '2026-11-21T09:00:05.000Z' });
  });

  test.each([
    'ECONNRESET',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'EPIPE',
  ])('%s leaves a write unknown and a read unsent', async (code) => {
    const around = surroundings();
    const written = await attempt(() => Promise.reject(networkError(code)), write, around);
    expect(written).toMatchObject({ state: 'unknown', problem: { code, category: 'lost-answer' } });
    const got = await attempt(() => Promise.reject(networkError(code)), read, around);
    expect(got).toMatchObject({ state: 'unsent', problem: { code, category: 'unavailable' } });
    expect(around.spending.spent().calls).toBe(2);
  });

  test('a refused connection is known by where it happened, with several addresses tried', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const address = closed.address();
    await new Promise((done) => closed.close(done));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await attempt(() => fetch(`http://localhost:${port}/`), write, surroundings());
    expect(result).toMatchObject({ state: 'unsent', problem: { code: 'ECONNREFUSED' } });
  });

  test('a write that takes too long is unknown, and its later answer is ignored', async () => {
    vi.useFakeTimers();
    let answer: (value: string) => void = () => {};
    const late = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const running = attempt(() => late, write, surroundings());
    await vi.advanceTimersByTimeAsync(59_999);
    let settled = false;
    void running.then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    answer('done after all');
    expect(await running).toMatchObject({ state: 'unknown', problem: { code: 'TIMED_OUT' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what the connector’s own classing says stands', async () => {
    const problem = { category: 'duplicate', mover: 'user', system: 'hubspot', code: '409', detail: 'there' } as const;
    const classify = () => ({ state: 'refused', problem, status: 409, body: {} }) as const;
    const result = await attempt(() => Promise.reject(new Error('x')), { ...write, classify }, surroundings());
    expect(result).toEqual({ state: 'refused', problem, status: 409, body: {} });
  });

  test('while writing is stopped no write is made or counted, and reads go on', async () => {
    const around = surroundings(false);
    const send = vi.fn(async () => 1);
    expect(await attempt(send, write, around)).toMatchObject({ state: 'throttled', problem: { code: 'STOPPED' } });
    expect(send).not.toHaveBeenCalled();
    expect(around.spending.spent().calls).toBe(0);
    expect(await attempt(send, read, around)).toMatchObject({ state: 'answered' });
  });

  test('the log and the problem hold no word of the client’s message', async () => {
    const around = surroundings();
    const result = await attempt(() => Promise.reject(networkError('ECONNRESET')), write, around);
    expect(around.lines).toHaveLength(1);
    expect(JSON.stringify([result, around.lines])).not.toContain('secret body');
  });
});

describe('details of problems', () => {
  test('are one line of at most 500 characters, cut at whole characters', () => {
    expect(detailOf(`a\n\n b ${'😀'.repeat(400)}`)).toMatch(/^a b /);
    expect(detailOf('x'.repeat(900))).toHaveLength(500);
    expect(cut('😀😀', 3).isWellFormed()).toBe(true);
    expect(detailOf({ not: 'text' })).toBe('');
  });

  test('hold no credentials', () => {
    const text = detailOf('Bearer pat-na1-abc refused; refresh_token=rt-123&x=1 {"client_secret":"s3cret"}');
    expect(text).not.toMatch(/pat-na1|rt-123|s3cret/);
    expect(text).toContain('refused');
  });
});

test('a cause deeper than the chain is followed is still an error with a name', () => {
  let error = new Error('bottom');
  for (let depth = 0; depth < 50; depth += 1) error = new Error('link', { cause: error });
  expect(breakOf(error)).toMatchObject({ code: 'Error', mayHaveArrived: true });
  expect(breakOf('thrown text')).toMatchObject({ code: 'UNKNOWN', mayHaveArrived: true });
});

describe('batches', () => {
  test('keep order, lose nothing and never exceed the count', () => {
    const batches = inBatches([...Array(205).keys()], { most: 100 });
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 5]);
    expect(batches.flat()).toEqual([...Array(205).keys()]);
    expect(inBatches([], { most: 100 })).toEqual([]);
  });

  test('never exceed the weight, but for a single item that is too heavy alone', () => {
    const weight = { of: (item: number) => item, most: 10 };
    expect(inBatches([4, 4, 4, 12, 1, 9, 1], { most: 3, weight })).toEqual([[4, 4], [4], [12], [1, 9], [1]]);
  });

  test('a count below one is a mistake', () => {
    expect(() => inBatches([1], { most: 0 })).toThrow(RangeError);
  });
});

test('the vendor’s word on the day’s calls is kept only where it is a number', () => {
  const spending = new Spending();
  for (const word of [undefined, Number.NaN, -1, 1.5]) spending.dailyLeft(word);
  expect(spending.spent()).not.toHaveProperty('dailyLeft');
  spending.dailyLeft(42);
  expect(spending.spent().dailyLeft).toBe(42);
});
