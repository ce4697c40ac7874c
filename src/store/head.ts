/** Keeps the ledger's head where the database is not, so that a database that lost its last commits is noticed when it is opened. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const line = z.object({ seq: z.int(), hash: z.string(), at: z.string() });
export type Head = z.infer<typeof line>;

/** The database is not what it was when the file was written last: it ends before the file's entry, or has another one in its place. */
export interface Behind {
  readonly fileSeq: number;
  readonly dbSeq: number;
  /** The entry is there, but it is another one. */
  readonly differs: boolean;
}

/** Written at most so often by itself; {@link HeadFile.sync} writes at once. */
const BATCH_MS = 1_000;
/** Lines beyond this many are dropped at the next start. */
const LINES_KEPT = 1_000;

/** Appended lines, each synced to the disk; a line that a crash cut in half is no line. One process writes it, the one that holds the directory's lock. */
export class HeadFile {
  readonly #path: string;
  #last: Head | undefined;
  #next: Head | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;
  #suspended = false;

  private constructor(path: string, last: Head | undefined) {
    this.#path = path;
    this.#last = last;
  }

  static async open(path: string): Promise<HeadFile> {
    await mkdir(dirname(path), { recursive: true });
    const lines = linesOf(await textOf(path));
    if (lines.length > LINES_KEPT) {
      await writeSynced(`${path}.new`, lines.slice(-LINES_KEPT).map(asLine).join(''), 'w');
      await rename(`${path}.new`, path);
    }
    return new HeadFile(path, lines.at(-1));
  }

  /** The newest whole line. */
  get last(): Head | undefined {
    return this.#last;
  }

  /** A commit reached this entry; written within a second. */
  note(head: Head): void {
    const known = this.#next ?? this.#last;
    if (this.#suspended || (known !== undefined && head.seq <= known.seq)) return;
    this.#next = head;
    this.#timer ??= setTimeout(() => {
      // The next sync says what went wrong: nothing may leave for a CRM before it has succeeded.
      this.sync().catch(() => {});
    }, BATCH_MS).unref();
  }

  /** Resolves when the newest noted head is on the disk. */
  async sync(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Nothing is noted any more: the file tells of entries that the database has lost. */
  suspend(): void {
    this.#suspended = true;
  }

  /** The loss is known and recorded: from here on the file follows the database again. */
  async accept(head: Head): Promise<void> {
    this.#suspended = false;
    this.#next = head;
    await this.sync();
  }

  async #write(): Promise<void> {
    const head = this.#next;
    if (head === undefined) return;
    try {
      // A newline first: what a crash cut in half stays a line of its own.
      await writeSynced(this.#path, `\n${asLine(head)}`, 'a');
      this.#last = head;
      if (this.#next === head) this.#next = undefined;
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}

function asLine({ seq, hash, at }: Head): string {
  return `${JSON.stringify({ seq, hash, at })}\n`;
}

function linesOf(text: string): Head[] {
  return text.split('\n').flatMap((one) => {
    try {
      return one === '' ? [] : (line.safeParse(JSON.parse(one)).data ?? []);
    } catch {
      // Cut in half by a crash while it was written; the line before it stands.
      return [];
    }
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

async function writeSynced(path: string, text: string, flag: 'a' | 'w'): Promise<void> {
  const file = await open(path, flag, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
