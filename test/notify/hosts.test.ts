/** No name, number or change of mind leads a webhook into a private network. */
import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPrivate, publicLookup } from '../../src/notify/hosts.ts';
import { Webhook } from '../../src/notify/webhook.ts';

describe('an address', () => {
  test.each([
    ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['0.0.0.0', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
    ],
  ])('%s is private', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  test.each([
    '1.1.1.1',
    '3.5.140.2',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
  ])('%s is not', (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});

const found =
  (...addresses: readonly string[]) =>
  (_: string, done: (error: null, addresses: readonly LookupAddress[]) => void): void =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('a name', () => {
  const look = (...addresses: readonly string[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      publicLookup(found(...addresses))('hooks.example', { all: true }, (error, list) =>
        error === null ? resolve(list) : reject(error),
      );
    });

  test('is given all its addresses where all of them are public', async () => {
    expect(await look('1.1.1.1', '2606:4700:4700::1111')).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700:4700::1111', family: 6 },
    ]);
  });

  test('is refused where a single one is private, and where there is none', async () => {
    await expect(look('1.1.1.1', '10.0.0.5')).rejects.toThrow('private address');
    await expect(look()).rejects.toThrow('private address');
  });
});

describe('a webhook', () => {
  let server: Server;
  let port = 0;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
  ])('to %s connects to nothing where that address was not named', async (host) => {
    const webhook = new Webhook({ url: `http://${host}:${port}/secret`, privateHosts: [] });
    expect(await webhook.post({})).toEqual({ failed: 'refused', code: 'ADDRESS_REFUSED' });
    await webhook.close();
    expect(asked).toBe(0);
  });

  test('by a name that leads home connects to nothing, though another address of this computer was named', async () => {
    const url = `http://hooks.example:${port}/secret`;
    const webhook = new Webhook({ url, privateHosts: ['127.0.0.1'], resolve: found('127.0.0.1') });
    expect(await webhook.post({})).toEqual({ failed: 'refused', code: 'ADDRESS_REFUSED' });
    await webhook.close();
    expect(asked).toBe(0);
  });

  test('looks its name up once, for the connection that it makes: a second answer gains nothing', async () => {
    let looked = 0;
    const rebinding: typeof publicLookup extends (resolve?: infer R) => unknown ? NonNullable<R> : never = (
      host,
      done,
    ) => {
      looked += 1;
      // Public when it is checked, private when it is asked again.
      found(looked === 1 ? '192.0.2.1' : '127.0.0.1')(host, done as never);
    };
    const webhook = new Webhook({ url: `http://hooks.example:${port}/`, privateHosts: [], resolve: rebinding });
    expect(await webhook.post({})).toMatchObject({ failed: 'refused' });
    await webhook.close();
    expect(looked).toBe(1);
    expect(asked).toBe(0);
  });

  test('to an address that was named is posted', async () => {
    const webhook = new Webhook({ url: `http://127.0.0.1:${port}/`, privateHosts: ['127.0.0.1'] });
    expect(await webhook.post({})).toMatchObject({ status: 200, text: 'ok' });
    await webhook.close();
    expect(asked).toBe(1);
  });
});
