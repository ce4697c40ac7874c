/** ASK: questions that only read: which lead is meant, what was handed off, what the ledger says, how Baton is. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { LeadId, NewFact } from '../domain/facts.ts';
import { missingOf } from '../domain/gate.ts';
import type { Lead } from '../domain/lead.ts';
import { ARM_STEPS } from '../domain/mapping.ts';
import { emailKey } from '../domain/normalise.ts';
import { BatonError } from '../domain/problem.ts';
import { recordKey, type SubjectKey } from '../domain/record.ts';
import type { HandoffView, StatusReport } from '../ports/answers.ts';
import type { LedgerPage, LedgerRow } from '../ports/ledger-answers.ts';
import type { LeadView, Transaction } from '../ports/store.ts';
import { reviewsIn } from './agreements.ts';
import { type Called, calledBy } from './called.ts';
import { directory } from './circumstances.ts';
import type { JobContext, Settings } from './context.ts';
import { personOf } from './plan.ts';
import { type Power, readPower } from './power.ts';
import { firstReadings } from './progress.ts';
import { reconciled } from './reconcile.ts';

/** A lead that was joined leads to the one that goes on, which may have been joined too. */
const MOST_JOINED = 100;

/** By an e-mail address, a lead's id, or a CRM record id. Throws BatonError where nobody is known by it. */
export async function findLead(tx: Transaction, asked: string): Promise<LeadView> {
  const keys: SubjectKey[] = [];
  const email = emailKey(asked);
  if (email !== undefined) keys.push(email);
  for (const [system, object] of [
    ['hubspot', 'contact'],
    ['salesforce', 'lead'],
    ['salesforce', 'contact'],
  ] as const) {
    keys.push(recordKey({ system, object, id: asked }));
  }
  const found = new Set([...(await tx.leads.lookUp(keys)).values(), asked as LeadId]);
  let [view] = await tx.leads.view([...found].sort());
  for (let joined = 0; view?.lead.joinedInto !== undefined && joined < MOST_JOINED; joined += 1)
    [view] = await tx.leads.view([view.lead.joinedInto]);
  if (view === undefined) {
    throw new BatonError(
      'NO_SUCH_LEAD',
      `no lead is known by ${asked}`,
      'give the e-mail address or record id that HubSpot or Salesforce shows; `baton pull` reads what is new',
      { asked },
    );
  }
  return view;
}

type People = Awaited<ReturnType<typeof directory>>;

/** All handoffs that the lead's state knows, oldest first. */
export function viewsOf(lead: Lead, called: Called, people: People): readonly HandoffView[] {
  return lead.state.handoffs.map((handoff) => ({
    ...personOf(lead),
    handoff,
    to:
      (handoff.to.member === undefined ? undefined : people.member(handoff.to.member)?.name) ??
      handoff.toQueue ??
      handoff.to.department,
    toLabel: (handoff.to.member ?? handoff.toQueue) ? undefined : called('department', handoff.to.department),
    label: called('handoff', handoff.type),
  }));
}

/** Oldest decision first. */
export async function handoffs(context: JobContext, open: boolean): Promise<readonly HandoffView[]> {
  return context.store.transaction(async (tx) => {
    const people = await directory(tx, context);
    const called = calledBy(await readPower(tx), context.settings);
    const ids = await tx.leads.withHandoffs({ open });
    const views = await tx.leads.view([...ids].sort());
    return views
      .flatMap(({ lead }) => viewsOf(lead, called, people))
      .filter(({ handoff }) => !open || handoff.status !== 'closed')
      .sort((a, b) => (a.handoff.decidedAt < b.handoff.decidedAt ? -1 : 1));
  });
}

export async function ledgerShow(context: JobContext, asked: string): Promise<readonly LedgerRow[]> {
  return context.store.transaction(async (tx) => {
    const { lead } = await findLead(tx, asked);
    const entries = await tx.ledger.ofStream(`lead:${lead.id}`);
    const facts = await tx.ledger.reveal(entries);
    const power = await readPower(tx);
    const known = { called: calledBy(power, context.settings), gate: gateOf(power, context.settings) };
    return entries.map((entry, index) => ({
      seq: entry.seq,
      at: entry.at,
      kind: entry.kind,
      cause: facts[index]?.cause,
      hash: entry.hash,
      names: namesIn(facts[index], known),
      fact: { ...facts[index]?.fact },
    }));
  });
}

