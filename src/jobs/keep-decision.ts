/** What was decided of a lead goes where it stands from now on: its projection, the outbox, the rows that tell of its handoffs, its problems. */
import type { Circumstances } from '../domain/circumstances.ts';
import type { Decision } from '../domain/decide.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import { afterTaking } from '../domain/news.ts';
import { isOpenToWrites } from '../domain/record.ts';
import { isShareDue } from '../domain/shared-fields.ts';
import type { DeedPayload } from '../domain/writes.ts';
import type { LeadView, Transaction } from '../ports/store.ts';
import { clearEnded, listOwnerDoubts, listSeveralRecords } from './lead-problems.ts';
import { type TellingMeans, tellHandoffs } from './telling.ts';

export async function keepDecision(
  tx: Transaction,
  lead: Lead,
  decision: Decision,
  means: TellingMeans,
  now: Temporal.Instant,
): Promise<void> {
  const { armed, createLead, mappings } = means;
  await tx.leads.save(lead.id, decision);
  if (decision.taken.length > 0) await tx.leads.saveWritten(decision.taken);
  for (const { system, key, payload } of decision.deeds) {
    await tx.outbox.putDeed(system, lead.id, key, payload, waitsUntil(lead, payload, createLead, now));
  }
  await listOwnerDoubts(tx, lead, decision.ownerDoubts, iso(now));
  await listSeveralRecords(tx, lead, decision.state, iso(now));
  await clearEnded(tx, decision.facts);
  const after: Lead = { ...lead, written: afterTaking(lead.written, decision.taken) };
  const due = decision.statusDue || (!decision.outside && isShareDue(after, mappings, armed));
  if (due && armed.has('status')) {
    for (const record of lead.records) {
      if (isOpenToWrites(record)) await tx.outbox.putState(record.ref, lead.id);
    }
  }
  await tellHandoffs(tx, { ...after, state: decision.state }, lead.state, means);
  await tx.leads.rehearse(lead.id, undefined);
}

/** HubSpot's own connector may bring the Lead by itself: a handoff without a Salesforce record waits for it as long as the mapping says. */
function waitsUntil(
  lead: Lead,
  payload: DeedPayload,
  createLead: Circumstances['createLead'],
  now: Temporal.Instant,
): IsoInstant | undefined {
  if (payload.kind !== 'handoff' || typeof createLead === 'string') return undefined;
  const known = lead.records.some(({ ref, deleted }) => ref.system === 'salesforce' && !deleted);
  return known ? undefined : iso(now.add({ minutes: createLead.afterMinutes }));
}

/** As it would be loaded now. */
export function asKept({ lead, decision }: { readonly lead: Lead; readonly decision: Decision }): LeadView {
  const { state, taken } = decision;
  return { lead: { ...lead, state, written: afterTaking(lead.written, taken) }, kept: decision };
}
