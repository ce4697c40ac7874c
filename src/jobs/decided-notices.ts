/** What of a decision people are told, and whom: deadlines near, missed and long missed, leads held, approvals asked and denied. */
import { departmentsOf } from '../domain/agreement/names.ts';
import type { Decision } from '../domain/decide.ts';
import type { Cause, HandoffKey, Holder, NewFact } from '../domain/facts.ts';
import { CAPACITY, missingOf } from '../domain/gate.ts';
import { type Lead, openHandoffs } from '../domain/lead.ts';
import type { NoticeFacts, Person, RecipientKey } from '../domain/notice.ts';
import { askedIn, holderOf, managerOf } from '../domain/recipients.ts';
import { isPerson } from '../domain/record.ts';
import { departmentWord } from '../domain/texts/index.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';

export interface Announcement {
  readonly facts: NoticeFacts;
  /** What it is about: with its kind and whom it tells, the key under which it is told once. */
  readonly about: string;
  readonly to: readonly (RecipientKey | undefined)[];
}

export interface Decided {
  readonly lead: Lead;
  readonly decision: Decision;
  readonly agreement: AgreementTerms;
  readonly context: JobContext;
}

export function noticesOfFact({ fact, cause }: NewFact, decided: Decided): readonly Announcement[] {
  switch (fact.kind) {
    case 'deadline-missed':
      if (fact.deadline === 'handing-over') return handingOverMissed(fact, decided);
      return fact.deadline === 'approval' ? approvalMissed(fact, decided) : missedOf(fact, decided);
    case 'deadline-near':
      return nearOf(fact, decided);
    case 'escalated':
      return escalatedOf(fact, decided);
    case 'held':
      return heldOf(fact, decided);
    case 'approval-asked': {
      const { type: handoff, dueAt, deputy } = fact;
      const about = { agreement: decided.agreement.hash, handoff, dueAt, deputy, ...personIn(decided.lead) };
      const to = fact.of.member ?? askedIn(decided.context.settings.team, fact.of.department, fact.of)[0];
      return [{ facts: { kind: 'approval-asked', ...about }, about: `${fact.handoff} ${to}`, to: [to] }];
    }
    case 'approval-denied':
      return deniedOf(fact, decided);
    case 'handoff-closed':
      return unexplained(fact, decided);
    case 'owner-changed':
      return givenTo(fact, cause, decided);
    default:
      return [];
  }
}

type FactOf<Kind extends NewFact['fact']['kind']> = Extract<NewFact['fact'], { readonly kind: Kind }>;

interface Held {
  /** The member who has it, or who stands for its queue. */
  readonly holder: string | undefined;
  readonly name: string;
  readonly manager: string | undefined;
  readonly about: string;
}

function heldBy(key: HandoffKey, { decision: { state }, agreement, context }: Decided): Held | undefined {
  const { team, language } = context.settings;
  const handoff = state.handoffs.find((one) => one.key === key);
  if (handoff === undefined) return undefined;
  const { to, toQueue } = handoff;
  const holder = holderOf(team, to, toQueue);
  const name = team.members.find((member) => member.key === to.member)?.name;
  return {
    holder,
    name: name ?? toQueue ?? departmentWord(language, to.department, departmentsOf(agreement.terms)),
    manager: managerOf(team, to, toQueue),
    about: holder ?? toQueue ?? to.department,
  };
}

function missedOf({ handoff, deadline, dueAt }: FactOf<'deadline-missed'>, decided: Decided): readonly Announcement[] {
  const held = heldBy(handoff, decided);
  if (held === undefined) return [];
  const facts = {
    kind: 'deadline-missed',
    handoff,
    deadline,
    dueAt,
    ...personIn(decided.lead),
    holder: held.name,
  } as const;
  return [{ facts, about: held.about, to: [held.holder, held.manager] }];
}

/** The approver and, where the deputy was asked, the deputy too: nobody has said yes. */
function approvalMissed(
  { handoff, deadline, dueAt }: FactOf<'deadline-missed'>,
  decided: Decided,
): readonly Announcement[] {
  const asked = decided.decision.facts.flatMap(({ fact }) => (fact.kind === 'approval-asked' ? [fact.of.member] : []));
  const before = decided.lead.state.approval?.of;
  const to = [before?.member, ...asked];
  const { team, language } = decided.context.settings;
  const name = team.members.find(({ key }) => key === before?.member)?.name;
  const holder = name ?? departmentWord(language, before?.department ?? '', departmentsOf(decided.agreement.terms));
  const facts = { kind: 'deadline-missed', handoff, deadline, dueAt, ...personIn(decided.lead), holder } as const;
  return [{ facts, about: handoff, to: [...to, before === undefined ? undefined : managerOf(team, before)] }];
}

