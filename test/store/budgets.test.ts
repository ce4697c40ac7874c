/** Tallies of calls: shared through the database, or kept by the one process that owns it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RateKeeper } from '../../connectors/kit/budget.ts';
import { OwnBook, sharedBook } from '../../src/store/budgets.ts';
import { watchOf } from '../support/budget.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres, type StoreGround } from './ground.ts';

const NOW = Temporal.Instant.from('2026-11-26T09:00:00Z');
const TERMS = {
  system: 'hubspot',
  bursts: { burst: { most: 20, spanMs: 10_000 } },
  daily: 1_000,
  atOnce: { burst: 6 },
} as const;
const WISH = { window: 'burst', lane: 'first', purpose: 'send' } as const;
const one = (state: unknown) => {
  const before = typeof state === 'object' && state !== null && 'n' in state ? Number(state.n) : 0;
  return { state: { n: before + 1 }, answer: before + 1 };
};

describe('on the embedded database', () => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await onPglite();
  });
  beforeEach(() => ground.empty());
  afterAll(() => ground.dispose());

  test('what was counted is known after a restart, and a crash forgets at most fifty', async () => {
    const book = new OwnBook(ground.store);
    for (let n = 0; n < 120; n += 1) await book.change('hubspot', one);
    const after = await new OwnBook(ground.store).change('hubspot', one);
    expect(after).toBeGreaterThan(120 - 50);
    await book.close();
    expect(await new OwnBook(ground.store).change('hubspot', one)).toBe(121);
  });

  test('systems are counted apart, and many at once one after the other', async () => {
    const book = new OwnBook(ground.store);
    await Promise.all(Array.from({ length: 30 }, () => book.change('hubspot', one)));
    expect(await book.change('hubspot', one)).toBe(31);
    expect(await book.change('salesforce', one)).toBe(1);
  });
});

const server = await postgres();

describe.runIf(server !== undefined)('on PostgreSQL', () => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await onPostgres(server?.url ?? '', 'budgets');
  });
  beforeEach(() => ground.empty());
  afterAll(() => ground.dispose());

  test('workers that call at once count together, and a change that fails changes nothing', async () => {
    const book = sharedBook(ground.store);
    const other = sharedBook(ground.store);
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? book : other).change('hubspot', one)));
    await expect(
      book.change('hubspot', () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await other.change('hubspot', one)).toBe(41);
  });

  test('two keepers let through together no more than the burst allows', async () => {
    const shared = { book: sharedBook(ground.store) };
    // Each has a watch of its own on the same machine: neither lets time pass, so none that must wait gets through.
    const patient = { ...watchOf(shared), wait: () => Promise.reject(new Error('must wait')) };
    const keepers = [new RateKeeper(TERMS, patient, () => NOW), new RateKeeper(TERMS, patient, () => NOW)];
    const ask = async (keeper: RateKeeper | undefined): Promise<string> => {
      try {
        const admission = await keeper?.admit(WISH);
        if (admission?.state === 'go') await admission.done();
        return admission?.state ?? 'none';
      } catch {
        // The wait that it asked for.
        return 'waits';
      }
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(keepers[n % 2])));
    expect(answers.filter((answer) => answer === 'go')).toHaveLength(20);
    expect(answers.filter((answer) => answer === 'waits')).toHaveLength(30);
  });
});
