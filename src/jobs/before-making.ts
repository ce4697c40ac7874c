/** Before a Lead is made for somebody, Salesforce is asked once more whether anybody has made one meanwhile: nobody is there twice. */
import type { LeadId } from '../domain/facts.ts';
import { emailKey } from '../domain/normalise.ts';
import type { Problem } from '../domain/problem.ts';
import { type RecordRef, recordKey, type SubjectKey } from '../domain/record.ts';
import type { Connector } from '../ports/connector.ts';
import type { JobContext } from './context.ts';
import { again, takeIn } from './look-first.ts';
import type { Prepared } from './prepare.ts';

/**
 * One record that appeared meanwhile comes in by the one way in, where identity decides, and the handoff is made for it; several hold the handoff until a
 * person has settled who is who. Where nobody can say, nothing is made yet.
 */
export async function beforeMaking(
  context: JobContext,
  connector: Connector,
  claimed: readonly Prepared[],
): Promise<readonly Prepared[]> {
  const making = claimed.filter(isMaking);
  const addresses = new Map(making.flatMap((one) => addressOf(one)));
  if (connector.findPeople === undefined || connector.look === undefined || addresses.size === 0) return claimed;
  const answer = await connector.findPeople([...new Set(addresses.values())]);
  if ('problem' in answer) {
    const { problem } = answer;
    return claimed.map((one) => (addresses.has(one.row.id) ? { ...one, later: problem } : one));
  }
  // Whoever shares an address and is known for somebody else, by a person's word or the records' own links, did not appear meanwhile.
  const leads = await standingFor(context, [...answer.found.values()].flat());
  const foundFor = (one: Prepared): readonly RecordRef[] =>
    (answer.found.get(emailKey(addresses.get(one.row.id) ?? '') ?? '') ?? []).filter(
      (ref) => (leads.get(recordKey(ref)) ?? one.row.lead) === one.row.lead,
    );
  const single = making.filter((one) => foundFor(one).length === 1);
  const read = await takeIn({ context, connector }, single.flatMap(foundFor));
  const anew = await again(context, single);
  return claimed.map((one) => {
    if (!isMaking(one)) return one;
    const found = foundFor(one);
    if (found.length > 1) return { ...one, write: undefined, blocked: several(found) };
    if (found.length === 0) return one;
    if ('problem' in read) return { ...one, later: read.problem };
    const prepared = anew.get(one.row.id) ?? one;
    // It stands for somebody else, or a person has to say for whom.
    return isMaking(prepared) ? { ...prepared, write: undefined, blocked: several(found) } : prepared;
  });
}

function isMaking({ row, write }: Prepared): boolean {
  return write?.kind === 'handoff' && write.about === undefined && row.status !== 'unknown';
}

function addressOf({ row, write }: Prepared): readonly (readonly [number, string])[] {
  const email = write?.kind === 'handoff' ? write.create?.['email'] : undefined;
  return typeof email === 'string' && emailKey(email) !== undefined ? [[row.id, email]] : [];
}

function standingFor(
  context: JobContext,
  refs: readonly RecordRef[],
): Promise<ReadonlyMap<SubjectKey, LeadId>> | ReadonlyMap<SubjectKey, LeadId> {
  if (refs.length === 0) return new Map();
  return context.store.transaction((tx) => tx.leads.lookUp(refs.map(recordKey)));
}

function several(found: readonly RecordRef[]): Problem {
  const [record] = found;
  return {
    category: 'duplicate',
    mover: 'admin',
    system: 'salesforce',
    code: 'SEVERAL_WITH_ADDRESS',
    detail: `already there under this address: ${found.map(recordKey).join(', ')}`,
    ...(record === undefined ? {} : { record }),
  };
}