/** Whoever has the lead meanwhile, and their manager. */
function handingOverMissed(
  { handoff, deadline, dueAt }: FactOf<'deadline-missed'>,
  decided: Decided,
): readonly Announcement[] {
  const { team, language } = decided.context.settings;
  const { holder } = decided.decision.state;
  const asked = askedIn(team, holder.department, holder);
  const name = team.members.find(({ key }) => key === holder.member)?.name;
  const about = {
    handoff,
    deadline,
    dueAt,
    holder: name ?? departmentWord(language, holder.department, departmentsOf(decided.agreement.terms)),
  };
  const to = [...asked, managerOf(team, holder)];
  return [{ facts: { kind: 'deadline-missed', ...about, ...personIn(decided.lead) }, about: handoff, to }];
}

function nearOf({ handoff, deadline, dueAt }: FactOf<'deadline-near'>, decided: Decided): readonly Announcement[] {
  const held = heldBy(handoff, decided);
  if (held === undefined) return [];
  const facts = { kind: 'deadline-near', handoff, deadline, dueAt, ...personIn(decided.lead) } as const;
  return [{ facts, about: held.about, to: [held.holder] }];
}

function escalatedOf({ handoff, deadline, dueAt, to }: FactOf<'escalated'>, decided: Decided): readonly Announcement[] {
  const held = heldBy(handoff, decided);
  if (held === undefined) return [];
  const facts = { kind: 'escalated', handoff, deadline, dueAt, ...personIn(decided.lead), holder: held.name } as const;
  return [{ facts, about: held.about, to: [to.member] }];
}

/** Whoever has it now and whoever had it; not who gave it, who knows. */
function givenTo(
  { holder }: FactOf<'owner-changed'>,
  cause: Cause,
  { lead, decision, agreement, context: { settings } }: Decided,
): readonly Announcement[] {
  const { team, language } = settings;
  const nameOf = ({ department, member }: Holder, queue?: string): string =>
    team.members.find(({ key }) => key === member)?.name ??
    queue ??
    departmentWord(language, department, departmentsOf(agreement.terms));
  if (holder === undefined) return [];
  const open = openHandoffs(lead.state).at(-1);
  const had = open?.to ?? lead.state.holder;
  const by = cause.by === 'person' ? team.members.find(({ key }) => key === cause.user) : undefined;
  const now = openHandoffs(decision.state).at(-1);
  const due =
    now?.firstContactAt === undefined ? now?.due.find(({ deadline }) => deadline === 'first-contact') : undefined;
  const facts = {
    kind: 'owner-changed' as const,
    from: nameOf(had, open?.toQueue),
    holder: nameOf(holder),
    ...(by === undefined ? {} : { by: by.name }),
    ...(due === undefined ? {} : { dueAt: due.dueAt }),
    ...personIn(lead),
  };
  const to = [holder.member, holderOf(team, had, open?.toQueue)].filter((key) => key !== by?.key);
  return [{ facts, about: `${lead.id} ${decision.state.version}`, to }];
}

/** Sent back without a word: whoever did it is asked for the reason. */
function unexplained(
  { outcome, reason, handoff }: FactOf<'handoff-closed'>,
  decided: Decided,
): readonly Announcement[] {
  const { returned } = decided.decision.state;
  if (outcome !== 'sent-back' || reason !== undefined || returned?.by === undefined) return [];
  const facts = { kind: 'word-missing', word: 'return-reason', ...personIn(decided.lead) } as const;
  return [{ facts, about: handoff, to: [returned.by] }];
}

function deniedOf({ handoff, comment }: FactOf<'approval-denied'>, decided: Decided): readonly Announcement[] {
  const { lead, decision, agreement, context } = decided;
  const { approval } = lead.state;
  const terms = agreement.terms.handoffs.find(({ type }) => type === approval?.type);
  if (terms === undefined) return [];
  const about = {
    agreement: agreement.hash,
    handoff: terms.type,
    comment: comment?.text ?? undefined,
    ...personIn(lead),
  };
  const to = askedIn(context.settings.team, terms.from, decision.state.holder);
  return [{ facts: { kind: 'approval-denied', ...about }, about: handoff, to }];
}

/** A department is asked for its own items alone; that sales has no room is nobody's to find out. */
function heldOf(fact: FactOf<'held'>, decided: Decided): readonly Announcement[] {
  const { lead, decision, agreement, context } = decided;
  const byDepartment = new Map<string, string[]>();
  for (const { id, ask } of missingOf(agreement.terms, fact))
    if (id !== CAPACITY) byDepartment.set(ask, [...(byDepartment.get(ask) ?? []), id]);
  return [...byDepartment].map(([department, missing]) => ({
    facts: { kind: 'held', agreement: agreement.hash, handoff: fact.handoff, missing, ...personIn(lead) },
    about: department,
    to: askedIn(context.settings.team, department, decision.state.holder),
  }));
}

export function personIn(lead: Lead): Person {
  const { name, company, email } = personOf(lead);
  const living = lead.records.filter(({ ref, deleted, url }) => isPerson(ref) && !deleted && url !== undefined);
  const link = (living.find(({ ref }) => ref.system === 'salesforce') ?? living[0])?.url;
  return { lead: lead.id, name, company, email, ...(link === undefined ? {} : { link }) };
}
