/** Somebody copies the data directory: the copy knows that it is one, and writes nothing until a person has said that it may. */
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Baton, openBaton, readHome, writeHome } from '../../src/app.ts';
import { renderStatus } from '../../src/cli/render/state.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { putDatabase } from '../support/database.ts';

/** Nobody listens there, and nobody is asked: what may be written is looked at, not written. */
const NOBODY = 'http://127.0.0.1:9';

let room: string;
let opened: Baton[] = [];
const at = (name: string): string => join(room, name);

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'baton-copied-'));
  const secrets = { HUBSPOT_TOKEN: 'none', SALESFORCE_ACCESS_TOKEN: 'none' };
  writeHome(at('first'), { language: 'en', hubspotBasePath: NOBODY, salesforceUrl: NOBODY, secrets });
  await putDatabase(join(at('first'), 'data'));
});
afterEach(async () => {
  for (const baton of opened) await baton.close();
  opened = [];
  await rm(room, { recursive: true });
});

async function open(name: string): Promise<Baton> {
  const baton = await openBaton(readHome(at(name)));
  opened.push(baton);
  return baton;
}

async function close(baton: Baton): Promise<void> {
  opened = opened.filter((one) => one !== baton);
  await baton.close();
}

async function openArmed(name: string): Promise<Baton> {
  const baton = await open(name);
  for (const { department, head } of onFile(baton.context.settings).terms.parties)
    await baton.operations.sign({ department, name: head });
  await baton.operations.arm({ step: 'status' });
  return baton;
}

const powerOf = async ({ operations }: Baton) => {
  const { stopped, copyOf, armed } = await operations.status({});
  return { stopped, copyOf, armed: armed.length };
};
const WORKING = { stopped: false, copyOf: undefined, armed: 2 };

describe('a copy that was taken while the original works', () => {
  test('is refused while the lock beside it names a process that lives; without it, it is stopped, says so, and waits for a person', async () => {
    const first = await openArmed('first');
    await cp(at('first'), at('second'), { recursive: true });
    await expect(open('second')).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
    await rm(join(at('second'), 'data.lock'));
    const second = await open('second');
    const original = { host: hostname(), path: join(at('first'), 'data') };
    expect(await powerOf(second)).toEqual({ stopped: true, copyOf: original, armed: 2 });
    expect((await second.operations.ledgerVerify({})).ok).toBe(true);
    for (const language of ['en', 'ja'] as const) {
      const text = renderStatus(await second.operations.status({}), language, 'Asia/Tokyo', true);
      const words = text.replaceAll(/\s/g, '');
      expect(words).toContain(original.path);
      expect(words).toContain('batonresume');
    }
    const kinds = async (baton: Baton) =>
      (await baton.operations.ledgerPage({ after: 0 })).entries.map(({ text }) => JSON.parse(text).kind as string);
    expect((await kinds(second)).at(-1)).toBe('stopped');
    // The original goes on as if nothing had happened.
    expect(await powerOf(first)).toEqual(WORKING);
    expect(await kinds(first)).not.toContain('stopped');
    // It stays so, whoever opens it again, until a person goes on with it.
    await close(second);
    const again = await open('second');
    expect((await powerOf(again)).stopped).toBe(true);
    expect((await kinds(again)).filter((kind) => kind === 'stopped')).toHaveLength(1);
    await again.operations.resume({});
    expect(await powerOf(again)).toEqual(WORKING);
    await close(again);
    expect(await powerOf(await open('second'))).toEqual(WORKING);
  });
});

describe('no copy is taken for one', () => {
  test('a directory that was moved, and one that was put back into its own place', async () => {
    await close(await openArmed('first'));
    await rename(at('first'), at('elsewhere'));
    const moved = await open('elsewhere');
    expect(await powerOf(moved)).toEqual(WORKING);
    await close(moved);
    await cp(at('elsewhere'), at('backup'), { recursive: true });
    await rm(at('elsewhere'), { recursive: true });
    await cp(at('backup'), at('elsewhere'), { recursive: true });
    expect(await powerOf(await open('elsewhere'))).toEqual(WORKING);
  });

  test('nor is one stopped that could not write anyway', async () => {
    await close(await open('first'));
    await cp(at('first'), at('second'), { recursive: true });
    expect(await powerOf(await open('second'))).toEqual({ stopped: false, copyOf: undefined, armed: 0 });
  });
});
