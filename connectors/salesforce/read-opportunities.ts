/**
 * Opportunities as deals. Each counts for one contact: the one whose Lead was converted into it, else the one with the primary role. With neither, it is
 * only suggested to the contacts of its account, and its way through the stages is not kept.
 */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import type { DealStatus } from '../../src/domain/facts.ts';
import { toIso } from '../../src/domain/instant.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Attempt } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import { rowsByIds } from './composite.ts';
import { id18, MOMENT, type Row } from './fields.ts';
import { mover, movesOf, oldestFirst, type Snapshot, STAGE_SNAPSHOTS, snapshot } from './read-stages.ts';
import { numberIn, present, textIn } from './row-values.ts';
import { type Children, oneOf } from './soql.ts';

export const OPPORTUNITY_COLUMNS = [
  'Id',
  'SystemModstamp',
  'IsDeleted',
  'CreatedDate',
  'CreatedById',
  'Name',
  'AccountId',
  'OwnerId',
  'StageName',
  'Amount',
  'CloseDate',
  'IsClosed',
  'IsWon',
] as const;

export const OPPORTUNITY_CHILDREN: readonly Children[] = [
  { from: 'OpportunityContactRoles', fields: ['Id', 'ContactId', 'IsPrimary', 'CreatedDate', 'IsDeleted'] },
  STAGE_SNAPSHOTS,
];
/** Of an account: whoever else works there finds the opportunity in Salesforce. */
const MOST_SUGGESTED = 50;

const children = <T extends z.ZodType>(row: T) =>
  z
    .looseObject({ records: z.array(row) })
    .nullish()
    .transform((found) => found?.records ?? []);
const moment = z.string().regex(MOMENT).transform(toIso);
const opportunityRow = z.looseObject({
  Id: z.string().transform(id18),
  SystemModstamp: moment,
  CreatedDate: moment,
  OpportunityContactRoles: children(
    z.looseObject({
      ContactId: z.string().transform(id18),
      IsPrimary: z.boolean(),
      CreatedDate: moment,
      IsDeleted: z.boolean().default(false),
    }),
  ),
  OpportunityHistories: children(snapshot),
});
type Opportunity = z.infer<typeof opportunityRow>;

export interface DealReaders {
  readonly client: SalesforceClient;
  /** The user Baton works as. */
  readonly integrationUser: string;
}

/** The opportunities of these rows, each followed by its moves. Costs a call where there are any, and one more for those whom nobody has a role in. */
export async function dealsOf(rows: readonly Row[], readers: DealReaders): Promise<Attempt<readonly Activity[]>> {
  const opportunities = rows.flatMap((row) => {
    const read = opportunityRow.safeParse(row);
    return read.success ? [read.data] : [];
  });
  const conversions = await conversionsInto(opportunities, readers);
  if (conversions.state !== 'answered') return conversions;
  const lonely = opportunities.filter(
    (one) => !isDeleted(one) && rolesOf(one).length === 0 && !conversions.value.has(one.Id),
  );
  const colleagues = await contactsAt(lonely, readers);
  if (colleagues.state !== 'answered') return colleagues;
  const activities = opportunities.flatMap((one) => {
    const converted = conversions.value.get(one.Id) ?? [];
    const suggested = colleagues.value.get(textIn(one, 'AccountId') ?? '') ?? [];
    const deal = activityOf(one, { converted, suggested }, readers);
    if (deal === undefined) return [];
    const isSomebodys = deal.properties['primary'] !== undefined;
    return [deal, ...(isSomebodys ? movesOf(deal, one.OpportunityHistories, readers.integrationUser) : [])];
  });
  return { state: 'answered', value: activities };
}

interface Conversion {
  readonly lead: string;
  readonly contact: string;
  readonly at: string;
}

/** By opportunity, the Leads that were converted into it, the earliest first. Whoever may not see converted Leads sees none. */
async function conversionsInto(
  opportunities: readonly Opportunity[],
  { client }: DealReaders,
): Promise<Attempt<ReadonlyMap<string, readonly Conversion[]>>> {
  if (opportunities.length === 0) return { state: 'answered', value: new Map() };
  const rows = await rowsByIds(client, 'pull conversions', {
    ids: opportunities.map(({ Id }) => Id),
    query: (ids) => ({
      fields: ['Id', 'ConvertedOpportunityId', 'ConvertedContactId', 'ConvertedDate', 'IsDeleted'],
      from: 'Lead',
      where: [oneOf('ConvertedOpportunityId', ids)],
    }),
  });
  if (rows.state !== 'answered') return rows;
  const found = rows.value.flatMap((row): readonly (Conversion & { readonly into: string })[] => {
    const [into, contact] = [textIn(row, 'ConvertedOpportunityId'), textIn(row, 'ConvertedContactId')];
    if (into === undefined || contact === undefined || row['IsDeleted'] === true) return [];
    const lead = id18(String(row['Id']));
    return [{ into: id18(into), lead, contact: id18(contact), at: textIn(row, 'ConvertedDate') ?? '' }];
  });
  const inOrder = found.sort((a, b) => (`${a.at} ${a.lead}` < `${b.at} ${b.lead}` ? -1 : 1));
  return { state: 'answered', value: Map.groupBy(inOrder, ({ into }) => into) };
}

