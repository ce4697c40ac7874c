/** SIGN: a department head signs the agreement as it stands; once every party has signed, it comes into force. */

import { keptText } from '../domain/agreement/kept.ts';
import type { NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import type { SignReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { onFile } from './agreement.ts';
import type { JobContext } from './context.ts';
import { changePower, readPower, takeBaseline } from './power.ts';

export async function sign(context: JobContext, department: string, name: string): Promise<SignReport> {
  const { hash, terms } = onFile(context.settings);
  const parties = terms.parties.map((party) => party.department as string);
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
    const power = await readPower(tx);
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
    if (missing.length === 0 && power.inForce?.hash !== hash) {
      facts.push({
        stream: 'agreement',
        at,
        cause: { by: 'rule', rule: 'all-signed' },
        fact: { kind: 'agreement-activated', agreement: hash, from: at },
      });
      await changePower(tx, { agreement: hash });
      // A new version must not flood anybody with leads that qualify only because the rules changed.
      if (power.armed.size > 0) facts.push(await takeBaseline(tx, now, 'agreement'));
      await tx.leads.touchAll(at);
    }
    await tx.ledger.append(facts);
    return { agreement: hash, signedBy: signed, missing, inForce: missing.length === 0 };
  });
}

async function signatures(tx: Transaction, hash: string): Promise<string[]> {
  const kept = await tx.installation.getLocked(`signatures ${hash}`);
  return Array.isArray(kept) ? kept.map(String) : [];
}
