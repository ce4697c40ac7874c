/** Notices: what somebody is told outside both CRMs, by which channel, and the facts that its text is made from. */
import type { ActivityKind } from './activity.ts';
import type { ReviewCycle } from './agreement/vocabulary.ts';
import type { AgreementHash, HandoffKey, LeadId } from './facts.ts';
import { type IsoDate, type IsoInstant, iso } from './instant.ts';
import type { System } from './record.ts';
import type { ChannelName, Department } from './team.ts';
import type { Departments, Language } from './texts/index.ts';

/** A member's key in team.yaml, or `head:<department>` for the head of a party who is no member. */
export type RecipientKey = string;

/** What happened, as plain JSON; the words are found when it is sent. */
export type NoticeFacts =
  /** `against`: the version that was in force when the last party signed. */
  | {
      readonly kind: 'agreement-version';
      readonly agreement: AgreementHash;
      readonly from: IsoInstant;
      readonly against?: AgreementHash | undefined;
    }
  /** `nth`: 1 for the first reminder. */
  | { readonly kind: 'agreement-reminder'; readonly agreement: AgreementHash; readonly nth: number }
  | {
      readonly kind: 'handoff';
      readonly lead: LeadId;
      readonly handoff: HandoffKey;
      /** The task's own, in the language of whoever it is assigned to. */
      readonly subject: string;
      readonly lines: readonly string[];
      readonly dueAt: IsoInstant;
      readonly link?: string | undefined;
    }
  | ({
      readonly kind: 'deadline-missed';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
      /** Name of the member or queue that holds it. */
      readonly holder: string;
    } & Person)
  | ({
      readonly kind: 'held';
      readonly agreement: AgreementHash;
      readonly handoff: string;
      readonly missing: readonly string[];
    } & Person)
  | ({
      readonly kind: 'collision';
      /** The earlier of the two stands first. */
      readonly touches: readonly NoticedTouch[];
      readonly at: 'lead' | 'company';
      readonly withinDays: number;
      /** How the agreement calls those that it lists. */
      readonly departments?: Departments | undefined;
    } & Person)
  /** Somebody's yes is asked for before a lead is handed over; `deputy`: in the approver's stead. */
  | ({
      readonly kind: 'approval-asked';
      readonly agreement: AgreementHash;
      readonly handoff: string;
      readonly dueAt: IsoInstant;
      readonly deputy: boolean;
    } & Person)
  /** The approver said no: whoever has the lead keeps it. */
  | ({
      readonly kind: 'approval-denied';
      readonly agreement: AgreementHash;
      readonly handoff: string;
      readonly comment?: string | undefined;
    } & Person)
  /** The agreed time before a deadline has come, and nothing has been done. */
  | ({
      readonly kind: 'deadline-near';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
    } & Person)
  /** Long after a deadline, as agreed, the manager hears of it. */
  | ({
      readonly kind: 'escalated';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
      readonly holder: string;
    } & Person)
  /** A person gave it to somebody else in the CRM: `from` had it, `holder` has it now; both by name. `by`: who gave it, as far as that is known. */
  | ({
      readonly kind: 'owner-changed';
      readonly from: string;
      readonly holder: string;
      readonly by?: string | undefined;
      /** Of the first contact, while an open handoff asks for it. */
      readonly dueAt?: IsoInstant | undefined;
    } & Person)
  /** It lies with sales and nobody has been in touch in the agreed time, though Baton handed nothing over. */
  | ({
      readonly kind: 'neglected';
      readonly since: IsoInstant;
      readonly dueAt: IsoInstant;
      /** Who owns its record, by name; absent: nobody of the team. */
      readonly holder?: string | undefined;
    } & Person)
  /** Sales owes marketing a word on a lead: how it was, why it came back, why it was lost. */
  | ({ readonly kind: 'word-missing'; readonly word: 'rating' | 'return-reason' | 'loss-reason' } & Person)
  | { readonly kind: 'review-due'; readonly cycle: ReviewCycle; readonly dueOn: IsoDate }
  | { readonly kind: 'review-overdue'; readonly cycle: ReviewCycle; readonly dueOn: IsoDate }
  /** A system answered with a code that Baton does not know, for the first time that day; `detail`: its own sentence. */
  | { readonly kind: 'unknown-code'; readonly system: System; readonly code: string; readonly detail: string }
  | { readonly kind: 'test'; readonly channel: ChannelName };
