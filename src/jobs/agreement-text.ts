/** AGREEMENT TEXT: a version that was signed, for whoever shows it or compares it. */
import type { AgreementHash } from '../domain/facts.ts';
import { BatonError } from '../domain/problem.ts';
import type { AgreementTextReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { readPower } from './power.ts';

/** `version`: `in-force`, or the beginning of a hash. */
export async function agreementText({ store }: JobContext, version: string): Promise<AgreementTextReport> {
  return store.transaction(async (tx) => {
    const hash = version === 'in-force' ? await hashInForce(tx) : await hashBeginning(tx, version);
    const text = await tx.installation.agreement(hash);
    if (text === undefined) throw new Error(`agreement ${hash} was signed and is not kept`);
    return { hash, text };
  });
}

async function hashInForce(tx: Transaction): Promise<AgreementHash> {
  const { inForce } = await readPower(tx);
  if (inForce !== undefined) return inForce.hash;
  throw new BatonError('NOT_SIGNED', 'no agreement is in force', 'baton agreement sign --as <department> --by <name>');
}

async function hashBeginning(tx: Transaction, prefix: string): Promise<AgreementHash> {
  const [hash, another] = await tx.installation.agreementsBeginning(prefix, 2);
  if (another !== undefined)
    throw new BatonError(
      'SEVERAL_VERSIONS',
      `several signed agreements begin with ${prefix}`,
      'give more of its hash',
      {
        asked: prefix,
      },
    );
  if (hash === undefined)
    throw new BatonError(
      'NO_SUCH_VERSION',
      `no signed agreement begins with ${prefix}`,
      'baton ledger show names the version of each decision; `in-force` is the one that counts now',
      { asked: prefix },
    );
  return hash as AgreementHash;
}
