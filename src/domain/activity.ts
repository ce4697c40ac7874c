/** Activities: one dated thing a lead did, or somebody did to the lead. */
import type { IsoInstant } from './instant.ts';
import type { FieldValue, SubjectKey, System } from './record.ts';

/** Every kind Baton knows. Forms become one of these by the mapping (`forms:` in mappings/hubspot.yaml). */
export const ACTIVITY_KINDS = [
  'site-visited',
  'mail-sent',
  'mail-opened',
  'mail-clicked',
  'form-submitted',
  'inquiry-sent',
  'quote-requested',
  'consultation-requested',
  'demo-requested',
  'price-list-downloaded',
  'catalogue-downloaded',
  'material-downloaded',
  'survey-answered',
  'seminar-registered',
  'seminar-attended',
  'webinar-registered',
  'webinar-attended',
  'webinar-missed',
  'exhibition-visited',
  'call',
  'mail',
  'meeting',
  'note',
  'task-completed',
  'handoff-task-open',
  'handoff-task-completed',
  'deal',
  'deal-moved',
  'listed',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Those that a form or a list of the company's may stand for; the others have a source of their own. */
export const GIVEN_KINDS = ACTIVITY_KINDS.filter(
  (kind) =>
    kind !== 'deal' &&
    kind !== 'deal-moved' &&
    kind !== 'listed' &&
    kind !== 'handoff-task-open' &&
    kind !== 'handoff-task-completed',
);

/** Kinds by which a lead shows interest; only these count as behaviour and as *new behaviour* after a baseline. */
export const BEHAVIOUR_KINDS: ReadonlySet<ActivityKind> = new Set<ActivityKind>([
  'site-visited',
  'mail-opened',
  'mail-clicked',
  'form-submitted',
  'inquiry-sent',
  'quote-requested',
  'consultation-requested',
  'demo-requested',
  'price-list-downloaded',
  'catalogue-downloaded',
  'material-downloaded',
  'survey-answered',
  'seminar-registered',
  'seminar-attended',
  'webinar-registered',
  'webinar-attended',
  'webinar-missed',
  'exhibition-visited',
]);

/** Who did it. A user id is that system's own: a HubSpot owner id, a Salesforce user id. */
export type Actor =
  | { readonly type: 'lead' }
  | { readonly type: 'person'; readonly user: string }
  | { readonly type: 'automation' }
  | { readonly type: 'unknown' };

export interface Activity {
  readonly system: System;
  readonly kind: ActivityKind;
  /** Unique per (system, kind): the vendor's id, or one derived from what makes the event itself (see the connector). */
  readonly id: string;
  /** Whose activity it is: record keys and e-mail keys; a meeting may have several. */
  readonly subjects: readonly SubjectKey[];
  /** For a planned thing (meeting, task) the moment it takes or took place. */
  readonly occurredAt: IsoInstant;
  readonly actor: Actor;
  /**
   * Kind-specific facts, e.g. `form`, `page`, `mail`, `direction` (`in`/`out`), `outcome` (`connected`, `no-answer`, `held`,
   * `scheduled`, …), `subject`, `durationMs`, `handoff` (the key in a handoff task), `status`; of a deal also `stage`, `amount`,
   * `closedAt`, `primary` (the contact for whom it counts); of `deal-moved`, a step of a deal's way, `deal` (its id), `from`, `stage` and `amount`; of `listed`, a contact's place on the list that selects, `list` and `member`.
   */
  readonly properties: Readonly<Record<string, FieldValue>>;
  /** Free text: an inquiry's own words, a call's notes. At most 32,000 characters. */
  readonly text?: string;
  readonly url?: string;
}
