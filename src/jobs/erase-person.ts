/** ERASE: one person on their request, shown before it is done. The systems themselves are not touched: a person erases there. */
import type { Lead } from '../domain/lead.ts';
import { BatonError } from '../domain/problem.ts';
import { recordKey } from '../domain/record.ts';
import type { EraseReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { findLead } from './ask.ts';
import type { JobContext } from './context.ts';
import { eraseWholly } from './erasing.ts';
import { personOf } from './plan.ts';

interface Wish {
  readonly lead: string;
  readonly by: string;
  readonly ticket?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** In one transaction: either all of it is gone, or nothing. Throws BatonError where nobody is known by the name, or nothing is kept of them. */
export async function erasePerson(
  { store, runtime }: JobContext,
  { lead: asked, by, ticket, dryRun = false }: Wish,
): Promise<EraseReport> {
  return store.transaction(async (tx) => {
    const { lead } = await findLead(tx, asked);
    const records = await recordsOf(tx, lead);
    if (records.length === 0) {
      throw new BatonError(
        'NOTHING_KEPT',
        `no record of ${asked} is kept`,
        '`baton ledger show <lead>` says whether they were erased before',
        { asked },
      );
    }
    const refs = records.map(({ system, object, id }) => ({ system, object, id }));
    if (!dryRun) await eraseWholly(tx, { lead: lead.id, records: refs, by, ticket }, runtime.now());
    return {
      ...personOf(lead),
      records,
      activities: lead.activities.length,
      openHandoffs: lead.state.handoffs.filter(({ status }) => status !== 'closed').length,
      erased: !dryRun,
    };
  });
}

/** Also those that were made for the person, and not read yet. */
async function recordsOf(tx: Transaction, { id, records }: Lead): Promise<EraseReport['records']> {
  const known = new Map(records.map(({ ref, deleted }) => [recordKey(ref), { ...ref, deleted }]));
  const made = (await tx.ledger.ofStream(`lead:${id}`)).filter(({ kind }) => kind === 'task-made');
  for (const { fact } of await tx.ledger.reveal(made)) {
    if (fact.kind !== 'task-made' || fact.record.ref === null) continue;
    const { ref } = fact.record;
    if (!known.has(recordKey(ref))) known.set(recordKey(ref), { ...ref, deleted: false });
  }
  return [...known.values()];
}
