/** New embedded databases for tests, copied from one that is made once for each version of the tables: making one takes two to three seconds of processor time. */
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, openAsBlob, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openPglite } from '../../src/store/database.ts';
import type { StorePlace } from '../../src/store/index.ts';
import { migrate } from '../../src/store/migrations/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const STORE = join(ROOT, 'src', 'store');
const PGLITE = join(ROOT, 'node_modules', '@electric-sql', 'pglite', 'package.json');

/** A place in memory with all tables and no rows. */
export async function inMemory(): Promise<StorePlace> {
  return { kind: 'embedded', copyOf: await openAsBlob(join(await made(), 'dump.tar')) };
}

/** Puts a data directory there as a process would have left it that opened Baton once and did nothing. */
export async function putDatabase(directory: string): Promise<void> {
  mkdirSync(dirname(directory), { recursive: true });
  cpSync(join(await made(), 'data'), directory, { recursive: true });
}

/** The folder of the one that is copied. Two processes that come at once each make one, and the first to be ready is taken. */
async function made(): Promise<string> {
  const folder = join(tmpdir(), `baton-test-database-${version()}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}-${randomUUID()}`;
  const { db, schema, pglite, close } = await openPglite(join(draft, 'data'));
  try {
    await migrate(db, schema);
    await pglite.exec('checkpoint');
    const dump = await pglite.dumpDataDir('none');
    await writeFile(join(draft, 'dump.tar'), Buffer.from(await dump.arrayBuffer()));
  } finally {
    await close();
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process was faster; theirs is as good.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
  return folder;
}

/** Whatever may change what is made: PGlite itself, how it is opened, and the steps. */
function version(): string {
  const migrations = join(STORE, 'migrations');
  const steps = readdirSync(migrations).sort();
  const files = [PGLITE, join(STORE, 'database.ts'), ...steps.map((name) => join(migrations, name))];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
