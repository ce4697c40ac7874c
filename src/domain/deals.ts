/** What deals say of a lead, where the company has them count: an open one makes it an opportunity, the newest closed one won or lost. */
import type { Activity } from './activity.ts';
import type { Circumstances } from './circumstances.ts';
import type { Draft } from './draft.ts';
import type { Cause, DealStatus, Stage } from './facts.ts';
import { reachStage } from './hand-over.ts';
import { toIso } from './instant.ts';
import type { Judged } from './judged.ts';
import type { Lead } from './lead.ts';
import type { FieldValue } from './record.ts';

const STAGE_OF: Readonly<Record<DealStatus, Stage>> = { open: 'opportunity', won: 'won', lost: 'lost' };

/** Adds the facts once for each change: a stage that somebody names afterwards stands until the deals say something else. */
export function takeUpDeals(draft: Draft, judged: Judged): void {
  const { dealsCount = [] } = judged.circumstances;
  const told = newestWord(judged.lead, dealsCount);
  if (told === undefined) return;
  const { deal, status } = told;
  const known = draft.state.deal;
  if (known?.id === deal.id && known.status === status) return;
  const cause = moverOf(deal, judged.circumstances);
  draft.add({ kind: 'deal-told', ...evidenceOf(told) }, cause);
  reachStage(draft, judged, STAGE_OF[status], cause);
}

interface Told {
  readonly deal: Activity;
  readonly status: DealStatus;
}

/** Of the deals that count for this lead, in the first system where there is one: the newest open one, else the one closed last. */
function newestWord(lead: Lead, systems: NonNullable<Circumstances['dealsCount']>): Told | undefined {
  const told = lead.activities.flatMap((deal): readonly Told[] => {
    const status = statusOf(deal);
    return status !== undefined && countsFor(lead, deal) ? [{ deal, status }] : [];
  });
  const system = systems.find((one) => told.some(({ deal }) => deal.system === one));
  const its = told.filter(({ deal }) => deal.system === system);
  const open = its.filter(({ status }) => status === 'open');
  return (open.length > 0 ? open : [...its].sort(byClosing)).at(-1);
}

function statusOf({ kind, properties }: Activity): DealStatus | undefined {
  if (kind !== 'deal') return undefined;
  const { status } = properties;
  return status === 'open' || status === 'won' || status === 'lost' ? status : undefined;
}

/** One deal counts once, however many contacts it has; one that is only suggested has none. A contact that was merged away still stands for the lead. */
function countsFor({ records }: Lead, { system, properties }: Activity): boolean {
  return records.some(
    ({ ref }) => ref.system === system && ref.object === 'contact' && ref.id === properties['primary'],
  );
}

/** Whoever moved it to its stage, where the system keeps a history of that; a deal's owner need not be. */
function moverOf({ system, properties }: Activity, { people }: Circumstances): Cause {
  const { movedBy } = properties;
  if (movedBy === 'automation') return { by: 'system', system, actor: 'automation' };
  if (typeof movedBy !== 'string') return { by: 'person', how: 'unknown' };
  const member = people.memberOf(system, { type: 'person', user: movedBy });
  return { by: 'person', user: member?.key ?? movedBy, how: 'field-history' };
}

function evidenceOf({ deal, status }: Told) {
  const { system, id, occurredAt, properties } = deal;
  const amount = wholeAmount(properties['amount']);
  const closedAt = properties['closedAt'];
  return {
    deal: { ref: { system, object: 'deal', id } },
    status,
    openedAt: occurredAt,
    ...(amount === undefined ? {} : { amount }),
    ...(status === 'open' || typeof closedAt !== 'string' ? {} : { closedAt: toIso(closedAt) }),
  };
}

/** The ledger holds whole numbers only. */
function wholeAmount(amount: FieldValue | undefined): number | undefined {
  const whole = typeof amount === 'number' ? Math.round(amount) : undefined;
  return Number.isSafeInteger(whole) ? whole : undefined;
}

function byClosing(a: Told, b: Told): number {
  const [left, right] = [closedAt(a), closedAt(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function closedAt({ deal }: Told): string {
  return String(deal.properties['closedAt'] ?? deal.occurredAt);
}
