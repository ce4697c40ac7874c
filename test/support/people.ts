/** People for tests of deciding: one lead built in words, the shipped agreement and team, and the two steps by which a decision is made. */
import { readAgreement } from '../../src/config/agreement.ts';
import { readTeam } from '../../src/config/team.ts';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { type Circumstances, Directory } from '../../src/domain/circumstances.ts';
import { type Assigned, type Decision, decide } from '../../src/domain/decide.ts';
import { evolve, INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { DueDeadline, HandoffKey, LeadFact, LeadId } from '../../src/domain/facts.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { HandoffState, Lead, LeadState, WrittenValue } from '../../src/domain/lead.ts';
import { ARM_STEPS } from '../../src/domain/mapping.ts';
import type { Fields, FieldValue, RecordRef, SourceRecord, SubjectKey, System } from '../../src/domain/record.ts';
import type { OwnerKey, Team } from '../../src/domain/team.ts';

const MAPPINGS = `${import.meta.dirname}/../../mappings`;
const file = readAgreement({ path: `${import.meta.dirname}/agreement.yaml` });

export const agreement: Agreement = file.terms;
export const agreementHash = file.hash;
export const team: Team = readTeam({ path: `${MAPPINGS}/team.yaml` }, file);

/** Friday noon in Tokyo. */
export const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');

/** So long before (or, negative, after) the tests' now. */
export function ago(duration: Temporal.DurationLike, now: Temporal.Instant = NOW): IsoInstant {
  return iso(now.subtract(duration));
}
export function hence(duration: Temporal.DurationLike, now: Temporal.Instant = NOW): IsoInstant {
  return iso(now.add(duration));
}

/** A member's user id in that system. */
export function userOf(system: System, member: string): string {
  return `${system === 'salesforce' ? '005' : '77'}-${member}`;
}

export const people = new Directory(
  team.members,
  team.members.flatMap(({ key }) =>
    (['salesforce', 'hubspot'] as const).map((system) => ({
      system,
      id: userOf(system, key),
      email: `${key}@baton-demo.example`,
      active: true,
    })),
  ),
  [],
  team.pools,
);

/** All armed, the gate open, the baseline a week ago. */
export function circumstances(changes: Partial<Circumstances> = {}): Circumstances {
  return {
    agreement: agreementHash,
    armed: new Set(ARM_STEPS),
    baselineAt: ago({ hours: 24 * 7 }),
    gateOpen: true,
    people,
    createLead: 'always',
    said: { hubspot: {}, salesforce: {} },
    scoreDelta: 5,
    language: 'ja',
    ...changes,
  };
}

const CONTACT: RecordRef = { system: 'hubspot', object: 'contact', id: '101' };
const SF_LEAD: RecordRef = { system: 'salesforce', object: 'lead', id: '00Q000000000001AAA' };
const ACCOUNT: RecordRef = { system: 'salesforce', object: 'account', id: '001000000000001AAA' };
export const REFS = { contact: CONTACT, lead: SF_LEAD, account: ACCOUNT } as const;

/** Eighty points of fit under the shipped agreement, and a timeframe for the gate. */
export const FITTING: Fields = {
  email: 'hanako@yamato-kikai.example',
  firstName: '花子',
  lastName: '山田',
  company: '大和機械株式会社',
  title: '製造部長',
  industry: 'IT',
  employees: 620,
  region: '東京都',
  timeframe: 'within-3-months',
};

/** Two BANT items met, the timeframe among them: the shipped SQL rule and its gate. */
export const HEARD: Fields = { bantNeed: 'clear', bantTimeframe: 'within-3-months' };

/** A lead in the making. Every step answers a new one, so that a given can be shared. */
export class LeadBuilder {
  readonly lead: Lead;

  constructor(lead: Lead) {
    this.lead = lead;
  }

  but(changes: Partial<Lead>): LeadBuilder {
    return new LeadBuilder({ ...this.lead, ...changes });
  }

  /** Fields of the HubSpot contact. */
  with(fields: Fields, changes: Partial<SourceRecord> = {}): LeadBuilder {
    return this.#record('records', CONTACT, fields, changes);
  }

  /** Fields of the Salesforce Lead, which exists from here on. */
  inSalesforce(fields: Fields = {}, changes: Partial<SourceRecord> = {}): LeadBuilder {
    return this.#record('records', SF_LEAD, fields, changes);
  }

  atAccount(fields: Fields, changes: Partial<SourceRecord> = {}): LeadBuilder {
    return this.#record('companies', ACCOUNT, fields, changes);
  }

  /** What the lead did itself. */
  did(kind: ActivityKind, at: IsoInstant, changes: Partial<Activity> = {}): LeadBuilder {
    return this.#activity({ system: 'hubspot', kind, at, actor: { type: 'lead' } }, changes);
  }

  /** What a member of the team did, in Salesforce. */
  touched(
    member: string,
    kind: ActivityKind,
    at: IsoInstant,
    properties: Record<string, FieldValue> = {},
  ): LeadBuilder {
    const actor = { type: 'person', user: userOf('salesforce', member) } as const;
    return this.#activity({ system: 'salesforce', kind, at, actor }, { properties });
  }

  wrote(
    target: RecordRef,
    field: string,
    value: FieldValue,
    at: IsoInstant,
    by: WrittenValue['by'] = 'baton',
  ): LeadBuilder {
    const others = this.lead.written.filter((one) => one.field !== field || one.target.id !== target.id);
    return this.but({ written: [...others, { target, field, value, by, at }] });
  }

  state(changes: Partial<LeadState>): LeadBuilder {
    return this.but({ state: { ...this.lead.state, ...changes } });
  }

  /** Folds facts that others than `decide` append: answers, admissions. */
  folding(fact: LeadFact, at: IsoInstant = iso(NOW)): LeadBuilder {
    return this.but({ state: evolve(this.lead.state, fact, at) });
  }

  #record(of: 'records' | 'companies', ref: RecordRef, fields: Fields, changes: Partial<SourceRecord>): LeadBuilder {
    const before = this.lead[of].find((record) => record.ref.id === ref.id);
    const record: SourceRecord = {
      modifiedAt: ago({ hours: 24 }),
      deleted: false,
      ...before,
      ...changes,
      ref,
      fields: { ...before?.fields, ...fields },
    };
    const records =
      before === undefined ? [...this.lead[of], record] : this.lead[of].map((r) => (r === before ? record : r));
    return this.but(of === 'records' ? { records } : { companies: records });
  }

  #activity(
    { system, kind, at, actor }: Pick<Activity, 'system' | 'kind' | 'actor'> & { at: IsoInstant },
    changes: Partial<Activity>,
  ): LeadBuilder {
    const subjects = [`${system}/contact/101` as SubjectKey];
    const activity: Activity = {
      system,
      kind,
      id: `a${this.lead.activities.length + 1}`,
      subjects,
      occurredAt: at,
      actor,
      properties: {},
      ...changes,
    };
    const activities = [...this.lead.activities, activity].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
    return this.but({ activities });
  }
}

