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

type Terms = z.infer<typeof stored>;

function termsIn({ settings }: JobContext): Terms {
  const { hubspot, salesforce } = settings.mappings;
  return {
    selection: JSON.stringify(hubspot.selection ?? null),
    deals: dealSetting('hubspot', hubspot),
    opportunities: dealSetting('salesforce', salesforce),
  };
}

function differs(terms: Terms, kept: unknown): boolean {
  const { selection, deals, opportunities } = stored.parse(kept ?? {});
  return selection !== terms.selection || deals !== terms.deals || opportunities !== terms.opportunities;
}

/** Whether {@link noteTerms} has anything to note. */
export async function areNewTerms(tx: Transaction, context: JobContext): Promise<boolean> {
  return differs(termsIn(context), await tx.installation.get(NAME));
}

/** A changed selection takes a new baseline: whoever comes in by it stands, and is let through by a person. */
export async function noteTerms(tx: Transaction, context: JobContext): Promise<void> {
  if (!(await areNewTerms(tx, context))) return;
  const terms = termsIn(context);
  const before = stored.parse((await tx.installation.getLocked(NAME)) ?? {});
  if (!differs(terms, before)) return;
  const now = context.runtime.now();
  await tx.installation.set(NAME, terms);
  await tx.leads.touchAll(iso(now));
  const { armed } = await readPower(tx);
  if (before.selection === terms.selection || armed.size === 0) return;
  await tx.ledger.append([await takeBaseline(tx, now, 'selection')]);
}
