/** Field mappings: which vendor field stands for which of Baton's names, in both directions. Read from mappings/hubspot.yaml and mappings/salesforce.yaml. */
import { z } from 'zod';
import { GIVEN_KINDS } from './activity.ts';
import { fieldCondition } from './agreement/vocabulary.ts';
import { STAGES } from './facts.ts';
import type { System } from './record.ts';

/**
 * When a field may be written. `only-if-blank` never replaces a value; `never` documents a field that is only read. `latest-wins`: of a field that both
 * systems keep and people change in either, the value that was given last goes to the other.
 */
export const WRITE_RULES = ['always', 'only-if-blank', 'latest-wins', 'never'] as const;
/** The step of `baton arm` that a field belongs to: `tasks` goes with the handoff, `status` with stage and score, `owner` with owner fields. */
export const ARM_STEPS = ['tasks', 'status', 'owner'] as const;
export type ArmStep = (typeof ARM_STEPS)[number];

export const DEAL_SETTINGS = ['none', 'shown', 'counted'] as const;
export type DealSetting = (typeof DEAL_SETTINGS)[number];
export const EVENT_KINDS = ['webinar', 'seminar', 'exhibition'] as const;
/** What a campaign member's status may mean; `ignored`: nothing that the person did. */
export const TAKING_PART = ['registered', 'attended', 'missed', 'ignored'] as const;

const vendorName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a field name of the vendor: letters, digits, underscore');

export const objectMapping = z.strictObject({
  /** Baton's name → vendor's field. */
  read: z.record(z.string(), vendorName),
  /** Baton's name → where and when it is written. Every written field is read back too. */
  write: z
    .record(
      z.string(),
      z.strictObject({
        to: vendorName,
        rule: z.enum(WRITE_RULES).default('always'),
        armed: z.enum(ARM_STEPS).default('status'),
      }),
    )
    .default({}),
  /** Baton's name → vendor value → Baton's value, for enumerations that differ. Unlisted values pass as they are. */
  values: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
export type ObjectMapping = z.infer<typeof objectMapping>;

export const systemMapping = z.strictObject({
  /** By Baton's object name: contact, company (HubSpot); lead, contact, account (Salesforce). */
  objects: z.partialRecord(z.enum(['contact', 'company', 'lead', 'account']), objectMapping),
  /** What each form means; the first entry whose `form` equals the form's id or name. */
  forms: z.array(z.strictObject({ form: z.string().min(1), is: z.enum(GIVEN_KINDS) })).default([]),
  /** HubSpot: who takes part at all: whoever is on the list, and for whom the condition surely holds. Absent: everybody. */
  selection: z.strictObject({ list: z.string().regex(/^\d+$/).optional(), when: fieldCondition.optional() }).optional(),
  /** Whether deals (Salesforce: opportunities) are read to be seen, or also say when a lead is an opportunity, won or lost; see {@link dealSetting}. */
  deals: z.enum(DEAL_SETTINGS).optional(),
  /**
   * Salesforce: what each campaign is, the first entry whose `campaign` equals the campaign's id, name or type, and what its members' statuses mean.
   * Campaigns that no entry names are not read as anything that people did.
   */
  campaigns: z
    .array(
      z.strictObject({
        campaign: z.string().min(1),
        is: z.enum(EVENT_KINDS),
        statuses: z.record(z.string(), z.enum(TAKING_PART)).default({}),
      }),
    )
    .default([]),
  /** HubSpot: of several contacts of a deal the one under this label is the one for whom it counts. */
  dealContact: z.string().min(1).optional(),
  /** HubSpot: lists that stand for something that people did, e.g. an exhibition's cards; who joins one did it at that moment. */
  lists: z
    .array(
      z.strictObject({
        list: z.string().regex(/^\d+$/),
        is: z.enum(GIVEN_KINDS),
        name: z.string().min(1).optional(),
      }),
    )
    .default([]),
  /** HubSpot: imports that stand for something that people did, by the import's name: whoever was made a contact by one did it at that moment. */
  imports: z
    .array(
      z.strictObject({
        import: z.string().trim().min(1),
        is: z.enum(GIVEN_KINDS),
        name: z.string().min(1).optional(),
      }),
    )
    .default([]),
  /**
   * HubSpot: a note of each handoff on its contact, found again by this unique property of notes, which `setup` makes. Absent: no notes. `armed` as of
   * written fields.
   */
  handoffNotes: z.strictObject({ key: vendorName, armed: z.enum(ARM_STEPS).default('status') }).optional(),
  /** HubSpot: what each marketing event is; the first entry whose `event` equals the event's id, name or type. Others are seminars. */
  events: z.array(z.strictObject({ event: z.string().min(1), is: z.enum(EVENT_KINDS) })).default([]),
  /** HubSpot: pages whose visit is worth telling apart, by a part of the address. */
  pages: z.array(z.strictObject({ contains: z.string().min(1), page: z.string().min(1) })).default([]),
  /** Salesforce: whether a row that only alerts of a duplicate is saved all the same. One that a duplicate rule blocks is refused either way. */
  duplicateRules: z.enum(['obey', 'save-past-alerts']).default('obey'),
  /** Salesforce: the Lead that is made where there is none. */
  createLead: z
    .strictObject({
      when: z
        .enum(['always', 'never'])
        .or(z.strictObject({ afterMinutes: z.int().min(1).max(1440) }))
        .default('always'),
      /** Used when the source has no family name or company, both required by Salesforce. */
      lastNameFallback: z.string().min(1),
      companyFallback: z.string().min(1),
      leadSource: z.string().optional(),
      recordTypeId: z.string().optional(),
    })
    .optional(),
});
export type EventKind = (typeof EVENT_KINDS)[number];
export type TakingPart = (typeof TAKING_PART)[number];
export type SystemMapping = z.infer<typeof systemMapping>;

/** Unless the mapping says otherwise, Salesforce's opportunities count, and HubSpot's deals are not read. */
export function dealSetting(system: System, { deals }: Pick<SystemMapping, 'deals'>): DealSetting {
  return deals ?? (system === 'salesforce' ? 'counted' : 'none');
}
export type Selection = NonNullable<SystemMapping['selection']>;

const said = z.record(z.string(), z.record(z.string(), z.enum(STAGES))).default({});

/** mappings/statuses.yaml: Baton's stage → each system's own words, and back where a person sets them. */
export const statusMapping = z.strictObject({
  hubspot: z.strictObject({
    lifecycleStage: z.record(z.string(), z.string()),
    leadStatus: z.record(z.string(), z.string()),
  }),
  salesforce: z.strictObject({ leadStatus: z.record(z.string(), z.string()) }),
  /** Field (`leadStatus`, `lifecycleStage`) → the value that a person sets → the stage that is reached by it. Other values mean no stage. */
  said: z.strictObject({ hubspot: said, salesforce: said }).default({ hubspot: {}, salesforce: {} }),
});
export type StatusMapping = z.infer<typeof statusMapping>;

/** free-mail.yaml: domains under which anybody has an address, as addresses are compared. */
export const freeMail = z.strictObject({
  domains: z.array(
    z
      .string()
      .max(253)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'gmail.com, in small letters'),
  ),
});
