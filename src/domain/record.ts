/** What Baton keeps of a CRM record: the mapped fields under Baton's own names, and nothing else. */
import type { Brand, IsoInstant } from './instant.ts';

export const SYSTEMS = ['hubspot', 'salesforce'] as const;
export type System = (typeof SYSTEMS)[number];

/**
 * Record kinds that are kept; activities are kept as {@link import('./activity.ts').Activity}. A deal is one of these, but hints name it as a record. A
 * handoff is Baton's own row in Salesforce, a note Baton's own note of a handoff in HubSpot, both under the handoff's key: they are only written.
 */
export type ObjectName = 'contact' | 'company' | 'owner' | 'lead' | 'account' | 'user' | 'deal' | 'handoff' | 'note';

/** One record in one system. Salesforce ids are the 18-character form. */
export interface RecordRef {
  readonly system: System;
  readonly object: ObjectName;
  readonly id: string;
}

/** A mapped value: text, finite number, yes/no, or null for *empty*. Instants and dates are ISO text. */
export type FieldValue = string | number | boolean | null;
export type Fields = Readonly<Record<string, FieldValue>>;

/** What changes records and is no person; `system`: the system itself, or something that it does not name. */
export type Machine = 'automation' | 'integration' | 'import' | 'system';

/** Who gave a field the value that it has. `user`: that system's id of them, an owner's or `user:<id>`. `other`: it is known not to be Baton. */
export type Editor =
  | { readonly by: 'person'; readonly user?: string }
  | { readonly by: Machine; readonly other?: true };

/** A record as it was read. `fields` holds every mapped field, Baton's own included, under Baton's names. */
export interface SourceRecord {
  readonly ref: RecordRef;
  readonly fields: Fields;
  /** The vendor's modification stamp. It moves with everything: page views, fields that are not mapped, Baton's own writes. */
  readonly modifiedAt: IsoInstant;
  /** The stamp of the version in which it was last seen to say something that nobody knew, Baton's own writes excepted; where it is another ({@link saidAtOf}). */
  readonly saidAt?: IsoInstant;
  /** Who changed it last, as far as the system says: a user or owner id of that system. */
  readonly modifiedBy?: string;
  /** Of fields whose history was looked into. */
  readonly editors?: Readonly<Record<string, Editor>>;
  /** Of Salesforce's Contacts: when it was made. */
  readonly createdAt?: IsoInstant;
  readonly deleted: boolean;
  /** Where a person opens it. */
  readonly url?: string;
}

/** Since when it says what it says: of two records that differ the later word counts. */
export function saidAtOf({ saidAt, modifiedAt }: Pick<SourceRecord, 'saidAt' | 'modifiedAt'>): IsoInstant {
  return saidAt ?? modifiedAt;
}

/**
 * What ties activities and records to a lead: `hubspot/contact/123`, `salesforce/lead/00Q…`, `email/taro@example.jp`.
 * Activities name subjects; links move, activities never do.
 */
export type SubjectKey = Brand<'SubjectKey'>;

export function recordKey(ref: RecordRef): SubjectKey {
  return `${ref.system}/${ref.object}/${ref.id}` as SubjectKey;
}

/** The key under which a lead's own id, written on records of ours, leads back to it. */
export function leadKey(lead: string): SubjectKey {
  return `baton/lead/${lead}` as SubjectKey;
}

/** The reverse of {@link recordKey}; undefined for the keys of e-mail addresses and leads. */
export function refOfKey(key: SubjectKey): RecordRef | undefined {
  const [system, object, id] = key.split('/');
  if (system === 'email' || system === 'baton' || system === undefined || object === undefined || id === undefined)
    return undefined;
  return { system: system as System, object: object as ObjectName, id };
}

export function sameRef(a: RecordRef, b: RecordRef): boolean {
  return a.system === b.system && a.object === b.object && a.id === b.id;
}

/** The records that stand for a person. */
export function isPerson(ref: RecordRef): boolean {
  return ref.system === 'hubspot' ? ref.object === 'contact' : ref.object === 'lead' || ref.object === 'contact';
}

/** Whether Baton may write to it: a living record of a person. A converted Lead is read-only; its Contact stands for the person from then on. */
export function isOpenToWrites({ ref, deleted, fields }: SourceRecord): boolean {
  return isPerson(ref) && !deleted && fields['converted'] !== true;
}
