/** The ledger's checkpoints as records of the customer's own Salesforce: when they are put there, and what they prove. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportLedger } from '../../src/cli/ledger-export.ts';
import { chain, type Entry, GENESIS } from '../../src/domain/ledger.ts';
import { anchorInSystems, nextAnchoring } from '../../src/jobs/anchoring.ts';
import { readPower } from '../../src/jobs/power.ts';
import { seal } from '../../src/jobs/seal.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';

const OBJECT = 'Baton_Checkpoint__c';
const NAME = `Salesforce (${OBJECT}: production)`;

let stage: Stage;
const rows = () => stage.salesforce.world.rowsOf(OBJECT);
const sizes = () => rows().map((row) => row['Size__c']);
const due = () => stage.store.transaction(async (tx) => nextAnchoring(tx, stage.context, await readPower(tx)));
const entries = () => stage.store.transaction((tx) => tx.ledger.entries(0, 10_000));
/** Something that the ledger gains. */
const grow = () => stage.operations.stop({}).then(() => stage.operations.resume({}));

beforeAll(async () => {
  stage = await openStage({ ledger: 'production' });
  aQualifyingPerson(stage, 'aoki');
  await stage.pass(0.2, 0.2);
});
afterAll(() => stage.close());

describe('a checkpoint', () => {
  it('is not put into the org before Baton is armed', async () => {
    await grow();
    expect((await seal(stage.context)).size).toBeGreaterThan(0);
    expect(await due()).toBeUndefined();
    expect(rows()).toEqual([]);
  });

  it('is put there once Baton is armed, and the next one not within the hour, whoever seals', async () => {
    await stage.arm('tasks');
    const first = await seal(stage.context);
    expect(first.unreached).toEqual([]);
    expect(sizes()).toEqual([first.size]);
    await grow();
    expect((await seal(stage.context)).size).toBeGreaterThan(first.size);
    await anchorInSystems(stage.context);
    expect(sizes()).toEqual([first.size]);
    const next = stage.runtime.now().add({ hours: 1 });
    expect(await due()).toBe(next.toString({ smallestUnit: 'millisecond' }));
  });

  it('is put there an hour later although nothing has happened since, by one of two workers', async () => {
    await stage.pass(1, 1);
    await Promise.all([anchorInSystems(stage.context), anchorInSystems(stage.context)]);
    expect(sizes()).toHaveLength(2);
    await seal(stage.context);
    expect(sizes()).toHaveLength(2);
  });

  it('is not put there while Baton is stopped', async () => {
    await stage.operations.stop({});
    await stage.pass(2, 1);
    await seal(stage.context);
    expect(await due()).toBeUndefined();
    expect(sizes()).toHaveLength(2);
    await stage.operations.resume({});
    await seal(stage.context);
    expect(sizes()).toHaveLength(3);
  });

  it('that an org does not take is told, and tried again an hour later', async () => {
    await grow();
    await stage.pass(1, 1);
    stage.salesforce.server.inject({ path: `/sobjects/${OBJECT}`, times: 1, effect: 'lose-request' });
    expect((await seal(stage.context)).unreached).toMatchObject([{ anchor: NAME }]);
    expect((await seal(stage.context)).unreached).toEqual([]);
    expect(sizes()).toHaveLength(3);
    await stage.pass(1, 1);
    await seal(stage.context);
    expect(sizes()).toHaveLength(4);
  });
});

describe('what stands in the org', () => {
  let folder: string;
  const run = promisify(execFile);
  const verify = async (...words: readonly string[]) =>
    run(process.execPath, ['tools/verify/verify.mjs', join(folder, 'ledger.jsonl'), ...words, '--language', 'en']).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );
  const anchors = async (name: string, text: string): Promise<readonly [string, string]> => {
    await writeFile(join(folder, name), text);
    return ['--anchors', join(folder, name)];
  };
  const columns = ['Id', 'Ledger__c', 'Size__c', 'Root__c', 'Sealed_At__c'];
  const csv = (more: readonly string[] = []): string =>
    [columns, ...rows().map((row) => columns.map((column) => row[column]))]
      .map((cells) => cells.map((cell) => `"${cell}"`).join(','))
      .concat(more)
      .join('\r\n');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-anchored-'));
    await exportLedger(stage.operations, { to: join(folder, 'ledger.jsonl') });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what verifying holds the ledger against', async () => {
    expect(await stage.operations.ledgerVerify({})).toMatchObject({
      ok: true,
      anchors: [{ anchor: NAME, checkpoints: 4 }],
    });
    stage.salesforce.server.inject({ path: '/query', times: 1, effect: 'lose-request' });
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true, anchors: [{ anchor: NAME }] });
  });

  it.each([
    ['CSV', (): string => csv()],
    ['JSON', (): string => JSON.stringify(rows())],
    ["the JSON of Salesforce's CLI", (): string => JSON.stringify({ status: 0, result: { records: rows() } })],
  ])('proves an export without Baton, taken as %s', async (_, text) => {
    const found = await verify(...(await anchors('taken', text())));
    expect(found.text).toContain('and 4 anchors agree');
    expect(found.code).toBe(0);
    const [root = ''] = rows().map((row) => String(row['Root__c']));
    expect(await verify(...(await anchors('forged', text().replace(root, 'f'.repeat(64)))))).toMatchObject({ code: 1 });
  });

  it('has to be told apart where an export holds several ledgers, and a file without any proves nothing', async () => {
    const both = await anchors('both', csv([`"a0C","test","3","${'a'.repeat(64)}","2026-10-05T00:00:00.000Z"`]));
    expect(await verify(...both)).toMatchObject({
      code: 2,
      text: expect.stringContaining('--ledger production | test'),
    });
    expect((await verify(...both, '--ledger', 'production')).code).toBe(0);
    expect((await verify(...both, '--ledger', 'test')).code).toBe(1);
    expect(await verify(...(await anchors('none', 'Id,Name\n1,x\n')))).toMatchObject({ code: 2 });
  });

  it('names the first checkpoint that a ledger rewritten as a whole no longer fits, and where it stands', async () => {
    const written: Entry[] = [];
    for (const { text } of await entries()) {
      const content = JSON.parse(text);
      written.push(
        chain({
          ...content,
          ...(content.seq === 1 ? { agreement: 'f'.repeat(64) } : {}),
          prev: written.at(-1)?.hash ?? GENESIS,
        }),
      );
    }
    const rewritten = written
      .map(
        ({
          seq,
          text,
          prev,
          hash,
        }) => `update ledger_entry set text = '${text.replaceAll("'", "''")}', prev = '-${seq}', hash = '${hash}' where seq = ${seq};
        update ledger_entry set prev = '${prev}' where seq = ${seq};`,
      )
      .join('');
    await stage.store.pglite?.exec(`alter table ledger_entry disable trigger user; alter table checkpoint disable trigger user;
      delete from checkpoint; ${rewritten} update ledger_head set hash = '${written.at(-1)?.hash}'`);
    const [size] = sizes();
    expect(await stage.operations.ledgerVerify({})).toMatchObject({
      ok: false,
      seq: size,
      fault: 'replaced',
      denies: { anchor: NAME, size },
    });
  });
});
