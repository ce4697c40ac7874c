/** Who plays in the store's contract: records, activities, leads, facts and deeds made of the few things a test is about. */
import type { Activity } from '../../src/domain/activity.ts';
import type { AgreementHash, HandoffKey, LeadFact, LeadId, NewFact } from '../../src/domain/facts.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { HandoffState, LeadState } from '../../src/domain/lead.ts';
import type { Fields, RecordRef, SourceRecord, SubjectKey } from '../../src/domain/record.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import type { HandoffDeed } from '../../src/domain/writes.ts';
import type { LeadProjection, Store } from '../../src/ports/store.ts';

const START = Temporal.Instant.from('2026-11-02T00:00:00Z');

/** That many minutes into the story. */
export function at(minutes: number): IsoInstant {
  return iso(START.add({ minutes }));
}

export const lead = (name: string): LeadId => name as LeadId;
export const key = (text: string): SubjectKey => text as SubjectKey;

export async function never(): Promise<void> {
  throw new Error('this must not run');
}

export function contactRef(id: string): RecordRef {
  return { system: 'hubspot', object: 'contact', id };
}

/** Changed at minute 0 unless it is said otherwise. */
export function contact(id: string, fields: Fields, changes: Partial<SourceRecord> = {}): SourceRecord {
  return { ref: contactRef(id), fields, modifiedAt: at(0), deleted: false, ...changes };
}

export function visit(id: string, subjects: readonly string[], changes: Partial<Activity> = {}): Activity {
  return {
    system: 'hubspot',
    kind: 'site-visited',
    id,
    subjects: subjects.map(key),
    occurredAt: at(0),
    actor: { type: 'lead' },
    properties: {},
    ...changes,
  };
}

export function state(changes: Partial<LeadState> = {}): LeadState {
  return {
    version: 0,
    stage: 'lead',
    holder: { department: 'marketing' },
    temperature: 'cold',
    episode: 0,
    links: [],
    handoffs: [],
    ...changes,
  };
}

export function stored(changes: Partial<LeadProjection>): LeadProjection {
  return {
    state: state(),
    score: { attribute: 0, behaviour: 0, total: 0 },
    nextAt: undefined,
    desired: {},
    ...changes,
  };
}

export function handoff(name: string, changes: Partial<HandoffState> = {}): HandoffState {
  return {
    key: name as HandoffKey,
    type: 'marketing-to-is',
    episode: 1,
    status: 'decided',
    from: { department: 'marketing' },
    to: { department: 'inside-sales', member: 'tanaka' as OwnerKey },
    priority: 'high',
    decidedAt: at(0),
    terms: [{ deadline: 'first-contact', amount: 3, unit: 'business-days' }],
    score: { attribute: 30, behaviour: 50, total: 80, lines: [] },
    reason: 'asked for a quote',
    due: [],
    met: [],
    missed: [],
    ...changes,
  };
}

export function deed(name: string): HandoffDeed {
  return {
    kind: 'handoff',
    handoff: name as HandoffKey,
    agreement: 'f'.repeat(64) as AgreementHash,
    brief: { subject: 'Call Taro', body: 'He asked for a quote.\nToday.' },
  };
}

export function factOf(name: string, fact: LeadFact, changes: Partial<NewFact> = {}): NewFact {
  return { stream: `lead:${name}`, at: at(1), cause: { by: 'time' }, fact, ...changes };
}

/** Makes leads of these names, each with its own HubSpot contact `<name>`, linked at minute 0. */
export async function makeLeads(store: Store, ...names: readonly string[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.records.keep(
      names.map((name) => contact(name, { email: `${name}@taro.example` })),
      at(0),
    );
    for (const name of names) {
      await tx.leads.create(lead(name), state(), at(0));
      await tx.leads.link(key(`hubspot/contact/${name}`), lead(name), at(0));
    }
  });
}
