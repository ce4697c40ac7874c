/** What Baton's own fields should say of a lead, and how that differs from what a record says now. */
import { departmentsOf } from './agreement/names.ts';
import type { Placing } from './agreement/placing.ts';
import type { Agreement } from './agreement/vocabulary.ts';
import type { Circumstances } from './circumstances.ts';
import { deadlineStateOfLead } from './deadline-state.ts';
import type { Temperature } from './facts.ts';
import { missingOf } from './gate.ts';
import { gradeOf } from './grade.ts';
import { earliest, type IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import type { HandoffState, Lead, LeadState, WrittenValue } from './lead.ts';
import { openHandoffs } from './lead.ts';
import { cutText } from './line.ts';
import type { ArmStep, ObjectMapping, StatusMapping } from './mapping.ts';
import { PEOPLE_WIN, personStands } from './peoples-fields.ts';
import type { Fields, FieldValue, SourceRecord, System } from './record.ts';
import { isOpenToWrites, sameRef } from './record.ts';
import { saidBySales } from './said-by-sales.ts';
import { departmentWord, texts } from './texts/index.ts';

/** One line: a second long text on a Salesforce object would cut its pages to a tenth. */
const MISSING_MAX = 255;
/** Reasons shown on a record: the weightiest score lines. */
const REASONS_SHOWN = 5;

/** Baton's fields, by Baton's names; the systems' own status words are added by {@link desiredFor}. */
export function desired(judged: Judged, state: LeadState, placing: Placing | undefined): Fields {
  const { lead, score, agreement, circumstances } = judged;
  const { language } = circumstances;
  const { brief: t, explain } = texts(language);
  const departments = departmentsOf(agreement);
  const grade = gradeOf(agreement, score);
  const cell = agreement.matrix?.cells.find(({ id }) => id === placing?.cell)?.label[language];
  const missing = state.held === undefined ? [] : missingOf(agreement, state.held);
  const { approval } = state;
  const yes =
    approval === undefined || approval.status === 'approved'
      ? []
      : [
          t.toAsk(
            texts(language).words.deadline['approval'] ?? '',
            departmentWord(language, approval.of.department, departments),
          ),
        ];
  const member = state.holder.member === undefined ? undefined : circumstances.people.member(state.holder.member);
  const open = openHandoffs(state);
  const uncontacted = open.filter(({ firstContactAt }) => firstContactAt === undefined);
  const due = earliest(
    ...uncontacted.flatMap((handoff) =>
      handoff.due.filter(({ deadline }) => deadline === 'first-contact').map(({ dueAt }) => dueAt),
    ),
  );
  const queue = state.holder.member === undefined ? open.at(-1)?.toQueue : undefined;
  const reasons = [...score.lines]
    .filter((line) => line.points > 0)
    .sort((a, b) => b.points - a.points || (a.rule < b.rule ? -1 : 1))
    .slice(0, REASONS_SHOWN)
    .map((line) => `+${line.points} ${line.label[language]}`);
  return {
    batonId: lead.id,
    stage: state.stage,
    stageSince: wholeSecond(state.stageSince),
    ownerName: member?.name ?? queue ?? departmentWord(language, state.holder.department, departments),
    attributeScore: score.attribute,
    behaviourScore: score.behaviour,
    totalScore: score.total,
    temperature: score.temperature,
    grade: grade === undefined ? null : `${grade.fit}${grade.engagement}`,
    cell: cell === undefined ? null : placing?.provisional === true ? t.provisional(cell) : cell,
    missing:
      cutText(
        [
          ...missing.map(({ id, label, ask }) =>
            t.toAsk(label?.[language] ?? explain.field(id), departmentWord(language, ask, departments)),
          ),
          ...yes,
        ].join(', '),
        MISSING_MAX,
      ) || null,
    reasons: reasons.join('\n') || null,
    contactDeadline: wholeSecond(due),
    deadlineState: deadlineStateOfLead(state),
    priority: priorityOf(agreement, open.at(-1), score.temperature),
    ...answersOf(state),
    ...saidForMarketing(judged),
  };
}

/** Empty while an answer is waited for, so that a person can give it there. */
function answersOf({ approval, handoffs }: LeadState): Fields {
  const newest = handoffs.at(-1);
  const words = { asked: null, approved: 'approved', denied: 'declined' } as const;
  return {
    approved: approval === undefined ? null : words[approval.status],
    accepted: newest?.acceptedAt !== undefined ? 'accepted' : newest?.outcome === 'declined' ? 'declined' : null,
  };
}

/** How urgent the newest open handoff is by what the lead is worth now; null where none is open. */
function priorityOf(agreement: Agreement, open: HandoffState | undefined, temperature: Temperature): FieldValue {
  if (open === undefined) return null;
  return agreement.handoffs.find(({ type }) => type === open.type)?.priority[temperature] ?? open.priority;
}

/** What sales wrote in Salesforce, so that marketing reads it where it works: the reason for sending back by its name in the agreement, rating and comment. */
function saidForMarketing({ lead, agreement, circumstances: { language } }: Judged): Fields {
  const said = (field: string): FieldValue => saidBySales(lead, field)?.value ?? null;
  const reason = said('returnReason');
  const known = agreement.sendBack?.reasons.find(({ id }) => id === reason);
  return {
    returnReason: known?.label[language] ?? reason,
    ...Object.fromEntries(TOLD_ON.map((field) => [field, said(field)])),
  };
}

const TOLD_ON = ['returnComment', 'salesRating', 'salesComment', 'lossReason'] as const;

/** Salesforce keeps date-times to the second: what it gives back must equal what was written. */
export function wholeSecond(at: IsoInstant | undefined): string | null {
  return at === undefined ? null : at.replace(/\.\d{3}Z$/, '.000Z');
}

/** With the system's own words for the stage. */
export function desiredFor(system: System, fields: Fields, statuses: StatusMapping): Fields {
  const stage = String(fields['stage']);
  const status = statuses[system].leadStatus[stage];
  const lifecycle = system === 'hubspot' ? statuses.hubspot.lifecycleStage[stage] : undefined;
  return {
    ...ofSystem(system, fields),
    ...(status === undefined ? {} : { leadStatus: status }),
    ...(lifecycle === undefined ? {} : { lifecycleStage: lifecycle }),
  };
}

/** What is to be said in one system only bears its name: `recentTouches:hubspot`. */
function ofSystem(system: System, fields: Fields): Fields {
  const names = Object.keys(fields);
  if (!names.some((name) => name.includes(':'))) return fields;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const [bare = name, only] = name.split(':');
      return only === undefined || only === system ? [[bare, value]] : [];
    }),
  );
}

