/** Tokens at rest: unreadable without the key, bound to their place, renewed by one worker at a time. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Tokens } from '../../src/ports/secrets.ts';
import { Vault, type VaultKeys } from '../../src/store/vault.ts';
import { at } from '../contracts/store-cast.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres, type StoreGround } from './ground.ts';

const KEY = createSecretKey(Buffer.alloc(32, 1));
const NEXT_KEY = createSecretKey(Buffer.alloc(32, 2));
const CANARY = 'canary-4f1c';
const TOKENS: Tokens = { account: '8800001', refreshToken: `${CANARY}-refresh`, accessToken: `${CANARY}-access` };
const server = await postgres();

const GROUNDS = [
  ['PGlite', onPglite] as const,
  ...(server === undefined ? [] : [['PostgreSQL', () => onPostgres(server.url, 'vault')] as const]),
];

describe.each(GROUNDS)('on %s', (_name, open) => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await open();
  });
  beforeEach(() => ground.empty());
  afterAll(() => ground.dispose());

  let machineMs = 1_000_000;
  const vaultWith = (keys: VaultKeys = { current: KEY }): Vault =>
    new Vault(ground.store, {
      keys,
      now: () => Temporal.Instant.from(at(0)),
      machineMs: () => machineMs,
      wait: async (ms) => {
        machineMs += 40 * ms;
      },
    });
  const rows = () => ground.run('select * from secret');

  test('what is kept is read back, and stands nowhere in the database', async () => {
    const vault = vaultWith().of('hubspot');
    expect(await vault.read()).toBeUndefined();
    await vault.replace(TOKENS);
    expect(await vault.read()).toEqual(TOKENS);
    expect(await vaultWith().of('salesforce').read()).toBeUndefined();
    const dump = JSON.stringify([await rows(), await ground.run('select * from nonce')]);
    expect(dump).not.toContain(CANARY);
    expect(dump).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 12));
    expect(dump).not.toContain(KEY.export().toString('base64'));
  });

  test('another key reads nothing, writes nothing over it and does not start', async () => {
    await vaultWith().of('hubspot').replace(TOKENS);
    const before = await rows();
    const wrong = vaultWith({ current: NEXT_KEY });
    await expect(wrong.open()).rejects.toMatchObject({ code: 'SECRET_KEY' });
    await expect(wrong.of('hubspot').read()).rejects.toMatchObject({ code: 'SECRET_KEY' });
    await expect(wrong.of('hubspot').alone(async (_, keep) => keep(TOKENS))).rejects.toMatchObject({
      code: 'SECRET_KEY',
    });
    expect(await rows()).toEqual(before);
    expect(await vaultWith().of('hubspot').read()).toEqual(TOKENS);
  });

  test('with the old key beside the new one all is encrypted anew at the start, and the old one can go', async () => {
    await vaultWith().of('hubspot').replace(TOKENS);
    await vaultWith()
      .of('salesforce')
      .replace({ ...TOKENS, account: '00D' });
    const both = vaultWith({ current: NEXT_KEY, old: KEY });
    expect(await both.of('hubspot').read()).toEqual(TOKENS);
    expect(await both.open()).toBe(2);
    expect(await both.open()).toBe(0);
    const alone = vaultWith({ current: NEXT_KEY });
    expect(await alone.open()).toBe(0);
    expect(await alone.of('hubspot').read()).toEqual(TOKENS);
    await expect(vaultWith().open()).rejects.toMatchObject({ code: 'SECRET_KEY' });
  });

  test('where one of them cannot be read none is encrypted anew', async () => {
    await vaultWith().of('hubspot').replace(TOKENS);
    await vaultWith({ current: createSecretKey(Buffer.alloc(32, 3)) })
      .of('salesforce')
      .replace(TOKENS);
    const before = await rows();
    await expect(vaultWith({ current: NEXT_KEY, old: KEY }).open()).rejects.toMatchObject({ code: 'SECRET_KEY' });
    expect(await rows()).toEqual(before);
  });

  test.each([
    ['another account', `update secret set account = '99'`],
    ['another system', `update secret set system = 'salesforce'`],
    ['other bytes', `update secret set sealed = overlay(sealed placing 'AAAA' from 5)`],
    ['a shorter text', `update secret set sealed = left(sealed, 20)`],
    ['no text', `update secret set sealed = ''`],
    ['another nonce', `update secret set nonce = 'AAAAAAAAAAAAAAAA'`],
  ])('a row with %s is no token', async (_what, statement) => {
    await vaultWith().of('hubspot').replace(TOKENS);
    await ground.run(statement);
    const vault = vaultWith();
    await expect(vault.open()).rejects.toMatchObject({ code: 'SECRET_CHANGED' });
    // Whoever connects anew may replace it.
    await vault.of('hubspot').replace(TOKENS);
    expect(await vault.of('hubspot').read()).toEqual(TOKENS);
  });

  test('each keeping has a nonce of its own, and none is used twice with a key', async () => {
    const vault = vaultWith().of('hubspot');
    for (let n = 0; n < 20; n += 1) await vault.replace(TOKENS);
    const used = await ground.run('select nonce from nonce');
    expect(new Set(used.map(({ nonce }) => nonce)).size).toBe(20);
    for (const { nonce } of used) expect(Buffer.from(String(nonce), 'base64')).toHaveLength(12);
    const [row] = await rows();
    await expect(
      ground.store.transaction(({ secrets }) =>
        secrets.put(
          {
            system: 'salesforce',
            purpose: 'tokens',
            account: '',
            keyId: String(row?.['key_id']),
            nonce: String(row?.['nonce']),
            sealed: randomBytes(30).toString('base64'),
          },
          at(1),
        ),
      ),
    ).rejects.toThrow();
  });

  test('one at a time: the second finds what the first has kept', async () => {
    const [one, other] = [vaultWith().of('hubspot'), vaultWith().of('hubspot')];
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const running = one.alone(async (kept, keep) => {
      order.push(`first sees ${kept?.accessToken}`);
      await first.promise;
      await keep({ ...TOKENS, accessToken: 'new' });
    });
    const waits = new Vault(ground.store, {
      keys: { current: KEY },
      now: () => Temporal.Instant.from(at(0)),
      machineMs: () => machineMs,
      wait: async () => {
        order.push('second waits');
        first.resolve();
        await running;
      },
    });
    while ((await ground.run('select * from secret_turn')).length === 0) await Promise.resolve();
    await waits.of('hubspot').alone(async (kept) => {
      order.push(`second sees ${kept?.accessToken}`);
    });
    expect(order).toEqual(['first sees undefined', 'second waits', 'second sees new']);
    // A turn that was given back is free at once.
    await other.alone(async () => {});
  });

  test('whoever holds the turn and dies loses it after a while; coming back late, nothing is kept', async () => {
    const late = Promise.withResolvers<void>();
    const dead = vaultWith()
      .of('hubspot')
      .alone(async (_, keep) => {
        await late.promise;
        await keep({ ...TOKENS, accessToken: 'late' });
      });
    while ((await ground.run('select * from secret_turn')).length === 0) await Promise.resolve();
    await vaultWith()
      .of('hubspot')
      .alone(async (_, keep) => keep({ ...TOKENS, accessToken: 'in time' }));
    late.resolve();
    await expect(dead).rejects.toThrow('the turn to renew tokens was over');
    expect((await vaultWith().of('hubspot').read())?.accessToken).toBe('in time');
  });

  test('moments come back as they were', async () => {
    const endsAt = '2026-11-26T09:30:00.000Z' as IsoInstant;
    await vaultWith()
      .of('hubspot')
      .replace({ ...TOKENS, endsAt, renewAt: endsAt, from: 'f' });
    expect(await vaultWith().of('hubspot').read()).toEqual({ ...TOKENS, endsAt, renewAt: endsAt, from: 'f' });
  });
});
