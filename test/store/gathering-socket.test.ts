/** What is written in one go of the event loop leaves as one piece, whole and in its order; what was held back for long leaves sooner. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatheringSocket } from '../../src/store/gathering-socket.ts';

let nowMs = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => vi.restoreAllMocks());

async function connected() {
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
  return {
    client,
    pieces: vi.spyOn(client, '_writev'),
    single: vi.spyOn(client, '_write'),
    message: (...texts: string[]): void => {
      client.cork();
      for (const text of texts) client.write(text);
      client.uncork();
    },
    /** Answers all that came. */
    end: async (last?: string): Promise<string> => {
      const ended = once(peer ?? client, 'end');
      if (last === undefined) client.end();
      else client.end(last);
      await ended;
      peer?.destroy();
      await new Promise((go) => server.close(go));
      return Buffer.concat(came).toString();
    },
  };
}

it('gathers what is written in one go', async () => {
  const { client, pieces, single, message, end } = await connected();
  message('one ', 'two ');
  message('three ');
  await new Promise<void>((go) => client.write(Buffer.from('four '), () => go()));
  expect([pieces.mock.calls.length, single.mock.calls.length]).toEqual([1, 0]);
  expect(await end('five')).toBe('one two three four five');
});

it('lets go of what it has held back for long while more is being written, in the same go', async () => {
  const { pieces, message, end } = await connected();
  message('one ', '| ');
  message('two ', '| ');
  nowMs += 1;
  expect(pieces).not.toHaveBeenCalled();
  message('three ', '| ');
  expect(pieces).toHaveBeenCalledOnce();
  message('four ', '| ');
  expect(await end()).toBe('one | two | three | four | ');
  expect(pieces).toHaveBeenCalledTimes(2);
});
