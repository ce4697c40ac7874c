/** Gathers what the words of a notice need beside its facts: its reader's language and zone, and the versions of the agreement that it speaks of. */
import type { AgreementHash } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { KnownVersion, NoticeKnowledge } from '../domain/notice-text.ts';
import { recipientOf } from '../domain/recipients.ts';
import type { NoticeRow } from '../ports/notices.ts';
import type { Transaction } from '../ports/store.ts';
import { factsOf } from './agreements.ts';
import type { JobContext } from './context.ts';
import { agreementOf } from './power.ts';

export async function knowledgeFor(
  tx: Transaction,
  { settings }: JobContext,
  row: NoticeRow,
): Promise<NoticeKnowledge> {
  const { team, notify } = settings;
  const recipients = row.to.flatMap((key) => recipientOf(key, team, notify?.channels ?? []) ?? []);
  const alone = row.channel === 'email';
  const [first] = recipients;
  const versions = await versionsOf(tx, row);
  const spoken = [...versions.values()].at(-1)?.terms.zone;
  return {
    language: row.language,
    // In a conversation people of several zones read the same.
    zone: (alone ? first?.zone : spoken) ?? spoken ?? first?.zone ?? 'UTC',
    member: alone && team.members.some(({ key }) => key === first?.key) ? first?.key : undefined,
    concerns: alone ? [] : recipients.map(({ name }) => name),
    reminders: notify?.reminders ?? 0,
    versions,
  };
}

async function versionsOf(tx: Transaction, { facts }: NoticeRow): Promise<ReadonlyMap<AgreementHash, KnownVersion>> {
  const hashes = new Set<AgreementHash>();
  for (const fact of facts) {
    if (fact.kind === 'agreement-version' && fact.against !== undefined) hashes.add(fact.against);
    if ('agreement' in fact) hashes.add(fact.agreement);
  }
  const versions = new Map<AgreementHash, KnownVersion>();
  if (hashes.size === 0) return versions;
  const told = await factsOf(tx);
  for (const hash of hashes) {
    const terms = await agreementOf(tx, hash);
    if (terms === undefined) continue;
    const signatures: { department: string; signer: string; at: IsoInstant }[] = [];
    let from: IsoInstant | undefined;
    for (const { at, fact } of told) {
      if (fact.kind === 'agreement-signed' && fact.agreement === hash)
        signatures.push({ department: fact.department, signer: fact.signer.text ?? '', at });
      if (fact.kind === 'agreement-activated' && fact.agreement === hash) from = fact.from;
    }
    versions.set(hash, { terms, signatures, from });
  }
  return versions;
}
