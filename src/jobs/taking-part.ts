/** Who takes part, and what deals say, are settings of the mappings: when they change, every lead is judged anew and nobody is flooded. */
import { z } from 'zod';
import { iso } from '../domain/instant.ts';
import { dealSetting } from '../domain/mapping.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { readPower, takeBaseline } from './power.ts';

const NAME = 'taking-part';

/** Before anything was set: everybody takes part, and deals are not read. */
const stored = z.object({
  selection: z.string().default('null'),
  deals: z.string().default('none'),
  opportunities: z.string().default('none'),
});

/** A changed selection takes a new baseline: whoever comes in by it stands, and is let through by a person. */
export async function noteTerms(tx: Transaction, { settings, runtime }: JobContext): Promise<void> {
  const { hubspot, salesforce } = settings.mappings;
  const terms = {
    selection: JSON.stringify(hubspot.selection ?? null),
    deals: dealSetting('hubspot', hubspot),
    opportunities: dealSetting('salesforce', salesforce),
  };
  const isAsBefore = (value: unknown): boolean => {
    const { selection, deals, opportunities } = stored.parse(value ?? {});
    return selection === terms.selection && deals === terms.deals && opportunities === terms.opportunities;
  };
  if (isAsBefore(await tx.installation.get(NAME))) return;
  const before = stored.parse((await tx.installation.getLocked(NAME)) ?? {});
  if (isAsBefore(before)) return;
  const now = runtime.now();
  await tx.installation.set(NAME, terms);
  await tx.leads.touchAll(iso(now));
  const { armed } = await readPower(tx);
  if (before.selection === terms.selection || armed.size === 0) return;
  await tx.ledger.append([await takeBaseline(tx, now, 'selection')]);
}
