/** The ledger read from its first entry to its last, and every lead folded from its facts alone, as whoever has nothing but the ledger would. */
import { evolve, INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { LeadFact, LeadId, NewFact, ScoreFact } from '../../src/domain/facts.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { LeadState } from '../../src/domain/lead.ts';
import type { Entry } from '../../src/domain/ledger.ts';
import type { Stated } from '../../src/domain/ownership.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Store } from '../../src/ports/store.ts';

/** Entries at a time. */
const PAGE = 2_000;

export interface Folded {
  state: LeadState;
  /** Kinds and moments, in their order. */
  readonly facts: { readonly kind: LeadFact['kind']; readonly at: IsoInstant }[];
  readonly missed: string[];
  /** Whatever may change who holds it, without scores. */
  readonly holding: Stated[];
  /** Each stage and each holder that it ever had, as they began. */
  readonly had: { readonly at: IsoInstant; readonly stage: string; readonly member: string | undefined }[];
}

export interface Task {
  readonly lead: LeadId;
  readonly at: IsoInstant;
}

const NO_SCORE: ScoreFact = { attribute: 0, behaviour: 0, total: 0, lines: [] };
const MAY_MOVE: ReadonlySet<LeadFact['kind']> = new Set([
  ...(['lead-found', 'stage-changed', 'handoff-decided', 'owner-changed'] as const),
  ...(['joined', 'split', 'erased'] as const),
]);

/** What may follow when nothing is left of a person. */
const ENDS: ReadonlySet<LeadFact['kind']> = new Set(['erased', 'handoff-closed', 'no-longer-qualified']);

export class Fold {
  readonly leads = new Map<LeadId, Folded>();
  /** By handoff key: when and for whom it was decided. */
  readonly decided = new Map<string, Task>();
  /** By record key: the leads that it ever stood for, as far as the ledger tells. */
  readonly leadsOf = new Map<string, Set<LeadId>>();
  /** Where the ledger ended each time it was read. */
  readonly heads: { readonly seq: number; readonly hash: string }[] = [];
  /** What did not fit together while it was read. */
  readonly broken: string[] = [];
  /** Entries read. */
  seq = 0;
  #at = '';

  /** Goes on where it ended; answers how many entries were new. */
  async readOn(store: Store): Promise<number> {
    const before = this.seq;
    for (;;) {
      const { entries, facts } = await store.transaction(async ({ ledger }) => {
        const page = await ledger.entries(this.seq, PAGE);
        return { entries: page, facts: await ledger.reveal(page) };
      });
      entries.forEach((entry, index) => {
        const fact = facts[index];
        if (fact !== undefined) this.#take(entry, fact);
      });
      const last = entries.at(-1);
      if (last !== undefined) this.heads.push({ seq: last.seq, hash: last.hash });
      if (entries.length < PAGE) return this.seq - before;
    }
  }

  /** Leads that go on for others count for them. */
  rootOf(lead: LeadId): LeadId {
    let root = lead;
    for (let steps = 0; steps < this.leads.size; steps += 1) {
      const next = this.leads.get(root)?.state.joined;
      if (next === undefined) return root;
      root = next;
    }
    this.broken.push(`${lead} was joined in a circle`);
    return root;
  }

  #take({ seq }: Entry, entry: NewFact): void {
    const { stream, at, fact } = entry;
    if (seq !== this.seq + 1) this.broken.push(`entry ${seq} follows ${this.seq}`);
    if (at < this.#at) this.broken.push(`entry ${seq} of ${at} follows one of ${this.#at}`);
    this.seq = seq;
    this.#at = at;
    if (!stream.startsWith('lead:')) return;
    const lead = stream.slice('lead:'.length) as LeadId;
    const folded = this.leads.get(lead) ?? { state: INITIAL_STATE, facts: [], missed: [], holding: [], had: [] };
    this.leads.set(lead, folded);
    this.#look(lead, folded, fact as LeadFact, at, seq);
    folded.facts.push({ kind: fact.kind as LeadFact['kind'], at });
    folded.state = evolve(folded.state, fact as LeadFact, at);
    const { stage, holder } = folded.state;
    const before = folded.had.at(-1);
    if (before?.stage !== stage || before.member !== holder.member)
      folded.had.push({ at, stage, member: holder.member });
    if (MAY_MOVE.has(fact.kind as LeadFact['kind']))
      folded.holding.push({ ...entry, seq, fact: 'score' in fact ? { ...fact, score: NO_SCORE } : fact });
  }

  /** Before it is folded. */
  #look(lead: LeadId, { state, missed }: Folded, fact: LeadFact, at: IsoInstant, seq: number): void {
    const wrong = (what: string): void => void this.broken.push(`entry ${seq} of ${lead}: ${what}`);
    // What was open ends.
    if (state.erased === true && !ENDS.has(fact.kind)) wrong(`${fact.kind} after the person was erased`);
    if (fact.kind === 'stage-changed' && fact.from !== state.stage)
      wrong(`from ${fact.from}, but it was ${state.stage}`);
    if (fact.kind === 'handoff-decided') {
      if (this.decided.has(fact.handoff)) wrong(`${fact.handoff} was decided before`);
      if (fact.handoff !== handoffKey(lead, fact.type, fact.episode))
        wrong(`${fact.handoff} is not the key of ${fact.type} ${fact.episode}`);
      this.decided.set(fact.handoff, { lead, at });
    }
    if ('handoff' in fact && fact.kind.startsWith('handoff-') && !this.decided.has(fact.handoff))
      wrong(`${fact.kind} of ${fact.handoff}, which was never decided`);
    // A task whose answer was late reopens nothing, and is closed once more.
    const closing = fact.kind === 'handoff-closed' ? state.handoffs.find(({ key }) => key === fact.handoff) : undefined;
    if (closing?.closedAt !== undefined) wrong(`${closing.key} was closed before`);
    if (fact.kind === 'deadline-missed') {
      const name = `${fact.handoff} ${fact.deadline}`;
      if (missed.includes(name)) wrong(`${name} was missed before`);
      missed.push(name);
    }
    const records =
      fact.kind === 'lead-found'
        ? fact.records
        : fact.kind === 'record-linked' || fact.kind === 'task-made'
          ? [fact.record]
          : [];
    for (const { ref } of records) {
      // Of the erased nothing is told.
      if (ref === null) continue;
      const known = this.leadsOf.get(recordKey(ref)) ?? new Set();
      this.leadsOf.set(recordKey(ref), known.add(lead));
    }
  }
}