/** The lead's id is unique in each system: of several records of a kind the one that bears it already has it, else the first. */
export function wantedOn({ ref }: SourceRecord, { records }: Pick<Lead, 'records'>, wanted: Fields): Fields {
  const others = records.filter((one) => one.ref.object === ref.object && one.ref.system === ref.system);
  const open = others.filter(isOpenToWrites);
  const bearer = open.find(({ fields }) => fields['batonId'] === wanted['batonId']) ?? open[0];
  if (bearer === undefined || sameRef(bearer.ref, ref)) return wanted;
  const { batonId: _, ...rest } = wanted;
  return rest;
}

/** Somebody has put another value there than is known to have been written: it is taken up before anything is written over it. */
function isUnseen(written: WrittenValue | undefined, from: FieldValue): boolean {
  return written !== undefined && !sameValue(from, written.value);
}

export interface Differing {
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** The mapped, armed fields in which the record differs from what it should say. Nothing where a person's later change stands. */
export function differences(
  record: SourceRecord,
  wanted: Fields,
  mapping: ObjectMapping,
  lead: { readonly written: readonly WrittenValue[]; readonly state: LeadState },
  armed: ReadonlySet<ArmStep>,
): readonly Differing[] {
  const differing: Differing[] = [];
  for (const [field, { rule, armed: step }] of Object.entries(mapping.write)) {
    const to = wanted[field];
    if (to === undefined || rule === 'never' || !armed.has(step)) continue;
    const from = record.fields[field] ?? null;
    if (sameValue(from, to)) continue;
    if (rule === 'only-if-blank' && from !== null && from !== '') continue;
    const written = lead.written.find((value) => value.field === field && sameRef(value.target, record.ref));
    if (goesBack(field, from, to) && !mayGoBack(written, lead.state)) continue;
    if (personStands(written, lead.state) || isUnseen(written, from)) continue;
    differing.push({ field, from, to });
  }
  return differing;
}

/**
 * What the fields that Baton is about to answer for say now, as far as nothing is known to have been written to them. From here on another value that
 * is not ours is somebody's change, also in a field that needs no writing because it says already what it should, and in one where people win that is
 not armed yet: whom a person gives the lead to before then keeps it when it is.
 */
export function takenOver(
  record: SourceRecord,
  wanted: Fields,
  mapping: ObjectMapping,
  lead: { readonly written: readonly WrittenValue[] },
  armed: ReadonlySet<ArmStep>,
): Fields {
  const found = Object.entries(mapping.write).flatMap(([field, { rule, armed: step }]) => {
    const value = record.fields[field] ?? null;
    if (wanted[field] === undefined || rule === 'never' || !(armed.has(step) || PEOPLE_WIN.has(field))) return [];
    if (rule === 'only-if-blank' && value !== null && value !== '') return [];
    const known = lead.written.some((one) => one.field === field && sameRef(one.target, record.ref));
    return known ? [] : [[field, value] as const];
  });
  return Object.fromEntries(found);
}

/** Changes of these are written at once. */
const AT_ONCE = [
  ...([
    'stage',
    'temperature',
    'ownerName',
    'contactDeadline',
    'deadlineState',
    'grade',
    'cell',
    'missing',
    'priority',
  ] as const),
  ...(['returnReason', 'returnComment', 'approved', 'accepted'] as const),
  ...(['salesRating', 'salesComment', 'lossReason'] as const),
];

/** Whether some living record of the person lacks what it should say by more than is worth waiting for. */
export function isStatusDue(lead: Lead, state: LeadState, wanted: Fields, { scoreDelta }: Circumstances): boolean {
  return lead.records.some((record) => {
    if (!isOpenToWrites(record)) return false;
    const written = lead.written.filter(({ target }) => sameRef(target, record.ref));
    const last = (field: string): WrittenValue | undefined => written.find((value) => value.field === field);
    const total = Number(wanted['totalScore']);
    const lastTotal = last('totalScore')?.value;
    if (typeof lastTotal !== 'number') return total >= scoreDelta || wanted['stage'] !== 'lead';
    if (Math.abs(total - lastTotal) >= scoreDelta) return true;
    return AT_ONCE.some((field) => {
      const value = last(field);
      if (value === undefined && !Object.hasOwn(record.fields, field)) return false;
      return !personStands(value, state) && !sameValue(value?.value ?? null, wanted[field] ?? null);
    });
  });
}

/** HubSpot's default lifecycle stages in their order; through the API a contact only moves forward (contacts guide, "lifecycle stage"). */
const LIFECYCLE: readonly FieldValue[] = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
];

