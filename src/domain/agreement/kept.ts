/** Agreements as the store keeps them: read back once per version, so that what is prepared for one is prepared once. */
import type { AgreementHash } from '../facts.ts';
import { type Agreement, agreementSchema } from './schema.ts';

const read = new Map<AgreementHash, Agreement>();
/** Versions that a process remembers; a company has a few in all its life. */
const REMEMBERED = 100;

/** Read already in this process: saves fetching a text that never changes. */
export function knownKept(hash: AgreementHash): Agreement | undefined {
  return read.get(hash);
}

/** Text as {@link keptText} wrote it. Throws ZodError on anything else. */
export function readKept(hash: AgreementHash, text: string): Agreement {
  const known = read.get(hash);
  if (known !== undefined) return known;
  const agreement = agreementSchema.parse(JSON.parse(text));
  if (read.size >= REMEMBERED) read.clear();
  read.set(hash, agreement);
  return agreement;
}

/** Plain JSON; unlike the canonical form it can be read back. */
export function keptText(agreement: Agreement): string {
  return JSON.stringify(agreement);
}
