/** What is read of each object: columns, conditions, rows to a page, and what its rows become. */
import { createHash } from 'node:crypto';
import type { Activity } from '../../src/domain/activity.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { dealSetting, type SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import type { Attempt } from '../kit/send.ts';
import { rowsByIds } from './composite.ts';
import type { Context } from './context.ts';
import type { Row } from './fields.ts';
import { ACTIVITY_COLUMNS, type ActivityObject, activityOf } from './read-activities.ts';
import { MEMBER_COLUMNS, memberActivity } from './read-campaigns.ts';
import { dealsOf, OPPORTUNITY_CHILDREN, OPPORTUNITY_COLUMNS } from './read-opportunities.ts';
import { MADE, type RecordObject, recordColumns, recordOf } from './read-records.ts';
import { textIn } from './row-values.ts';
import { type Children, oneOf } from './soql.ts';

export interface ReadLimits {
  /** Rows of one object in a page; a page of SOQL holds at most 2,000. */
  readonly rows: number;
  /** Tasks, Events or opportunities in a page: their texts and children may be long. */
  readonly activityRows: number;
  /** How far each round looks back behind the newest row read. A transaction may last ten minutes and shows up with its own stamp. */
  readonly overlapSeconds: number;
  /** Where a first reading is of so many rows, it goes by bulk: that costs a call for every `bulkRows`, and one for each look whether the job is done. */
  readonly bulkFrom: number;
  readonly bulkRows: number;
}
export const READ_LIMITS: ReadLimits = {
  rows: 2_000,
  activityRows: 1_000,
  overlapSeconds: 600,
  bulkFrom: 20_000,
  bulkRows: 5_000,
};

export interface ReadContext extends Context {
  readonly limits: ReadLimits;
  /** The user Baton works as. */
  readonly integrationUser: string;
  /** Relationships that this user may not see, as refusals have told. */
  readonly unseen: Set<string>;
}

const RECORDS = ['Lead', 'Contact', 'Account', 'User', 'Group'] as const;
const ACTIVITIES = ['Task', 'Event'] as const;
const OTHERS = ['Opportunity', 'OpportunityContactRole', 'CampaignMember'] as const;
export const READABLE = [...RECORDS, ...ACTIVITIES, ...OTHERS] as const;
export type Readable = (typeof READABLE)[number];

/** What an org need not have: campaigns are a feature of their own. */
export const OPTIONAL: ReadonlySet<Readable> = new Set(['CampaignMember', 'OpportunityContactRole']);

export function isReadable(object: string): object is Readable {
  return READABLE.some((one) => one === object);
}
function isRecord(object: Readable): object is RecordObject {
  return RECORDS.some((one) => one === object);
}
function isActivity(object: Readable): object is ActivityObject {
  return ACTIVITIES.some((one) => one === object);
}

/** Whether the mapping has anything to ask of it. */
export function isWanted(object: Readable, mapping: SystemMapping): boolean {
  if (object === 'CampaignMember') return mapping.campaigns.length > 0;
  if (object === 'Opportunity' || object === 'OpportunityContactRole')
    return dealSetting('salesforce', mapping) !== 'none';
  return true;
}

export function columnsWanted(object: Readable, mapping: SystemMapping): readonly string[] {
  if (isRecord(object)) return recordColumns(object, mapping);
  if (isActivity(object)) return ACTIVITY_COLUMNS[object];
  if (object === 'Opportunity') return OPPORTUNITY_COLUMNS;
  if (object === 'CampaignMember') return MEMBER_COLUMNS;
  return ['Id', 'SystemModstamp', 'OpportunityId'];
}

/** Changes with the mapping: rows that were read for less are read again. When a Contact was made matters of new ones only. */
export function fingerprint(object: Readable, mapping: SystemMapping): string {
  const columns = columnsWanted(object, mapping).filter((column) => object !== 'Contact' || column !== MADE);
  const asked = [columns, object === 'CampaignMember' ? mapping.campaigns : []];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 8);
}

/** The wanted columns, but for those that a description, asked for after a refusal, does not hold. A parent's are not in it. */
export function visible(object: Readable, { descriptions, mapping }: ReadContext): readonly string[] {
  const columns = columnsWanted(object, mapping);
  const described = descriptions.known(object);
  if (described === undefined) return columns;
  const there = new Set(described.fields.map(({ name }) => name));
  return columns.filter((column) => column.includes('.') || there.has(column));
}

export function childrenOf(object: Readable, { unseen }: ReadContext): readonly Children[] {
  return object === 'Opportunity' ? OPPORTUNITY_CHILDREN.filter(({ from }) => !unseen.has(from)) : [];
}

export function limitOf(object: Readable, { limits }: ReadContext): number {
  return isActivity(object) || object === 'Opportunity' || object === 'OpportunityContactRole'
    ? limits.activityRows
    : limits.rows;
}

export interface Found {
  readonly records: readonly SourceRecord[];
  readonly activities: readonly Activity[];
  readonly problems: readonly Problem[];
}
export const NOTHING: Found = { records: [], activities: [], problems: [] };

/** What these rows come to. Opportunities ask for what hangs on them; where that gets no answer, the page is as good as unread. */
export async function foundIn(
  object: Readable,
  rows: readonly Row[],
  now: IsoInstant,
  context: ReadContext,
): Promise<Attempt<Found>> {
  const { client, mapping, integrationUser } = context;
  if (object === 'Opportunity') return withDeals(await dealsOf(rows, context));
  if (object === 'OpportunityContactRole') return withDeals(await dealsWithChangedRoles(rows, context));
  if (object === 'CampaignMember') {
    const activities = rows.map((row) => memberActivity(row, mapping, now));
    return found({ activities: activities.filter((activity) => activity !== undefined) });
  }
  const { instanceUrl } = client;
  if (isActivity(object)) {
    const activities = rows.map((row) => activityOf(object, row, { now, integrationUser, instanceUrl }));
    return found({ activities: activities.filter((activity) => activity !== undefined) });
  }
  if (!isRecord(object)) throw new RangeError('not an object that is read');
  const read = rows.map((row) => recordOf(object, row, mapping, instanceUrl));
  return found({ records: read.map(({ record }) => record), problems: read.flatMap(({ problems }) => problems) });
}

/** A role that comes, goes or changes leaves its opportunity's stamp as it was: such an opportunity is read again, with all its roles. */
async function dealsWithChangedRoles(
  roles: readonly Row[],
  context: ReadContext,
): Promise<Attempt<readonly Activity[]>> {
  const ids = roles.flatMap((row) => textIn(row, 'OpportunityId') ?? []);
  if (ids.length === 0) return { state: 'answered', value: [] };
  const rows = await rowsByIds(context.client, 'pull opportunities', {
    ids,
    query: (some) => ({
      fields: visible('Opportunity', context),
      children: childrenOf('Opportunity', context),
      from: 'Opportunity',
      where: [oneOf('Id', some)],
    }),
  });
  return rows.state === 'answered' ? dealsOf(rows.value, context) : rows;
}

function withDeals(deals: Attempt<readonly Activity[]>): Attempt<Found> {
  return deals.state === 'answered' ? found({ activities: deals.value }) : deals;
}

function found(some: Partial<Found>): Attempt<Found> {
  return { state: 'answered', value: { ...NOTHING, ...some } };
}
