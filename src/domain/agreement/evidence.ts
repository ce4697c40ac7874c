/** BANT (or MEDDIC) items: what was recorded of each, whether that counts as met, and what is still to be asked. */
import type { MergedFields } from '../lead.ts';
import { listed, remembering, textKey } from '../reading.ts';
import type { FieldValue, SourceRecord } from '../record.ts';
import type { Holds } from './verdict.ts';
import type { Agreement, Bilingual, EvidenceItem } from './vocabulary.ts';

export interface EvidenceState {
  readonly item: string;
  readonly label: Bilingual;
  /** The hearing question. */
  readonly question: Bilingual;
  /** How to ask in passing. */
  readonly hint?: Bilingual | undefined;
  /** `open`: nobody has recorded a value, or what was recorded is still to be confirmed. */
  readonly status: 'met' | 'not-met' | 'open';
  readonly field: string;
  /** Null while open. */
  readonly value: FieldValue;
  /** The record that says so, with who changed it last and when; absent while open. */
  readonly from?: SourceRecord | undefined;
}

const prepared = new WeakMap<EvidenceItem, Tests>();

interface Tests {
  readonly met: (value: FieldValue) => boolean;
  readonly confirmed: ((value: FieldValue) => boolean) | undefined;
  /** A level's place among all of them, lowest first. */
  readonly rankOf: (level: FieldValue) => number;
}

/** Undefined for an item that the agreement does not have. A level that counts as met and is not confirmed where it must be is still open. */
export function evidenceState(agreement: Agreement, item: string, fields: MergedFields): EvidenceState | undefined {
  const terms = Object.hasOwn(agreement.evidence, item) ? agreement.evidence[item] : undefined;
  if (terms === undefined) return undefined;
  const { label, question, hint, field } = terms;
  const found = known(fields, field);
  if (found === undefined) return { item, label, question, hint, status: 'open', field, value: null, from: undefined };
  const { met, confirmed } = testsOf(terms);
  const isMet = met(found.value);
  const isConfirmed = confirmed === undefined || confirmed(known(fields, terms.confirmed?.field ?? '')?.value ?? null);
  const status = isMet ? (isConfirmed ? 'met' : 'open') : 'not-met';
  return { item, label, question, hint, status, field, value: found.value, from: found.from };
}

/** In the agreement's order. */
export function evidenceStates(agreement: Agreement, fields: MergedFields): readonly EvidenceState[] {
  return Object.keys(agreement.evidence).flatMap((item) => evidenceState(agreement, item, fields) ?? []);
}

/** Whether the recorded level is that one or a higher one; unknown for what is not recorded and for a value that is no level. */
export function levelState(agreement: Agreement, { item, value }: EvidenceState, atLeast: FieldValue): Holds {
  const terms = agreement.evidence[item];
  if (terms === undefined || value === null) return 'unknown';
  const { rankOf } = testsOf(terms);
  const is = rankOf(value);
  const wanted = rankOf(atLeast);
  if (is < 0 || wanted < 0) return 'unknown';
  return is >= wanted ? 'yes' : 'no';
}

function known(fields: MergedFields, field: string): MergedFields[string] | undefined {
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return found === undefined || found.value === null ? undefined : found;
}

function testsOf(terms: EvidenceItem): Tests {
  let tests = prepared.get(terms);
  if (tests === undefined) {
    tests = {
      met: remembering(listed(terms.met)),
      confirmed:
        terms.confirmed === undefined ? undefined : 'in' in terms.confirmed ? listed(terms.confirmed.in) : isSaid,
      rankOf: remembering(rankIn(terms.levels ?? [])),
    };
    prepared.set(terms, tests);
  }
  return tests;
}

const isSaid = (value: FieldValue): boolean => value !== null && textKey(value) !== '';

/** The place among the levels, lowest first; -1 for what is none of them. */
function rankIn(levels: readonly FieldValue[]): (level: FieldValue) => number {
  const keys = levels.map(textKey);
  return (level) => keys.indexOf(textKey(level));
}
