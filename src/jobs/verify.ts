/** VERIFY: recomputes the chain and its seals and holds them against what stands outside the database; writing stops where they disagree, and goes on once they agree again. */
import type { NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { type Entry, Verifier } from '../domain/ledger.ts';
import { type Checkpoint, Tree } from '../domain/merkle.ts';
import { BatonError } from '../domain/problem.ts';
import type { NotVerified, Verified, VerifyReport } from '../ports/ledger-answers.ts';
import type { Behind, Store } from '../ports/store.ts';
import { type Anchored, anchored, behindAnchors, firstDenied } from './anchored.ts';
import type { JobContext } from './context.ts';
import { changePower, readPower } from './power.ts';

/** Entries read at a time. */
const PAGE = 1_000;
/** So many of the newest are looked at when `work` starts; all of them by `baton ledger verify`. */
const NEWEST = 100_000;

/** All entries. Distrust begins with the first bad one; it ends only when the whole chain verifies and reaches the head that stands outside. */
export async function verify(context: JobContext): Promise<VerifyReport> {
  const { store, runtime } = context;
  const found = await checked(context, 0);
  await store.transaction(async (tx) => {
    const { distrusted } = await readPower(tx);
    const now = found.ok ? undefined : { seq: found.seq, fault: found.fault };
    if (distrusted?.seq === now?.seq && distrusted?.fault === now?.fault) return;
    await changePower(tx, { distrusted: now });
    // Who qualified meanwhile was only rehearsed.
    if (now === undefined) await tx.leads.touchAll(iso(runtime.now()));
  });
  return found;
}

/** At the start of the process that owns the data. A new fault stops the writing; an old one stays until `verify` has looked at everything. */
export async function verifyNewest(context: JobContext): Promise<void> {
  const { store, runtime } = context;
  const { seq } = await store.transaction((tx) => tx.ledger.head());
  const found = await checked(context, Math.max(0, seq - NEWEST));
  if (found.ok) return;
  const { seq: bad, fault } = found;
  runtime.log.error('ledger does not verify', { seq: bad, fault });
  await store.transaction((tx) => changePower(tx, { distrusted: { seq: bad, fault } }));
}

/** What is lost cannot be had again: this is written down, and writing goes on. Handoffs that were lost find their tasks again by their keys. */
export async function acceptLoss(context: JobContext): Promise<VerifyReport> {
  const { store, runtime } = context;
  const outside = await anchored(context);
  const { checkpoints, places } = outside;
  const lost = store.behind ?? (await behindAnchors(context, checkpoints));
  if (lost === undefined)
    throw new BatonError('NOTHING_LOST', 'the ledger has lost nothing that could be accepted', 'baton ledger verify');
  const chain = await checkAfter(store, 0, []);
  if (!chain.ok) return chain;
  const denied = await firstDenied(context, checkpoints);
  const at = iso(runtime.now());
  const fact: NewFact = {
    stream: 'installation',
    at,
    cause: { by: 'person', how: 'command' },
    fact: {
      kind: 'loss-accepted',
      from: Math.min(lost.differs ? lost.fileSeq : lost.dbSeq + 1, denied?.size ?? Number.POSITIVE_INFINITY),
      to: Math.max(lost.fileSeq, checkpoints.at(-1)?.size ?? 0),
    },
  };
  await store.transaction(async (tx) => {
    await changePower(tx, { distrusted: undefined });
    await tx.leads.touchAll(at);
    await tx.ledger.append([fact]);
  });
  await store.acceptLoss?.();
  return told(await checkAfter(store, 0, []), places);
}

async function checked(context: JobContext, known: number): Promise<VerifyReport> {
  const { store } = context;
  const { checkpoints, places } = await anchored(context);
  const chain = await checkAfter(store, known, checkpoints);
  if (!chain.ok) return chain;
  return lossOf(store.behind ?? (await behindAnchors(context, checkpoints))) ?? told(chain, places);
}

type Checked = Omit<Verified, 'anchors'> | NotVerified;

function told(checked: Checked, anchors: Verified['anchors']): VerifyReport {
  return checked.ok ? { ...checked, anchors } : checked;
}

/** What the head outside the database says against it. */
export function lossOf(behind: (Behind & { readonly denies?: Anchored }) | undefined): NotVerified | undefined {
  if (behind === undefined) return undefined;
  const { fileSeq, dbSeq, differs, denies } = behind;
  const by = denies === undefined ? {} : { denies: namedBy(denies) };
  return differs
    ? { ok: false, seq: fileSeq, fault: 'replaced', ...by }
    : { ok: false, seq: dbSeq + 1, fault: 'lost', ...by };
}

function namedBy({ anchor, size, at }: Anchored): NonNullable<NotVerified['denies']> {
  return { anchor, size, at };
}

/** As far as the head stood when it began: others may append meanwhile. */
async function checkAfter(store: Store, known: number, outside: readonly Anchored[]): Promise<Checked> {
  const head = await store.transaction((tx) => tx.ledger.head());
  const [start] = known === 0 ? [] : await store.transaction((tx) => tx.ledger.entries(known - 1, 1));
  const verifier = new Verifier(start);
  // The tree is grown from the first entry or not at all.
  const seals = start === undefined ? new Seals(store, outside) : undefined;
  let after = start?.seq ?? 0;
  while (after < head.seq) {
    const page = await store.transaction((tx) => tx.ledger.entries(after, Math.min(PAGE, head.seq - after)));
    if (page.length === 0) break;
    for (const entry of page) {
      const fault = verifier.check(entry);
      if (fault !== undefined) return { ok: false, ...fault };
      after = entry.seq;
    }
    const broken = await seals?.follow(page);
    if (broken !== undefined) return broken;
  }
  const result = verifier.result();
  if (!result.ok) return result;
  // A tail that was cut off leaves a chain that verifies; the locked head row still says how long it was.
  if (head.seq > 0 && (head.seq !== result.entries || head.hash !== result.head))
    return { ok: false, seq: result.entries + 1, fault: 'gap' };
  return (await beyondHead(store, head.seq)) ?? result;
}

/** The checkpoints along the chain: the database's own, and those outside it. */
class Seals {
  readonly #store: Store;
  readonly #outside: readonly Anchored[];
  readonly #inside = new Tree();
  readonly #beside = new Tree();

  constructor(store: Store, outside: readonly Anchored[]) {
    this.#store = store;
    this.#outside = outside;
  }

  async follow(page: readonly Entry[]): Promise<NotVerified | undefined> {
    const from = (page[0]?.seq ?? 1) - 1;
    const to = page.at(-1)?.seq ?? from;
    const upTo = ({ size }: Checkpoint): boolean => size > from && size <= to;
    const hashes = page.map(({ hash }) => hash);
    const own = await this.#store.transaction((tx) => tx.checkpoints.after(from, page.length));
    const unfit = this.#inside.follow(hashes, own.filter(upTo));
    if (unfit !== undefined) return { ok: false, seq: unfit.size, fault: 'checkpoint' };
    const denied = this.#beside.follow(hashes, this.#outside.filter(upTo));
    return denied === undefined
      ? undefined
      : { ok: false, seq: denied.size, fault: 'replaced', denies: namedBy(denied) };
  }
}

/** Entries beyond the head row were put there by somebody else. The entry is read first: a head read later has reached it. */
async function beyondHead(store: Store, seq: number): Promise<NotVerified | undefined> {
  return store.transaction(async (tx) => {
    const [entry] = await tx.ledger.entries(seq, 1);
    if (entry === undefined || (await tx.ledger.head()).seq >= entry.seq) return undefined;
    return { ok: false, seq: entry.seq, fault: 'gap' };
  });
}
