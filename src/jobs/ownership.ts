/** OWNERSHIP: who held a lead when and by which decision, and what somebody holds or held: told by the ledger alone. */
import type { LeadId } from '../domain/facts.ts';
import { type IsoInstant, iso, toIso } from '../domain/instant.ts';
import type { Entry } from '../domain/ledger.ts';
import { type Stated, type Tenure, tenureAt, tenures } from '../domain/ownership.ts';
import { BatonError } from '../domain/problem.ts';
import type { HeldLead, OwnershipReport, TenureView } from '../ports/ledger-answers.ts';
import type { Transaction } from '../ports/store.ts';
import { findLead } from './ask.ts';
import { type Called, calledBy } from './called.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { readPower } from './power.ts';
import { namesAt } from './team-history.ts';

/** Streams that are read in one go. */
const LEADS_AT_ONCE = 200;

/** All its holders by then, oldest first. `asked` as for `explain`; `at` is an ISO moment, now unless given. */
export async function owners(context: JobContext, asked: string, at?: string): Promise<OwnershipReport> {
  const till = at === undefined ? iso(context.runtime.now()) : toIso(at);
  return context.store.transaction(async (tx) => {
    const { lead } = await findLead(tx, asked);
    const facts = await statedBy(tx, [lead.id], till);
    const words = await wordsOf(tx, context, till);
    return {
      ...personOf(lead),
      at: till,
      tenures: tenures(facts.get(lead.id) ?? []).map((one) => viewOf(one, words)),
    };
  });
}

/**
 * The leads that a member (by key), a queue, or a department with its members and queues held at that moment, longest first. Throws BatonError for a name that stands neither in team.yaml, nor with any
 * lead.
 */
export async function held(context: JobContext, who: string, at?: string): Promise<readonly HeldLead[]> {
  const till = at === undefined ? iso(context.runtime.now()) : toIso(at);
  return context.store.transaction(async (tx) => {
    const ids = [...(await tx.leads.withHandoffs({ open: false }))].sort();
    const found = new Map<LeadId, Tenure>();
    for (let from = 0; from < ids.length; from += LEADS_AT_ONCE) {
      for (const [id, facts] of await statedBy(tx, ids.slice(from, from + LEADS_AT_ONCE), till)) {
        const tenure = tenureAt(tenures(facts), till);
        if (tenure !== undefined && isWith(tenure, who)) found.set(id, tenure);
      }
    }
    const words = await wordsOf(tx, context, till);
    if (found.size === 0 && words.name(who, till) === undefined) requireKnown(context, who);
    const views = await tx.leads.view([...found.keys()].sort());
    return views
      .flatMap(({ lead }) => {
        const tenure = found.get(lead.id);
        return tenure === undefined ? [] : [{ ...personOf(lead), ...viewOf(tenure, words) }];
      })
      .sort((a, b) => (a.from < b.from ? -1 : 1));
  });
}

async function statedBy(
  tx: Transaction,
  ids: readonly LeadId[],
  till: IsoInstant,
): Promise<ReadonlyMap<LeadId, readonly Stated[]>> {
  const entries = await tx.ledger.ofStreams(
    ids.map((id) => `lead:${id}`),
    till,
  );
  const facts = await tx.ledger.reveal(entries);
  const stated = facts.map((fact, index) => ({ ...fact, seq: seqOf(entries[index]) }));
  return Map.groupBy(stated, ({ stream }) => stream.slice('lead:'.length) as LeadId);
}

function seqOf(entry: Entry | undefined): number {
  if (entry === undefined) throw new Error('a fact without its entry');
  return entry.seq;
}

/** What its members and queues hold, their department holds. */
function isWith({ holder, queue }: Tenure, who: string): boolean {
  return holder.department === who || (queue ?? holder.member) === who;
}

type Naming = (member: string, at: IsoInstant) => string | undefined;

async function wordsOf(tx: Transaction, context: JobContext, till: IsoInstant): Promise<Words> {
  return { till, name: await naming(tx, context), called: calledBy(await readPower(tx), context.settings) };
}

/** Names as they were then; of whom the ledger does not tell, today's. */
async function naming(tx: Transaction, { settings: { team } }: JobContext): Promise<Naming> {
  const then = await namesAt(tx);
  return (member, at) => then(member, at) ?? team.members.find(({ key }) => key === member)?.name;
}

interface Words {
  readonly till: IsoInstant;
  readonly name: Naming;
  readonly called: Called;
}

function viewOf({ holder, queue, from, to, entry }: Tenure, { till, name, called }: Words): TenureView {
  const { fact } = entry;
  return {
    department: holder.department,
    departmentLabel: called('department', holder.department),
    member: holder.member,
    memberName: holder.member === undefined ? undefined : name(holder.member, to ?? till),
    queue,
    from,
    to,
    seq: entry.seq,
    kind: fact.kind,
    cause: entry.cause,
    ...(fact.kind === 'handoff-decided' ? { handoff: fact.type, label: called('handoff', fact.type) } : {}),
  };
}

function requireKnown({ settings: { team } }: JobContext, who: string): void {
  const members = team.members.map(({ key }) => key);
  const queues = Object.values(team.pools).flatMap(({ queue }) => queue ?? []);
  const departments = team.members.map(({ department }) => department);
  if ([...members, ...queues, ...departments].includes(who)) return;
  const known = [...new Set([...members, ...queues, ...departments])].join(', ');
  throw new BatonError('NO_SUCH_MEMBER', `${who} is no member of the team`, `use one of: ${known}`, {
    member: who,
    members: known,
  });
}