/** By account, its contacts. */
async function contactsAt(
  opportunities: readonly Opportunity[],
  { client }: DealReaders,
): Promise<Attempt<ReadonlyMap<string, readonly string[]>>> {
  const accounts = [...new Set(opportunities.flatMap((one) => textIn(one, 'AccountId') ?? []))];
  if (accounts.length === 0) return { state: 'answered', value: new Map() };
  const rows = await rowsByIds(client, 'pull account contacts', {
    ids: accounts,
    query: (ids) => ({
      fields: ['Id', 'AccountId'],
      from: 'Contact',
      where: ['IsDeleted = false', oneOf('AccountId', ids)],
    }),
  });
  if (rows.state !== 'answered') return rows;
  const byAccount = Map.groupBy(rows.value, (row) => textIn(row, 'AccountId') ?? '');
  const ids = [...byAccount].map(([account, some]) => {
    return [account, some.slice(0, MOST_SUGGESTED).map((row) => id18(String(row['Id'])))] as const;
  });
  return { state: 'answered', value: new Map(ids) };
}

interface Standing {
  readonly converted: readonly Conversion[];
  readonly suggested: readonly string[];
}

/** Of nobody whom Baton knows: none. */
function activityOf(one: Opportunity, standing: Standing, readers: DealReaders): Activity | undefined {
  const { client, integrationUser } = readers;
  const roles = rolesOf(one);
  const primary = primaryOf(roles, standing.converted);
  const contacts = new Set([
    ...roles.map(({ ContactId }) => ContactId),
    ...standing.converted.map(({ contact }) => contact),
    ...(primary === undefined ? standing.suggested : []),
  ]);
  const leads = standing.converted.map(({ lead }) => lead);
  if (contacts.size === 0) return undefined;
  const status = statusOf(one);
  const moved = movedAt(one);
  const owner = textIn(one, 'OwnerId');
  return {
    system: 'salesforce',
    kind: 'deal',
    id: one.Id,
    subjects: [
      ...[...contacts].map((id) => recordKey({ system: 'salesforce', object: 'contact', id })),
      ...leads.map((id) => recordKey({ system: 'salesforce', object: 'lead', id })),
    ],
    occurredAt: one.CreatedDate,
    actor: owner === undefined ? { type: 'unknown' } : { type: 'person', user: id18(owner) },
    url: `${client.instanceUrl}/lightning/r/Opportunity/${one.Id}/view`,
    properties: present({
      subject: textIn(one, 'Name'),
      stage: textIn(one, 'StageName'),
      amount: numberIn(one, 'Amount'),
      closeDate: textIn(one, 'CloseDate'),
      status,
      // An open one's date is when somebody hopes to close it.
      closedAt: status === 'won' || status === 'lost' ? (moved?.CreatedDate ?? one.SystemModstamp) : undefined,
      stageSince: moved?.CreatedDate,
      movedBy: moved === undefined ? undefined : mover(moved, integrationUser),
      primary,
      suggested: primary === undefined ? true : undefined,
    }),
  };
}

/** The primary role decides among several conversions, and where there was none. Without a primary one, the oldest role does. */
function primaryOf(
  roles: readonly Opportunity['OpportunityContactRoles'][number][],
  converted: readonly Conversion[],
): string | undefined {
  const byRole = roles.find(({ IsPrimary }) => IsPrimary)?.ContactId;
  if (converted.length > 0) return (converted.find(({ contact }) => contact === byRole) ?? converted[0])?.contact;
  return byRole ?? roles[0]?.ContactId;
}

/** Oldest first. */
function rolesOf({ OpportunityContactRoles: roles }: Opportunity): Opportunity['OpportunityContactRoles'] {
  return roles.filter(({ IsDeleted }) => !IsDeleted).sort((a, b) => (a.CreatedDate < b.CreatedDate ? -1 : 1));
}

function isDeleted(row: Row): boolean {
  return row['IsDeleted'] === true;
}

/** A deleted one says nothing more, and takes back nothing that it said. */
function statusOf(row: Row): DealStatus | 'deleted' {
  if (isDeleted(row)) return 'deleted';
  if (row['IsWon'] === true) return 'won';
  return row['IsClosed'] === true ? 'lost' : 'open';
}

/** When it came to the stage at which it stands, and by whom: the oldest of the newest snapshots that name this stage without a break. */
function movedAt(one: Opportunity): Snapshot | undefined {
  const stage = textIn(one, 'StageName');
  const newestFirst = oldestFirst(one.OpportunityHistories).toReversed();
  const another = newestFirst.findIndex(({ StageName }) => StageName !== stage);
  return newestFirst.slice(0, another === -1 ? undefined : another).at(-1);
}
