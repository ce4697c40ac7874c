/** Before a record is given to another owner, its system is asked whose it is now: what a person has said since it was read last is never written over. */
import { sameValue } from '../domain/desired.ts';
import { type RecordRef, recordKey, type SourceRecord } from '../domain/record.ts';
import type { Connector } from '../ports/connector.ts';
import type { JobContext } from './context.ts';
import { again, takeIn } from './look-first.ts';
import type { Prepared } from './prepare.ts';

/** A record that another owner has by now comes in by the one way in, and is left to whoever that is. Where nobody can say, the write waits. */
export async function beforeOwning(
  context: JobContext,
  connector: Connector,
  claimed: readonly Prepared[],
): Promise<readonly Prepared[]> {
  const owning = claimed.filter((one) => ownedBy(one) !== undefined);
  if (connector.look === undefined || owning.length === 0) return claimed;
  const read = await takeIn(
    { context, connector },
    owning.flatMap((one) => ownedBy(one) ?? []),
    hasAnother,
  );
  if ('problem' in read) {
    const { problem } = read;
    return claimed.map((one) => (ownedBy(one) === undefined ? one : { ...one, later: problem }));
  }
  const outdated = owning.filter((one) => {
    const ref = ownedBy(one);
    return ref !== undefined && read.taken.has(recordKey(ref));
  });
  const anew = await again(context, outdated);
  return claimed.map((one) => anew.get(one.row.id) ?? one);
}

/** The record that stands there and is to have another owner. */
function ownedBy({ row, write, later }: Prepared): RecordRef | undefined {
  if (row.status === 'unknown' || later !== undefined || write === undefined) return undefined;
  if (write.kind === 'fields') return Object.hasOwn(write.fields, 'ownerId') ? write.target : undefined;
  return write.kind === 'handoff' && Object.hasOwn(write.patch, 'ownerId') ? write.about : undefined;
}

function hasAnother({ deleted, fields }: SourceRecord, known: SourceRecord | undefined): boolean {
  return deleted || !sameValue(fields['ownerId'] ?? null, known?.fields['ownerId'] ?? null);
}
