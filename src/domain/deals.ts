/** What HubSpot's deals say of a lead, where the company has them count: an open one makes it an opportunity, the newest closed one won or lost. */
import type { Activity } from './activity.ts';
import type { Draft } from './draft.ts';
import type { DealStatus, Stage } from './facts.ts';
import { reachStage } from './hand-over.ts';
import type { Judged } from './judged.ts';
import type { Lead } from './lead.ts';

const STAGE_OF: Readonly<Record<DealStatus, Stage>> = { open: 'opportunity', won: 'won', lost: 'lost' };

/** Adds the facts once for each change: a stage that somebody names afterwards stands until the deals say something else. */
export function takeUpDeals(draft: Draft, judged: Judged): void {
  if (judged.circumstances.dealsCount !== true) return;
  const told = newestWord(judged.lead);
  if (told === undefined) return;
  const { deal, status } = told;
  const known = draft.state.deal;
  if (known?.id === deal.id && known.status === status) return;
  // Who moved a deal to its stage, its owner or somebody else, is not told with it.
  const cause = { by: 'person', how: 'unknown' } as const;
  draft.add({ kind: 'deal-told', deal: { ref: { system: 'hubspot', object: 'deal', id: deal.id } }, status }, cause);
  reachStage(draft, judged, STAGE_OF[status], cause);
}

interface Told {
  readonly deal: Activity;
  readonly status: DealStatus;
}

/** Of the deals that count for this lead: the newest open one, else the one closed last. */
function newestWord(lead: Lead): Told | undefined {
  const told = lead.activities.flatMap((deal): readonly Told[] => {
    const status = statusOf(deal);
    return status !== undefined && countsFor(lead, deal) ? [{ deal, status }] : [];
  });
  const open = told.filter(({ status }) => status === 'open');
  return (open.length > 0 ? open : [...told].sort(byClosing)).at(-1);
}

function statusOf({ kind, properties }: Activity): DealStatus | undefined {
  if (kind !== 'deal') return undefined;
  const { status } = properties;
  return status === 'open' || status === 'won' || status === 'lost' ? status : undefined;
}

/** One deal counts once, however many contacts it has. A contact that was merged away still stands for the lead. */
function countsFor({ records }: Lead, { system, properties }: Activity): boolean {
  return records.some(
    ({ ref }) => ref.system === system && ref.object === 'contact' && ref.id === properties['primary'],
  );
}

function byClosing(a: Told, b: Told): number {
  const [left, right] = [closedAt(a), closedAt(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function closedAt({ deal }: Told): string {
  return String(deal.properties['closedAt'] ?? deal.occurredAt);
}