/** A HubSpot contact of whom little is known; nothing has been decided. */
export function aLead(id = 'lead-1'): LeadBuilder {
  const empty: Lead = {
    id: id as LeadId,
    state: INITIAL_STATE,
    records: [],
    companies: [],
    activities: [],
    written: [],
  };
  return new LeadBuilder(empty).with({ email: 'hanako@yamato-kikai.example' });
}

/** Fits, and has asked for something since the baseline: the shipped MQL rule holds, the gate is passed. */
export function anMql(): LeadBuilder {
  return aLead()
    .with(FITTING)
    .did('inquiry-sent', ago({ hours: 2 }), { text: '部門間の引き継ぎ漏れに困っています。' });
}

export interface Given {
  readonly now?: Temporal.Instant;
  readonly terms?: Agreement;
  readonly in?: Partial<Circumstances>;
}

export function look(lead: LeadBuilder, given: Given = {}): Decision {
  const input = { kind: 'look', circumstances: circumstances(given.in) } as const;
  return decide(lead.lead, input, given.now ?? NOW, given.terms ?? agreement);
}

/** As the job does: look, and where an owner is needed, decide again with that owner. */
export function judge(lead: LeadBuilder, given: Given & { readonly owner?: string } = {}): Decision {
  const first = look(lead, given);
  if (first.needsOwner === undefined) return first;
  const { handoff, pool } = first.needsOwner;
  const owner = given.owner ?? team.pools[pool]?.members[0] ?? '';
  return assigned(lead, handoff, { member: owner as OwnerKey, turn: 1 }, given);
}

