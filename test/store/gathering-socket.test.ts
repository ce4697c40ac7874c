/** What is written in one go of the event loop leaves as one piece, whole and in its order. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatheringSocket } from '../../src/store/gathering-socket.ts';

let nowMs = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => vi.restoreAllMocks());

it('gathers what is written in one go', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const [client, accepted] = [new GatheringSocket(), once(server, 'connection')];
  client.connect(address.port, '127.0.0.1');
  await once(client, 'connect');
  const [peer]: Socket[] = await accepted;
  const came: Buffer[] = [];
  peer?.on('data', (chunk: Buffer) => came.push(chunk));
  const pieces = vi.spyOn(client, '_writev');
  const single = vi.spyOn(client, '_write');
  const message = (...texts: string[]): void => {
    client.cork();
    for (const text of texts) client.write(text);
    client.uncork();
  };
  message('one ', 'two ');
  message('three ');
  await new Promise<void>((go) => client.write(Buffer.from('four '), () => go()));
  expect([pieces.mock.calls.length, single.mock.calls.length]).toEqual([1, 0]);
  const ended = once(peer ?? client, 'end');
  client.end('five');
  await ended;
  expect(Buffer.concat(came).toString()).toBe('one two three four five');
  peer?.destroy();
  await new Promise((go) => server.close(go));
});

it('lets go of what it has held back for long while more is being written, in the same go', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const [client, accepted] = [new GatheringSocket(), once(server, 'connection')];
  client.connect(address.port, '127.0.0.1');
  await once(client, 'connect');
  const [peer]: Socket[] = await accepted;
  const came: Buffer[] = [];
  peer?.on('data', (chunk: Buffer) => came.push(chunk));
  const left = vi.spyOn(client, '_writev');
  const message = (text: string): void => {
    client.cork();
    client.write(`${text} `);
    client.write('| ');
    client.uncork();
  };
  message('one');
  message('two');
  nowMs += 1;
  expect(left).not.toHaveBeenCalled();
  message('three');
  expect(left).toHaveBeenCalledOnce();
  message('four');
  const ended = once(peer ?? client, 'end');
  client.end();
  await ended;
  expect(left).toHaveBeenCalledTimes(2);
  expect(Buffer.concat(came).toString()).toBe('one | two | three | four | ');
  peer?.destroy();
  await new Promise((go) => server.close(go));
});