export type NoticeKind = NoticeFacts['kind'];
export type FactsOf<Kind extends NoticeKind> = Extract<NoticeFacts, { readonly kind: Kind }>;

/** What one of ours did, as the other department is told of it. */
export interface NoticedTouch {
  readonly at: IsoInstant;
  readonly kind: ActivityKind;
  readonly member: string;
  readonly department: Department;
  /** To whom. */
  readonly lead: string;
}

/** Who a lead is, for somebody who must do something about it. */
export interface Person {
  readonly lead: LeadId;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  /** Where the record is opened. */
  readonly link?: string | undefined;
}

/** One message on one channel. Told once: whatever bears the same channel and key is the same notice. */
export interface Notice {
  readonly channel: ChannelName;
  readonly key: string;
  readonly kind: NoticeKind;
  /** What it is about: a version's hash, a handoff's key, a review's day. */
  readonly about: string;
  /** One on e-mail; on a shared conversation all whom it concerns. */
  readonly to: readonly RecipientKey[];
  readonly language: Language;
  /** Several where they were gathered. */
  readonly facts: readonly NoticeFacts[];
  readonly notBefore: IsoInstant;
}

/** Somebody who can be told something, and how. */
export interface Recipient {
  readonly key: RecipientKey;
  readonly name: string;
  readonly language: Language;
  readonly zone: string;
  readonly channels: readonly ChannelName[];
}

/** Of these kinds many can happen at once: what comes within a quarter of an hour is one message. */
export const GATHERED: readonly NoticeKind[] = [
  ...(['deadline-missed', 'held', 'approval-asked', 'approval-denied'] as const),
  ...(['deadline-near', 'escalated', 'word-missing', 'owner-changed', 'neglected'] as const),
];
const GATHER_MS = 15 * 60_000;
/** What was decided just before the end may be kept a little after it. */
const GRACE_MS = 60_000;

/** One per recipient on e-mail, one per language on a shared conversation; each under the key by which it is told once. */
export function noticesOf(
  facts: NoticeFacts,
  about: string,
  recipients: readonly Recipient[],
  now: Temporal.Instant,
): readonly Notice[] {
  const gathered = GATHERED.includes(facts.kind);
  const end = slotEnd(now);
  const notBefore = gathered ? iso(end.add({ milliseconds: GRACE_MS })) : iso(now);
  const common = { kind: facts.kind, about, facts: [facts], notBefore };
  const notices: Notice[] = [];
  for (const { key, language, channels } of recipients) {
    for (const channel of channels) {
      const to = channel === 'email' ? key : language;
      // What is gathered on e-mail is gathered whatever it is about; in a conversation those whom it concerns are named above it.
      const what = gathered ? (channel === 'email' ? iso(end) : `${iso(end)} ${about}`) : about;
      const told = `${facts.kind} ${what} ${to}`;
      const at = notices.findIndex((one) => one.channel === channel && one.key === told);
      const known = notices[at];
      if (known === undefined) notices.push({ ...common, channel, key: told, to: [key], language });
      else if (!known.to.includes(key)) notices[at] = { ...known, to: [...known.to, key] };
    }
  }
  return notices;
}

/** Slots are the same for everybody, whatever their zone. */
function slotEnd(now: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds((Math.floor(now.epochMilliseconds / GATHER_MS) + 1) * GATHER_MS);
}
