/** Leads, one part of src/ports/store.ts: who stands for whom, what judging kept of them, and who is due. */
import type { HandoffKey, LeadId, NewFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Lead, LeadState, WrittenValue } from '../domain/lead.ts';
import type { Fields, RecordRef, SubjectKey } from '../domain/record.ts';

export interface Leads {
  /** Which lead each key stands for now; where one stands for nobody, nobody else gives it a lead till this transaction ends. */
  byKeys(keys: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, LeadId>>;
  /** The same without keeping anybody waiting: for questions. */
  lookUp(keys: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, LeadId>>;
  create(lead: LeadId, state: LeadState, at: IsoInstant): Promise<void>;
  link(key: SubjectKey, lead: LeadId, from: IsoInstant): Promise<void>;
  /** Both are one person: every key of the one stands for the other from that moment, and only the other is counted and listed. */
  join(lead: LeadId, into: LeadId, at: IsoInstant): Promise<void>;
  /** What judging kept of them; locks them, in order of id. */
  projections(leads: readonly LeadId[]): Promise<ReadonlyMap<LeadId, LeadProjection>>;
  /** Leads whose person works at one of these companies (HubSpot company, Salesforce account), by the records' `companyId`. */
  ofCompanies(companies: readonly RecordRef[]): Promise<readonly LeadId[]>;
  /** Whose the handoff under this key is. */
  ofHandoff(key: HandoffKey): Promise<LeadId | undefined>;
  /** Leads that have any handoff, or an open one. */
  withHandoffs(filter: { readonly open: boolean }): Promise<readonly LeadId[]>;
  /** Leads with a Salesforce record or with sales by their stage, and without an open handoff: in order of id, after that one. At most `limit`. */
  withoutHandoff(after: LeadId, limit: number): Promise<readonly LeadId[]>;
  /** Leads with a handoff decided since then, the newest first. At most `limit`. */
  handedOverSince(at: IsoInstant, limit: number): Promise<readonly LeadId[]>;
  /** Of these neglects, those of which that step had not been told yet; from now on it has. */
  tellNeglect(neglects: readonly ToldNeglect[]): Promise<readonly ToldNeglect[]>;
  /** Leads with an open handoff of one of these members: in order of id, after that one. At most `limit`. */
  heldBy(members: readonly string[], after: LeadId, limit: number): Promise<readonly LeadId[]>;
  /** Open handoffs held by each member. */
  openByMember(): Promise<Readonly<Record<string, number>>>;
  /** Asks for judging; hot before warm before cold. */
  touch(leads: readonly LeadId[], at: IsoInstant): Promise<void>;
  /** Every lead: the rules or the powers changed. */
  touchAll(at: IsoInstant): Promise<void>;
  /** Dirty leads, and those whose `nextAt` has come, hottest first, then by id; locks them. At most `limit`. */
  claimDue(now: IsoInstant, limit: number): Promise<readonly Lead[]>;
  /** Loads and locks them, in order of id. Once in a transaction, or the order of locks is lost. */
  load(leads: readonly LeadId[]): Promise<readonly Lead[]>;
  /** As they stand, in order of id, without locking: for questions. */
  view(leads: readonly LeadId[]): Promise<readonly LeadView[]>;
  /** The same without what they did, where they work and what is on its way: many times cheaper. */
  glance(leads: readonly LeadId[]): Promise<readonly LeadGlance[]>;
  /** Stores the judged projection and clears the dirt that was there when it was claimed. */
  save(lead: LeadId, projection: LeadProjection): Promise<void>;
  saveWritten(values: readonly WrittenValue[]): Promise<void>;
  rehearse(lead: LeadId, result: Rehearsal | undefined): Promise<void>;
  rehearsals(): Promise<readonly Rehearsal[]>;
  list(): Promise<readonly LeadSummary[]>;
  /** Leads that stand, or are held, by points: the most first, then by id. At most `limit`. */
  waiting(how: Waiting, limit: number): Promise<readonly LeadId[]>;
  count(): Promise<LeadCounts>;
  /** The earliest `nextAt` of any lead, or `now` if any is dirty. */
  nextDue(): Promise<IsoInstant | undefined>;
  /** As it stands, without locking or creating it: for questions. */
  seePool(name: string): Promise<PoolState>;
  /** Locks the pool; creates it at its first use. */
  pool(name: string): Promise<PoolState>;
  savePool(name: string, state: PoolState): Promise<void>;
}
/** Who a lead is, where it stands, and what is known to be written of that. */
export interface LeadGlance {
  readonly lead: Pick<Lead, 'id' | 'state' | 'records' | 'written' | 'wasOutside'>;
  readonly kept: LeadProjection;
}
export interface ToldNeglect {
  readonly lead: LeadId;
  readonly step: 'owner' | 'manager';
  /** The last touch: another one ends it. */
  readonly since: IsoInstant;
}
export interface LeadProjection {
  readonly state: LeadState;
  readonly score: { readonly attribute: number; readonly behaviour: number; readonly total: number };
  readonly nextAt: IsoInstant | undefined;
  /** The selection rule leaves it out. */
  readonly outside?: boolean | undefined;
  /** Desired values of Baton's own fields, by Baton's names; what is sent is their difference from the kept record. */
  readonly desired: Fields;
}
export interface LeadView {
  readonly lead: Lead;
  /** What judging kept of it. */
  readonly kept: LeadProjection;
}
/** Qualified and not let through; or held until something is known; or till somebody says yes. */
export type Waiting = 'standing' | 'held' | 'approval';
export interface LeadCounts extends Readonly<Record<Waiting, number>> {
  /** Left out by the selection rule. */
  readonly outside: number;
  readonly byStage: Readonly<Record<string, number>>;
  readonly openHandoffs: number;
}
export interface LeadSummary extends LeadProjection {
  readonly id: LeadId;
  readonly email: string | undefined;
}
export interface Rehearsal {
  readonly lead: LeadId;
  readonly at: IsoInstant;
  readonly facts: readonly NewFact[];
  readonly desired: Fields;
}
/** Round-robin memory: turns taken, by member, and in all. */
export interface PoolState {
  readonly turn: number;
  readonly taken: Readonly<Record<string, number>>;
}
