/** Checkpoints as records of a connected system, where they are configured: the newest one, at most once an hour, while Baton may write. */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { SealReport } from '../ports/reports.ts';
import type { Anchor, Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { mayDecide, type Power, readPower } from './power.ts';

/** From one attempt to the next, whatever came of it: calls and rows are the customer's. */
const EVERY = { hours: 1 };

/** The last attempt, and the size of the newest checkpoint that is known to stand there. */
const kept = z.object({ at: z.string().transform((at) => at as IsoInstant), size: z.int() });
type Kept = z.infer<typeof kept>;

type Place = readonly [system: System, anchor: Anchor];

/** All places outside the database, those in connected systems at the end. */
export function anchorsOf(context: Pick<JobContext, 'anchors' | 'connectors'>): readonly Anchor[] {
  return [...context.anchors, ...inSystems(context).map(([, anchor]) => anchor)];
}

function inSystems({ connectors }: Pick<JobContext, 'connectors'>): readonly Place[] {
  return [...connectors.values()].flatMap(({ system, anchor }) => (anchor === undefined ? [] : [[system, anchor]]));
}

/** When the newest checkpoint is to be put into one of the systems; undefined where there is none to put, or nothing may be written. */
export async function nextAnchoring(
  tx: Transaction,
  context: JobContext,
  power: Power,
): Promise<IsoInstant | undefined> {
  const places = inSystems(context);
  if (places.length === 0 || !mayDecide(power)) return undefined;
  const newest = await tx.checkpoints.newest();
  const moments = await Promise.all(
    places.map(async ([system]) => dueAt(read(await tx.installation.get(nameOf(system))), newest?.size)),
  );
  return moments.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

/** Puts it into those for which it is due; answers those that could not be reached. A lost answer is looked up by the anchor itself, or an hour later. */
export async function anchorInSystems(context: JobContext): Promise<SealReport['unreached']> {
  const unreached: { anchor: string; why: string }[] = [];
  for (const [system, anchor] of inSystems(context)) {
    const due = await claim(context, system);
    if (due === undefined) continue;
    try {
      await anchor.put(due);
    } catch (error) {
      unreached.push({ anchor: anchor.name, why: error instanceof Error ? error.message : String(error) });
      continue;
    }
    await context.store.transaction(async (tx) => {
      const before = read(await tx.installation.getLocked(nameOf(system)));
      await tx.installation.set(nameOf(system), { at: iso(context.runtime.now()), ...before, size: due.size });
    });
  }
  return unreached;
}

/** The attempt is put down before it is made: no other worker makes one within the hour, nor this one after a crash. */
async function claim({ store, runtime }: JobContext, system: System) {
  return store.transaction(async (tx) => {
    if (!mayDecide(await readPower(tx))) return undefined;
    const before = read(await tx.installation.getLocked(nameOf(system)));
    const newest = await tx.checkpoints.newest();
    const at = iso(runtime.now());
    const due = dueAt(before, newest?.size);
    if (due === undefined || due > at) return undefined;
    await tx.installation.set(nameOf(system), { at, size: before?.size ?? 0 });
    return newest;
  });
}

function dueAt(before: Kept | undefined, size: number | undefined): IsoInstant | undefined {
  if (size === undefined || size === before?.size) return undefined;
  return before === undefined ? iso(BEGINNING) : iso(instantOf(before.at).add(EVERY));
}

const BEGINNING = Temporal.Instant.fromEpochMilliseconds(0);

function read(value: unknown): Kept | undefined {
  return kept.safeParse(value).data;
}

function nameOf(system: System): string {
  return `anchored.${system}`;
}
