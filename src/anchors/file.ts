/** Checkpoints in a file beside the data: one line each, synced to the disk. For a second witness, keep it, or a copy, on another machine. */
import { mkdir, open, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Checkpoint } from '../domain/merkle.ts';
import type { Anchor } from '../ports/store.ts';
import { checkpointOf } from './checkpoint.ts';

export class FileAnchor implements Anchor {
  readonly name: string;
  readonly #path: string;
  #newest = -1;

  constructor(path: string) {
    this.#path = path;
    this.name = basename(path);
  }

  async put(checkpoint: Checkpoint): Promise<void> {
    if (checkpoint.size === this.#newest) return;
    await mkdir(dirname(this.#path), { recursive: true });
    const file = await open(this.#path, 'a', 0o600);
    try {
      // A newline first: what a crash cut in half stays a line of its own.
      await file.writeFile(`\n${JSON.stringify(checkpoint)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    this.#newest = checkpoint.size;
  }

  /** None where there is no file. */
  async read(): Promise<readonly Checkpoint[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
    return text.split('\n').flatMap((line) => checkpointOf(line) ?? []);
  }
}
