import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pause } from '../../src/runtime/machine.ts';
import { connectSocket } from '../../src/web/socket-client.ts';

describe('a worker that is too busy to answer', () => {
  it('is known to own the data all the same, at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'baton-busy-'));
    const path = join(folder, 'baton.sock');
    const busy = createServer(() => {});
    await new Promise<void>((resolve) => busy.listen(path, resolve));
    try {
      expect(await connectSocket(path)).toBeDefined();
      expect(await connectSocket(join(folder, 'none.sock'))).toBeUndefined();
    } finally {
      await new Promise((resolve) => busy.close(resolve));
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a worker that waits between two looks', () => {
  it('leaves nothing behind that listens, however often it has waited, and ends at once when told to', async () => {
    const stopping = new AbortController();
    for (let n = 0; n < 5; n += 1) await pause(0, stopping.signal);
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
    const waiting = pause(3_600_000, stopping.signal);
    stopping.abort();
    await waiting;
    await pause(3_600_000, stopping.signal);
  });
});
