/** Which lead a record stands for: by links between the systems first, then by e-mail address, never by name. */
import type { LeadId } from './facts.ts';
import type { Lead } from './lead.ts';
import { emailKey } from './normalise.ts';
import {
  type FieldValue,
  isOpenToWrites,
  leadKey,
  type ObjectName,
  type RecordRef,
  recordKey,
  type SourceRecord,
  type SubjectKey,
  sameRef,
} from './record.ts';

export type Identity =
  | { readonly lead: LeadId }
  /** Nothing known matches: a lead of its own. */
  | { readonly new: true }
  /** Several leads, of which the record's own system says that they are one person. In order of their ids. */
  | { readonly joined: readonly LeadId[] }
  /** Several leads match; a person must say which. In order of their ids. */
  | { readonly ambiguous: readonly LeadId[] };

/** Fields that name another record of the same person, and what they name. */
const LINK_FIELDS: readonly (readonly [field: string, object: ObjectName])[] = [
  ['salesforceLeadId', 'lead'],
  ['salesforceContactId', 'contact'],
];

/**
 * Every key by which this record's person may be known: the record's own first, then those merged with it, then explicit links, then e-mail addresses.
 * No key twice.
 */
export function keysOf(record: SourceRecord): readonly SubjectKey[] {
  return [...new Set([...ownKeys(record), ...linkKeys(record), ...emailKeys(record)])];
}

/** Whether its own system says that it and another record are one person. */
export function isMerged(record: SourceRecord): boolean {
  return ownKeys(record).length > 1;
}

/**
 * Finds the lead among those that {@link keysOf} this record led to. A record that is linked stays where it is, whatever its fields say now: only a
 * person or a merge in its own system moves it.
 */
export function identify(record: SourceRecord, known: ReadonlyMap<SubjectKey, LeadId>): Identity {
  const [own, ...merged] = leadsOf(ownKeys(record), known);
  if (own !== undefined) return merged.length === 0 ? { lead: own } : { joined: [own, ...merged] };
  for (const keys of [linkKeys(record), emailKeys(record)]) {
    const [first, ...others] = leadsOf(keys, known);
    if (first !== undefined) return others.length === 0 ? { lead: first } : { ambiguous: [first, ...others] };
  }
  return { new: true };
}

/** Leads to which its links and addresses lead, beside the one that it stands for. In order of their ids. */
export function othersOf(record: SourceRecord, own: LeadId, known: ReadonlyMap<SubjectKey, LeadId>): readonly LeadId[] {
  return leadsOf([...linkKeys(record), ...emailKeys(record)], known).filter((lead) => lead !== own);
}

/**
 * The Salesforce records of which nobody knows on which a task belongs: several that stand for one lead, and no person has said that all of them are one.
 * A converted Lead is no other record than its Contact.
 */
export function recordsInDoubt({ records, saidOne = [] }: Pick<Lead, 'records' | 'saidOne'>): readonly RecordRef[] {
  const living = records.filter((one) => one.ref.system === 'salesforce' && isOpenToWrites(one)).map(({ ref }) => ref);
  const settled = living.every((ref) => saidOne.some((one) => sameRef(one, ref)));
  return living.length > 1 && !settled ? living : [];
}

/** A lead, or a record that stands for none yet. */
export type Side = LeadId | SubjectKey;
/** What a person has said of two, by what stands for them now. */
export interface Word {
  readonly one: Side;
  readonly other: Side;
  readonly are: 'one' | 'two';
}

/** Those that nobody has said are another person than this. */
export function notApart(from: Side, leads: readonly LeadId[], words: readonly Word[]): readonly LeadId[] {
  const apart = words.filter(({ are }) => are === 'two');
  return leads.filter(
    (lead) => !apart.some(({ one, other }) => (one === from && other === lead) || (one === lead && other === from)),
  );
}

/** The records that its system has made one with it, by a merge or a conversion: in HubSpot those that it came of, in Salesforce the one that it went into. */
export function madeOneWith(record: SourceRecord): readonly SubjectKey[] {
  return ownKeys(record).slice(1);
}

function leadsOf(keys: readonly SubjectKey[], known: ReadonlyMap<SubjectKey, LeadId>): LeadId[] {
  const leads = new Set<LeadId>();
  for (const key of keys) {
    const lead = known.get(key);
    if (lead !== undefined) leads.add(lead);
  }
  return [...leads].sort();
}

/** The record itself, and those that its system has merged with it. */
function ownKeys({ ref, fields }: SourceRecord): SubjectKey[] {
  const { system, object } = ref;
  const own = [recordKey(ref)];
  // A merge in HubSpot makes a new record, which names the former ones; a merged Salesforce record names the one of its kind that it went into.
  const merged = system === 'hubspot' ? mergedFrom(fields) : [longId(fields['mergedInto'])];
  for (const id of merged) if (id !== undefined) own.push(recordKey({ system, object, id }));
  // A Lead that was converted into a Contact which was there before makes one person of both.
  const contact = system === 'salesforce' && object === 'lead' ? longId(fields['convertedContactId']) : undefined;
  if (contact !== undefined) own.push(recordKey({ system, object: 'contact', id: contact }));
  return own;
}

/** The records that this one has gone into: by a merge, by its conversion. A HubSpot contact that was merged is read as what it became. */
export function wentTo({ ref: { system, object }, deleted, fields }: SourceRecord): readonly RecordRef[] {
  if (system !== 'salesforce') return [];
  const merged = deleted ? longId(fields['mergedInto']) : undefined;
  const contact = object === 'lead' ? longId(fields['convertedContactId']) : undefined;
  return [
    ...(merged === undefined ? [] : [{ system, object, id: merged }]),
    ...(contact === undefined ? [] : [{ system, object: 'contact', id: contact } as const]),
  ];
}

function mergedFrom(fields: SourceRecord['fields']): readonly string[] {
  const ids = fields['mergedFrom'];
  return typeof ids === 'string' ? ids.split(';').filter((id) => id !== '') : [];
}

function linkKeys({ ref, fields }: SourceRecord): SubjectKey[] {
  const named = LINK_FIELDS.map(([field, object]) => ({ object, id: longId(fields[field]) }));
  const linked = named.flatMap(({ object, id }) =>
    id === undefined ? [] : [recordKey({ system: 'salesforce', object, id })],
  );
  // The id that Baton wrote on a record it made: unique there, so a made Lead is known again even when the answer was lost.
  const ours = ref.system === 'salesforce' ? fields['batonId'] : null;
  return typeof ours === 'string' && ours !== '' ? [leadKey(ours), ...linked] : linked;
}

function emailKeys({ fields }: SourceRecord): SubjectKey[] {
  const others = fields['otherEmails'];
  const written = [fields['email'], ...(typeof others === 'string' ? others.split(';') : [])];
  return written.flatMap((text) => {
    const key = typeof text === 'string' ? emailKey(text) : undefined;
    return key === undefined ? [] : [key];
  });
}

/**
 * A Salesforce id in its 18-character form; other systems often hold the 15-character one. The last three letters say which of the first fifteen are
 * capitals, five at a time ("What are Salesforce ID formats", help.salesforce.com). Undefined for anything else.
 */
function longId(value: FieldValue | undefined): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(value)) return undefined;
  if (value.length === 18) return value;
  let check = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let n = 0; n < 5; n++) if (/[A-Z]/.test(value.charAt(block + n))) bits |= 1 << n;
    check += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'.charAt(bits);
  }
  return value + check;
}
