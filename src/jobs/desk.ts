/** What preparing writes looks at. */
import type { Directory } from '../domain/circumstances.ts';
import type { LeadId } from '../domain/facts.ts';
import type { Lead, WrittenValue } from '../domain/lead.ts';
import type { SourceRecord } from '../domain/record.ts';
import type { LeadProjection, LeadView, Transaction } from '../ports/store.ts';
import { directory } from './circumstances.ts';
import type { JobContext } from './context.ts';
import type { Power } from './power.ts';

/** Read once for all rows. */
export interface Desk {
  readonly context: JobContext;
  readonly power: Power;
  readonly people: Directory;
  readonly leads: ReadonlyMap<string, Lead>;
  readonly projections: ReadonlyMap<string, LeadProjection>;
  readonly now: Temporal.Instant;
  /** What the fields say of which Baton becomes answerable with these writes. */
  readonly takenOver: WrittenValue[];
  /** What people had put into them before. */
  readonly priors: PriorValue[];
}

/** A value in a record of the lead that is about to be written over. */
export interface PriorValue {
  readonly lead: LeadId;
  readonly record: SourceRecord;
  readonly field: string;
}

/** What writes are made up from. */
export interface Known {
  readonly people: Directory;
  readonly views: readonly LeadView[];
}

export async function knownOf(tx: Transaction, context: JobContext, leads: readonly LeadId[]): Promise<Known> {
  const [people, views] = await Promise.all([directory(tx, context), tx.leads.view(leads)]);
  return { people, views };
}
