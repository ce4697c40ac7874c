/** BANT (or MEDDIC) items: what was recorded of each, whether that counts as met, and what is still to be asked. */
import type { MergedFields } from '../lead.ts';
import { listed } from '../reading.ts';
import type { FieldValue, SourceRecord } from '../record.ts';
import type { Agreement, Bilingual, EvidenceItem } from './vocabulary.ts';

export interface EvidenceState {
  readonly item: string;
  readonly label: Bilingual;
  /** The hearing question. */
  readonly question: Bilingual;
  /** `open`: nobody has recorded a value. */
  readonly status: 'met' | 'not-met' | 'open';
  readonly field: string;
  /** Null while open. */
  readonly value: FieldValue;
  /** The record that says so, with who changed it last and when; absent while open. */
  readonly from?: SourceRecord | undefined;
}

const prepared = new WeakMap<EvidenceItem, (value: FieldValue) => boolean>();

/** Undefined for an item that the agreement does not have. */
export function evidenceState(agreement: Agreement, item: string, fields: MergedFields): EvidenceState | undefined {
  const terms = Object.hasOwn(agreement.evidence, item) ? agreement.evidence[item] : undefined;
  if (terms === undefined) return undefined;
  const { label, question, field } = terms;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found === undefined || found.value === null)
    return { item, label, question, status: 'open', field, value: null, from: undefined };
  const status = isMet(terms, found.value) ? 'met' : 'not-met';
  return { item, label, question, status, field, value: found.value, from: found.from };
}

/** In the agreement's order. */
export function evidenceStates(agreement: Agreement, fields: MergedFields): readonly EvidenceState[] {
  return Object.keys(agreement.evidence).flatMap((item) => evidenceState(agreement, item, fields) ?? []);
}

function isMet(terms: EvidenceItem, value: FieldValue): boolean {
  let met = prepared.get(terms);
  if (met === undefined) {
    met = listed(terms.met);
    prepared.set(terms, met);
  }
  return met(value);
}