export function assigned(lead: LeadBuilder, handoff: string, owner: Assigned, given: Given = {}): Decision {
  const input = { kind: 'assigned', handoff, owner, circumstances: circumstances(given.in) } as const;
  return decide(lead.lead, input, given.now ?? NOW, given.terms ?? agreement);
}

/** The lead as the store keeps it after the decision: the state as JSON, and what was taken up. */
export function kept(lead: LeadBuilder, { state, taken }: Decision): LeadBuilder {
  return taken.reduce(
    (before, { target, field, value, by, at }) => before.wrote(target, field, value, at, by),
    lead.but({ state: JSON.parse(JSON.stringify(state)) }),
  );
}

export function kinds(decision: Decision): readonly string[] {
  return decision.facts.map(({ fact }) => fact.kind);
}

export function factsOf<Kind extends LeadFact['kind']>(
  decision: Decision,
  kind: Kind,
): readonly Extract<LeadFact, { kind: Kind }>[] {
  const isMeant = (fact: { readonly kind: string }): fact is Extract<LeadFact, { kind: Kind }> => fact.kind === kind;
  return decision.facts.flatMap(({ fact }) => (isMeant(fact) ? [fact] : []));
}

/** The newest handoff. Throws where there is none. */
export function handoffOf({ lead }: LeadBuilder): HandoffState {
  const handoff = lead.state.handoffs.at(-1);
  if (handoff === undefined) throw new Error('no handoff');
  return handoff;
}

/** Salesforce has made the newest handoff's task. */
export function withTask(lead: LeadBuilder, at: IsoInstant, due: readonly DueDeadline[], task = '00T1'): LeadBuilder {
  return lead.folding(taskMade(handoffOf(lead).key, due, task), at);
}

export function taskMade(handoff: HandoffKey, due: readonly DueDeadline[], task = '00T1'): LeadFact {
  const ref = { system: 'salesforce', object: 'task', id: task } as const;
  return { kind: 'task-made', handoff, task: { ref }, record: { ref: SF_LEAD }, leadMade: false, due };
}

/** Handed to inside sales (tanaka) at the tests' now, the task made at once, contact due three days later. */
export function handedOver(lead: LeadBuilder = anMql().inSalesforce()): LeadBuilder {
  const due = [{ deadline: 'first-contact', dueAt: hence({ hours: 72 }) }];
  return withTask(kept(lead, judge(lead)), iso(NOW), due);
}

/** Handed on to field sales (takahashi) at the tests' now, task made, with the three deadlines of that handoff. */
export function handedOn(): LeadBuilder {
  const heard = handedOver().inSalesforce(HEARD);
  const due = [
    { deadline: 'first-contact', dueAt: hence({ hours: 24 }) },
    { deadline: 'status-update', dueAt: hence({ hours: 48 }) },
    { deadline: 'meeting', dueAt: hence({ hours: 120 }) },
  ];
  return withTask(kept(heard, judge(heard)), iso(NOW), due, '00T2');
}
