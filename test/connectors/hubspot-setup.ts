/** A HubSpot connector on a stage where time stands still until it is moved, for tests. */
import { createHubSpotConnector, type HubSpotAuth, type HubSpotLimits } from '../../connectors/hubspot/index.ts';
import { type SystemMapping, systemMapping } from '../../src/domain/mapping.ts';
import type { SubjectKey } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import type { BudgetMeans } from '../../src/ports/budget.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { TokenVault } from '../../src/ports/secrets.ts';

export const BASE = 'https://api.hubapi.test';
export const TOKEN = 'pat-test-0000';

export const CONTACT_READ = {
  email: 'email',
  otherEmails: 'hs_additional_emails',
  firstName: 'firstname',
  lastName: 'lastname',
  company: 'company',
  companyId: 'associatedcompanyid',
  title: 'jobtitle',
  phone: 'phone',
  industry: 'industry',
  employees: 'numemployees',
  region: 'state',
  timeframe: 'purchase_timeframe',
  budget: 'purchase_budget',
  ownerId: 'hubspot_owner_id',
  optedOut: 'hs_email_optout',
  pageViews: 'hs_analytics_num_page_views',
  visits: 'hs_analytics_num_visits',
  lastVisitAt: 'hs_analytics_last_timestamp',
  lifecycleStage: 'lifecyclestage',
} as const;

/** The fields that a story's installation maps. */
export const MAPPING: SystemMapping = systemMapping.parse({
  objects: {
    contact: {
      read: CONTACT_READ,
      write: {
        batonId: { to: 'baton_id' },
        stage: { to: 'baton_stage' },
        stageSince: { to: 'baton_stage_since' },
        ownerName: { to: 'baton_owner', armed: 'owner' },
        attributeScore: { to: 'baton_attribute_score' },
        behaviourScore: { to: 'baton_behaviour_score' },
        totalScore: { to: 'baton_total_score' },
        temperature: { to: 'baton_temperature' },
        reasons: { to: 'baton_reasons' },
        contactDeadline: { to: 'baton_contact_deadline' },
        lifecycleStage: { to: 'lifecyclestage' },
        leadStatus: { to: 'hs_lead_status' },
        phone: { to: 'phone', rule: 'never' },
      },
    },
    company: {
      read: {
        name: 'name',
        domain: 'domain',
        industry: 'industry',
        employees: 'numberofemployees',
        region: 'state',
        country: 'country',
        growth: 'annual_growth',
      },
    },
  },
  forms: [
    { form: 'form-quote', is: 'quote-requested' },
    { form: 'お問い合わせ / Contact us', is: 'inquiry-sent' },
  ],
  pages: [{ contains: '/pricing', page: 'price' }],
});

export interface Stage {
  readonly connector: Connector;
  readonly lines: string[];
  /** What answers told of the time. */
  readonly heard: string[];
  now: Temporal.Instant;
  may: boolean;
  /** Moves business time on. */
  pass(duration: Temporal.DurationLike): void;
}

export function openStage(
  options: {
    readonly basePath?: string;
    readonly auth?: HubSpotAuth;
    readonly mapping?: SystemMapping;
    readonly limits?: Partial<HubSpotLimits>;
    readonly now?: string;
    readonly budget?: BudgetMeans;
    readonly vault?: TokenVault;
  } = {},
): Stage {
  const lines: string[] = [];
  const heard: string[] = [];
  const stage = {
    now: Temporal.Instant.from(options.now ?? '2026-11-21T09:00:00Z'),
    may: true,
    lines,
    heard,
    pass(duration: Temporal.DurationLike) {
      stage.now = stage.now.add(duration);
    },
  };
  const connector = createHubSpotConnector({
    basePath: options.basePath ?? BASE,
    auth: options.auth ?? { kind: 'token', token: TOKEN },
    mapping: options.mapping ?? MAPPING,
    limits: options.limits ?? {},
    surroundings: {
      now: () => stage.now,
      mayWrite: () => stage.may,
      heardTime: (at) => heard.push(at.toString()),
      log: (event, details) => lines.push(`${event} ${JSON.stringify(details)}`),
      ...(options.budget === undefined ? {} : { budget: options.budget }),
      ...(options.vault === undefined ? {} : { vault: options.vault }),
    },
  });
  return Object.assign(stage, { connector });
}

export function contactWrite(id: string, fields: FieldsWrite['fields']): FieldsWrite {
  return { kind: 'fields', target: { system: 'hubspot', object: 'contact', id }, fields };
}

export function key(text: string): SubjectKey {
  return text as SubjectKey;
}

/** A contact as search answers it. */
export function contactRow(
  id: string,
  properties: Record<string, string | null>,
  updatedAt = '2026-11-21T08:00:00.000Z',
) {
  return { id, properties, createdAt: '2026-01-05T00:00:00.000Z', updatedAt, archived: false };
}
