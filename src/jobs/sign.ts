/** SIGN: a department head signs a version of the agreement; once every party has signed, it is in force from the moment that it names. */

import { agreementHash } from '../domain/agreement/hash.ts';
import { keptText } from '../domain/agreement/kept.ts';
import { departmentsOf } from '../domain/agreement/names.ts';
import { type Agreement, agreementSchema } from '../domain/agreement/schema.ts';
import type { AgreementHash, NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import type { SignReport } from '../ports/reports.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { Transaction } from '../ports/store.ts';
import { announceVersion } from './announce.ts';
import type { JobContext } from './context.ts';
import { activateDue, changePower, lockPower } from './power.ts';
import { onFile } from './which-agreement.ts';

export interface Signature {
  readonly department: string;
  readonly name: string;
  /** The version as the signer has read it, as {@link keptText} writes it; absent: the file as this process has read it. */
  readonly text?: string | undefined;
}

export async function sign(context: JobContext, { department, name, text }: Signature): Promise<SignReport> {
  const { hash, terms } = text === undefined ? onFile(context.settings) : versionOf(text);
  const parties = terms.parties.map((party) => party.department);
  if (!parties.includes(department)) {
    throw new BatonError(
      'NOT_A_PARTY',
      `${department} is no party of this agreement`,
      `use one of: ${parties.join(', ')}`,
      { department, parties: parties.join(', ') },
    );
  }
  return context.store.transaction(async (tx) => {
    const now = context.runtime.now();
    const at = iso(now);
    // Two heads who sign at the same moment: the second sees the first's signature.
    const signed = await signatures(tx, hash);
    const facts: NewFact[] = [];
    if (!signed.includes(department)) {
      facts.push({
        stream: 'agreement',
        at,
        cause: { by: 'person', user: name, how: 'command' },
        fact: { kind: 'agreement-signed', agreement: hash, department, signer: { text: name } },
      });
      signed.push(department);
      await tx.installation.keepAgreement(hash, keptText(terms), at);
      await tx.installation.set(`signatures ${hash}`, signed);
    }
    const missing = parties.filter((party) => !signed.includes(party));
    const from = startOf(terms, now);
    if (missing.length === 0) facts.push(...(await schedule(tx, context, { hash, terms }, from)));
    await tx.ledger.append(facts);
    return {
      agreement: hash,
      signedBy: signed,
      missing,
      departments: departmentsOf(terms),
      inForce: missing.length === 0 && from <= at,
      from,
    };
  });
}

/** Checked again: what comes through the socket is no more trusted than a file. Throws ZodError on anything else. */
function versionOf(text: string): { readonly hash: AgreementHash; readonly terms: Agreement } {
  const terms = agreementSchema.parse(JSON.parse(text));
  return { hash: agreementHash(terms), terms };
}

/** The beginning of the day that it names, in its own zone; never before now. */
function startOf({ from, zone }: Agreement, now: Temporal.Instant): IsoInstant {
  if (from === undefined) return iso(now);
  const start = Temporal.PlainDate.from(from).toZonedDateTime(zone).toInstant();
  return iso(Temporal.Instant.compare(start, now) > 0 ? start : now);
}

/** Once, however often the last party signs. */
async function schedule(
  tx: Transaction,
  context: JobContext,
  { hash, terms }: AgreementTerms,
  from: IsoInstant,
): Promise<readonly NewFact[]> {
  const now = context.runtime.now();
  const { inForce, scheduled } = await lockPower(tx);
  if (scheduled.some((one) => one.hash === hash)) return [];
  if (inForce?.hash === hash && scheduled.length === 0) return [];
  await changePower(tx, { scheduled: [...scheduled, { hash, from }] });
  await announceVersion(tx, context, { hash, terms }, { from, against: inForce?.hash });
  const activated: NewFact = {
    stream: 'agreement',
    at: iso(now),
    cause: { by: 'rule', rule: 'all-signed' },
    fact: { kind: 'agreement-activated', agreement: hash, from },
  };
  // A new version must not flood anybody with leads that qualify only because the rules changed.
  return [activated, ...(await activateDue(tx, now))];
}

async function signatures(tx: Transaction, hash: string): Promise<string[]> {
  const kept = await tx.installation.getLocked(`signatures ${hash}`);
  return Array.isArray(kept) ? kept.map(String) : [];
}