interface KnownNames {
  readonly called: Called;
  /** What a held fact names, as the agreement calls it. */
  gate(held: Held): readonly (readonly [string, Bilingual | undefined])[];
}

type Held = Extract<NewFact['fact'], { readonly kind: 'held' }>;

function gateOf({ inForce }: Power, { agreement }: Settings): KnownNames['gate'] {
  const terms = inForce?.terms ?? (agreement.kind === 'read' ? agreement.terms : undefined);
  return (held) => missingOf(terms, held).map(({ id, label }) => [id, label]);
}

function namesIn(stated: NewFact | undefined, { called, gate }: KnownNames): LedgerRow['names'] {
  if (stated === undefined) return {};
  const { fact, cause } = stated;
  const handoffs = [
    ...(cause.by === 'rule' ? [cause.rule] : []),
    ...('type' in fact ? [fact.type] : []),
    ...('handoff' in fact ? [fact.handoff] : []),
  ];
  const reasons = 'reason' in fact && typeof fact.reason === 'object' ? [fact.reason.text ?? ''] : [];
  const named = [
    ...handoffs.map((id) => [id, called('handoff', id)] as const),
    ...reasons.map((id) => [id, called('reason', id)] as const),
    ...departmentsIn(fact).map((id) => [id, called('department', id)] as const),
    ...(fact.kind === 'held' ? gate(fact) : []),
  ];
  return Object.fromEntries(named.flatMap(([id, name]) => (name === undefined ? [] : [[id, name]])));
}

/** Whoever holds, gives, gets or is asked. */
function departmentsIn(fact: NewFact['fact']): readonly string[] {
  return Object.values(fact).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'department' in value ? [String(value.department)] : [],
  );
}

/** Entries of one page: their texts have at most 16 kB each. */
const LEDGER_PAGE = 250;

export async function ledgerPage({ store }: JobContext, after: number, open: boolean): Promise<LedgerPage> {
  return store.transaction(async (tx) => {
    const head = await tx.ledger.head();
    const entries = await tx.ledger.entries(after, LEDGER_PAGE);
    const last = entries.at(-1)?.seq ?? after;
    const checkpoints = await tx.checkpoints.after(after, LEDGER_PAGE);
    return {
      entries: entries.map(({ seq, hash, text }) => ({ seq, hash, text })),
      checkpoints: checkpoints.filter(({ size }) => size <= last),
      openings: open ? await tx.ledger.openings(entries) : undefined,
      head,
    };
  });
}

export async function status(context: JobContext): Promise<StatusReport> {
  const budgets = await budgetsOf(context);
  return context.store.transaction(async (tx) => {
    const power = await readPower(tx);
    const { byStage, standing, held, approval, outside, openHandoffs } = await tx.leads.count();
    const { unsettled, problems } = await tx.outbox.count();
    return {
      armed: ARM_STEPS.filter((step) => power.armed.has(step)),
      agreement: { inForce: power.inForce?.hash, ...fileOf(context.settings) },
      scheduled: power.scheduled.map(({ hash, from }) => ({ agreement: hash, from })),
      reviews: await reviewsIn(tx, context),
      stopped: power.stopped,
      copyOf: power.copyOf,
      distrusted: power.distrusted,
      gateOpen: power.gateOpen,
      admission: power.admission,
      baselineAt: power.baselineAt,
      leads: byStage,
      standing,
      held,
      approval,
      outside,
      openHandoffs,
      waitingWrites: unsettled,
      problems,
      reconciliation: await reconciled(tx),
      ledger: { ...(await tx.ledger.head()), sealed: (await tx.checkpoints.newest())?.size ?? 0 },
      firstReadings: await firstReadings(tx, context.connectors.keys()),
      spent: Object.fromEntries([...context.connectors].map(([system, connector]) => [system, connector.spent()])),
      budgets,
    };
  });
}

async function budgetsOf({ connectors }: JobContext): Promise<StatusReport['budgets']> {
  const budgets: Record<string, StatusReport['budgets'][string]> = {};
  for (const [system, connector] of connectors) {
    const report = await connector.budget?.();
    if (report !== undefined) budgets[system] = report;
  }
  return budgets;
}

/** For {@link StatusReport.agreement}. */
export function fileOf({ agreement }: Pick<Settings, 'agreement'>): Pick<StatusReport['agreement'], 'file' | 'broken'> {
  return agreement.kind === 'read'
    ? { file: agreement.hash, broken: undefined }
    : { file: undefined, broken: agreement.says };
}
