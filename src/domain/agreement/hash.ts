/** The agreement's fingerprint: what signatures stand under, and what every decision names. */
import canonicalize from 'canonicalize';
import type { AgreementHash } from '../facts.ts';
import { sha256 } from '../ledger.ts';
import type { Agreement } from './vocabulary.ts';

/**
 * The one text of an agreement (RFC 8785): the order of keys, comments and layout of the file do not count, everything else does. Numbers that are no safe
 * integers stand in it as text, so that no two programs write them differently; it is for hashing and not for reading back.
 */
export function canonicalAgreement(agreement: Agreement): string {
  const text = canonicalize(exact(agreement));
  if (text === undefined) throw new TypeError('an agreement has no canonical form');
  return text;
}

/** SHA-256, in hex, of {@link canonicalAgreement}: equal for equal meanings, different for anything that a signer could mind. */
export function agreementHash(agreement: Agreement): AgreementHash {
  return sha256(canonicalAgreement(agreement)) as AgreementHash;
}

/** Whether two parts of agreements are one and the same to {@link agreementHash}. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  return meaningOf(a) === meaningOf(b);
}

/** The canonical text of a part of an agreement; of what is absent, nothing. */
export function meaningOf(part: unknown): string {
  return part === undefined ? '' : (canonicalize(exact(part)) ?? '');
}

type Exact = string | number | boolean | readonly Exact[] | { readonly [key: string]: Exact };

function exact(value: unknown): Exact {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('text with an unpaired surrogate');
    return value;
  }
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(kept.map(([key, part]) => [key, exact(part)]));
  }
  throw new TypeError(`a ${typeof value} has no place in an agreement`);
}
