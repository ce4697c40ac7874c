/** Checkpoints of the ledger, and how far the tree has grown. */
import type { Checkpoint, Frontier } from '../domain/merkle.ts';
import type { Checkpoints } from '../ports/store.ts';
import type { Work } from './work.ts';

export class StoredCheckpoints implements Checkpoints {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async frontier(): Promise<Frontier> {
    const db = await this.#work.db();
    const { size, peaks } = await db
      .selectFrom('seal_frontier')
      .select(['size', 'peaks'])
      .forUpdate()
      .executeTakeFirstOrThrow();
    return { size, peaks: JSON.parse(peaks) };
  }

  async add(checkpoint: Checkpoint, { size, peaks }: Frontier): Promise<void> {
    const db = await this.#work.db();
    await db
      .updateTable('seal_frontier')
      .set({ size, peaks: JSON.stringify(peaks) })
      .execute();
    await db.insertInto('checkpoint').values(checkpoint).execute();
  }

  async after(size: number, limit: number): Promise<readonly Checkpoint[]> {
    const db = await this.#work.db();
    return db.selectFrom('checkpoint').selectAll().where('size', '>', size).orderBy('size').limit(limit).execute();
  }

  async newest(): Promise<Checkpoint | undefined> {
    const db = await this.#work.db();
    return db.selectFrom('checkpoint').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst();
  }
}