/** Such a value must be emptied before it takes the new one. */
export function goesBack(field: string, from: FieldValue, to: FieldValue): boolean {
  return field === 'lifecycleStage' && isBackward(from, to);
}

/** Only from where Baton itself had brought it, and only with a lead that was sent back. */
function mayGoBack(written: WrittenValue | undefined, { stage }: LeadState): boolean {
  return stage === 'returned' && written?.by === 'baton';
}

/** Of stages that the company made itself nobody but HubSpot knows the order: they are written, and it refuses what goes back. */
export function isBackward(from: FieldValue, to: FieldValue): boolean {
  return LIFECYCLE.includes(to) && LIFECYCLE.indexOf(from) > LIFECYCLE.indexOf(to);
}

/**
 * Equal as a CRM keeps it: empty text is null, line ends and outer space do not count, nor what a moment has beyond the second (Salesforce's date-times
 * have "a precision of one second", SOAP API guide, "Primitive Data Types").
 */
export function sameValue(a: FieldValue, b: FieldValue): boolean {
  return a === b || asKept(a) === asKept(b);
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TO_THE_SECOND = '2026-11-20T03:00:00'.length;

function asKept(value: FieldValue): FieldValue {
  if (typeof value !== 'string') return value;
  const text = value.replaceAll('\r\n', '\n').trim();
  return (MOMENT.test(text) ? text.slice(0, TO_THE_SECOND) : text) || null;
}
