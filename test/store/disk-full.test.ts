/** The disk runs full: nothing is taken for kept that is not, what is there can be read, and with room again all goes on, without a restart. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Verifier } from '../../src/domain/ledger.ts';
import { hintTaker } from '../../src/jobs/take-hints.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { freeBytes, isWriting, LEAST_FREE_BYTES } from '../../src/store/room.ts';
import { factOf, lead, makeLeads } from '../contracts/store-cast.ts';
import { putDatabase } from '../support/database.ts';
import { aQualifyingPerson, handoffTasks } from '../support/happenings.ts';
import { openStage, shippedFreeMail } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';
import { LEASE_MS } from './ground.ts';

/** A disk of its own, in memory; undefined where that takes a permission that the tests do not have. */
function ownDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'baton-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    // Only root may; elsewhere the tests below are skipped.
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const disk = ownDisk();

test.each([
  ['select 1', false],
  ['  with found as (select 1) select * from found', false],
  ['select seq from ledger_head for update', true],
  ['with gone as (delete from hint returning id) select * from gone', true],
  ['insert into hint values (1)', true],
  ['-- Finish an active job successfully\nselect move_on($1)', true],
  ['create table t ()', true],
])('%s: writes %s', (statement, writes) => {
  expect(isWriting(statement)).toBe(writes);
});

describe.runIf(disk !== undefined)('a full disk', () => {
  const directory = join(disk ?? '', 'data');
  const filler = join(disk ?? '', 'filler');
  let store: OpenedStore;
  let ids = 0;
  afterAll(async () => {
    await store.close();
    execFileSync('umount', [disk ?? '']);
    rmSync(disk ?? '', { recursive: true });
  });

  const fill = (leaving: number): void =>
    writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes(disk ?? '') - leaving)));
  const look = (): Promise<void> => new Promise((go) => setTimeout(go, 200));

  async function open(): Promise<void> {
    const id = (prefix: string): string => {
      ids += 1;
      return `${prefix}${ids}`;
    };
    store = await openStore({ kind: 'embedded', directory }, { leaseMs: LEASE_MS, id, freeMail: shippedFreeMail() });
  }

  test('lets nothing be decided or sent, and no hint be answered for; then all goes on', async () => {
    await putDatabase(directory);
    await open();
    const stage = await openStage({ store });
    await stage.arm('status');
    minutesPass(stage, 5);
    const person = aQualifyingPerson(stage, 'aoki');
    const before = await stage.operations.status({});
    fill(LEAST_FREE_BYTES / 2);
    await look();
    await expect(stage.pass(STEP_HOURS)).rejects.toMatchObject({ code: 'DISK_FULL' });
    const record = { system: 'hubspot', object: 'contact', id: person.contact } as const;
    const hint = { system: 'hubspot', stream: 'contacts', kind: 'changed', record } as const;
    await expect(hintTaker(stage.context).take([hint])).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(handoffTasks(stage, person)).toEqual([]);
    expect((await stage.operations.status({})).ledger).toEqual(before.ledger);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    rmSync(filler);
    await look();
    await hintTaker(stage.context).take([hint]);
    await stage.turn();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    await stage.close();
  });

  test('that fills while entries are written loses none that was acknowledged', async () => {
    await makeLeads(store, 'a');
    const entries = () => store.transaction((tx) => tx.ledger.entries(0, 10_000));
    const had = (await entries()).length;
    fill(LEAST_FREE_BYTES + 2_000_000);
    await look();
    let kept = 0;
    const write = (): Promise<unknown> =>
      store.transaction(async (tx) => {
        await tx.ledger.append([factOf(lead('a'), { kind: 'admitted', handoff: 'marketing-to-is' })]);
        await tx.installation.set(`page ${kept}`, Buffer.alloc(100_000, kept).toString('latin1'));
        await tx.installation.set('noise', Array.from({ length: 40_000 }, () => Math.random()).join(''));
        kept += 1;
      });
    await expect(
      (async () => {
        for (let n = 0; n < 500; n += 1) await write();
      })(),
    ).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(kept).toBeGreaterThan(0);
    expect(await entries()).toHaveLength(had + kept);
    await store.close();
    rmSync(filler);
    await open();
    expect(store.behind).toBeUndefined();
    const after = await entries();
    expect(after).toHaveLength(had + kept);
    const verifier = new Verifier();
    for (const entry of after) expect(verifier.check(entry)).toBeUndefined();
  });
});
