/** Keeps a second process out of the embedded data directory, which PGlite itself does not guard: two writers destroy it. */
import { type FileHandle, open, readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { BatonError } from '../domain/problem.ts';

const holder = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process began, in the system's own words; null where the system does not tell. A process number alone may be used again. */
  started: z.string().nullable(),
  /** For people. */
  since: z.string(),
  instance: z.string(),
});
type Holder = z.infer<typeof holder>;

/** Locks that this process holds: a lock with our own number that is not among them was left by a process before us. */
const held = new Set<string>();

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock file beside the directory, or throws BatonError naming who holds it. A lock is taken over only from a process of this same host that
 * is surely gone; age says nothing.
 */
export async function lockDirectory(directory: string, instance: string): Promise<Lock> {
  const path = `${directory}.lock`;
  const taken = (await create(path, instance)) ?? (await takeOver(path, instance));
  held.add(instance);
  return {
    release: async () => {
      held.delete(instance);
      await taken.close();
      await unlink(path);
    },
  };
}

/** Undefined where the file is there already. The handle stays open, so that what the file says cannot be lost by deleting it. */
async function create(path: string, instance: string): Promise<FileHandle | undefined> {
  const us: Holder = {
    pid: process.pid,
    host: hostname(),
    started: (await startOf(process.pid)) ?? null,
    since: Temporal.Instant.fromEpochMilliseconds(Math.round(performance.timeOrigin)).toString(),
    instance,
  };
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.writeFile(`${JSON.stringify(us)}\n`);
    await handle.sync();
    return handle;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

/** Only whoever holds the second file may remove the first, and only after reading it again: nobody removes a lock that has just been taken. */
async function takeOver(path: string, instance: string): Promise<FileHandle> {
  await refuseLiving(path);
  const guardPath = `${path}.taking`;
  const guard = await create(guardPath, instance);
  if (guard === undefined) throw inUse(path, await read(guardPath));
  try {
    await refuseLiving(path);
    await unlink(path).catch((error: unknown) => {
      // Its owner released it in this moment: just as well.
      if (!isCode(error, 'ENOENT')) throw error;
    });
    const handle = await create(path, instance);
    if (handle === undefined) throw inUse(path, await read(path));
    return handle;
  } finally {
    await guard.close();
    await unlink(guardPath);
  }
}

async function refuseLiving(path: string): Promise<void> {
  const found = await read(path);
  if (found === 'gone') return;
  if (found === undefined || found.host !== hostname() || (await lives(found))) throw inUse(path, found);
}

async function lives({ pid, started, instance }: Holder): Promise<boolean> {
  if (pid === process.pid && started === ((await startOf(pid)) ?? null)) return held.has(instance) || started !== null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // No permission to signal it means that somebody else's process has this number.
    if (isCode(error, 'ESRCH')) return false;
    if (!isCode(error, 'EPERM')) throw error;
  }
  const now = await startOf(pid);
  return now === undefined || started === null || now === started;
}

/** Undefined where the file cannot be understood. */
async function read(path: string): Promise<Holder | 'gone' | undefined> {
  try {
    return holder.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 'gone';
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function inUse(path: string, found: Holder | 'gone' | undefined): BatonError {
  const who =
    found === undefined || found === 'gone'
      ? 'another process'
      : `process ${found.pid} on ${found.host}, running since ${found.since}`;
  return new BatonError(
    'DIRECTORY_IN_USE',
    `the data directory is in use by ${who}`,
    `end that process; if it surely no longer runs, delete ${path}`,
    found === undefined || found === 'gone'
      ? { path }
      : { path, pid: String(found.pid), host: found.host, since: found.since },
  );
}

/**
 * Boot and start time of a process, which together with its number name it for ever (field 22 of /proc/<pid>/stat, proc(5)); undefined for a
 * process that is gone and on systems without /proc.
 */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The second field, the program's name in brackets, may itself hold spaces and brackets.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
