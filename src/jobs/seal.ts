/** SEAL: puts what the ledger has gained under a checkpoint, and the checkpoint where the database is not. */
import { iso } from '../domain/instant.ts';
import { type Checkpoint, grown, rootOf } from '../domain/merkle.ts';
import type { SealReport } from '../ports/reports.ts';
import type { Store } from '../ports/store.ts';
import { anchorInSystems } from './anchoring.ts';
import type { JobContext } from './context.ts';
import { readPower } from './power.ts';

/** Entries under one checkpoint, and checkpoints in one go: what is left is sealed the next time. */
const PAGE = 10_000;
const MOST_PAGES = 100;

/**
 * Nothing while the ledger is not trusted: a false history must not be sealed, still less anchored. A place that cannot be reached keeps nobody waiting: it
 * is told, and gets the newest checkpoint the next time.
 */
export async function seal(context: JobContext): Promise<SealReport> {
  const { store, runtime } = context;
  await store.anchor();
  const { distrusted } = await store.transaction(readPower);
  if (distrusted !== undefined) return { sealed: 0, size: await sizeOf(store), unreached: [] };
  let sealed = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const entries = await sealPage(context);
    sealed += entries;
    if (entries < PAGE) break;
  }
  const newest = await store.transaction((tx) => tx.checkpoints.newest());
  const unreached =
    newest === undefined ? [] : [...(await putOutside(context, newest)), ...(await anchorInSystems(context))];
  for (const { anchor, why } of unreached) runtime.log.warn('anchor not reached', { anchor, why });
  return { sealed, size: newest?.size ?? 0, unreached };
}

async function sizeOf(store: Store): Promise<number> {
  return (await store.transaction((tx) => tx.checkpoints.newest()))?.size ?? 0;
}

async function sealPage({ store, runtime }: JobContext): Promise<number> {
  return store.transaction(async (tx) => {
    const before = await tx.checkpoints.frontier();
    const entries = await tx.ledger.entries(before.size, PAGE);
    const last = entries.at(-1);
    const after = grown(
      before,
      entries.map(({ hash }) => hash),
    );
    // Entries that are missing or put in between are the verifier's to find; nothing is sealed over them.
    if (last === undefined || last.seq !== after.size) return 0;
    const checkpoint = { size: after.size, root: rootOf(after), head: last.hash, at: iso(runtime.now()) };
    await tx.checkpoints.add(checkpoint, after);
    return entries.length;
  });
}

async function putOutside({ anchors }: JobContext, checkpoint: Checkpoint): Promise<SealReport['unreached']> {
  const unreached: { anchor: string; why: string }[] = [];
  for (const anchor of anchors) {
    try {
      await anchor.put(checkpoint);
    } catch (error) {
      unreached.push({ anchor: anchor.name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return unreached;
}
