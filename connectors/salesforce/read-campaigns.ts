/** Campaign members as touches: who registered for a webinar or seminar, came, or stayed away, and whose card was taken at an exhibition. */
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { type IsoInstant, toIso } from '../../src/domain/instant.ts';
import type { EventKind, SystemMapping, TakingPart } from '../../src/domain/mapping.ts';
import { recordKey, type SubjectKey } from '../../src/domain/record.ts';
import { id18, type Row } from './fields.ts';
import { instantIn, present, textIn } from './row-values.ts';

export const MEMBER_COLUMNS = [
  'Id',
  'SystemModstamp',
  'IsDeleted',
  'CreatedDate',
  'CampaignId',
  'Campaign.Name',
  'Campaign.Type',
  'Campaign.StartDate',
  'LeadId',
  'ContactId',
  'Status',
  'HasResponded',
  'FirstRespondedDate',
] as const;

/** What each comes to. Somebody who registers for an exhibition has not been there, and staying away from one is nothing. */
const KINDS: Readonly<Record<EventKind, Readonly<Partial<Record<TakingPart, ActivityKind>>>>> = {
  webinar: { registered: 'webinar-registered', attended: 'webinar-attended', missed: 'webinar-missed' },
  seminar: { registered: 'seminar-registered', attended: 'seminar-attended', missed: 'seminar-registered' },
  exhibition: { attended: 'exhibition-visited' },
};

/** Undefined: a campaign that the mapping does not name, or nothing that the person did. */
export function memberActivity(row: Row, mapping: SystemMapping, now: IsoInstant): Activity | undefined {
  const campaign = campaignOf(row);
  const entry = mapping.campaigns.find(({ campaign: named }) =>
    [campaign.id, campaign.name, campaign.type].includes(named),
  );
  if (entry === undefined || row['IsDeleted'] === true) return undefined;
  const status = textIn(row, 'Status');
  const part = (status === undefined ? undefined : entry.statuses[status]) ?? unsaid(entry.is, row);
  const kind = KINDS[entry.is][part];
  const subjects = subjectsOf(row);
  if (kind === undefined || subjects.length === 0) return undefined;
  const joined = instantIn(row, 'CreatedDate') ?? now;
  return {
    system: 'salesforce',
    kind,
    id: id18(String(row['Id'])),
    subjects,
    occurredAt: kind.endsWith('-registered') ? joined : tookPlace(campaign.start ?? respondedOn(row), joined, now),
    actor: { type: 'lead' },
    properties: present({
      event: campaign.name ?? campaign.id,
      campaign: campaign.id,
      memberStatus: status,
      status: part === 'missed' ? 'no-show' : undefined,
    }),
  };
}

/** What a status means that the mapping does not name: whoever answered an invitation has registered, whoever answered at an exhibition was there. */
function unsaid(is: EventKind, row: Row): TakingPart {
  if (row['HasResponded'] !== true && row['HasResponded'] !== 'true') return 'ignored';
  return is === 'exhibition' ? 'attended' : 'registered';
}

interface Campaign {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly start: string | undefined;
}

/** Of a parent REST makes an object, Bulk columns of their own. */
function campaignOf(row: Row): Campaign {
  const parent = row['Campaign'];
  const inner: Row = typeof parent === 'object' && parent !== null ? { ...parent } : {};
  const of = (column: string): string | undefined => textIn(inner, column) ?? textIn(row, `Campaign.${column}`);
  const id = textIn(row, 'CampaignId');
  return {
    id: id === undefined ? undefined : id18(id),
    name: of('Name'),
    type: of('Type'),
    start: of('StartDate'),
  };
}

function respondedOn(row: Row): string | undefined {
  return textIn(row, 'FirstRespondedDate');
}

/** A day has no hour: its beginning, wherever it begins first; a day that is still to come cannot have been attended. */
function tookPlace(day: string | undefined, joined: IsoInstant, now: IsoInstant): IsoInstant {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return joined;
  const at = toIso(`${day}T00:00:00Z`);
  return at < now ? at : now;
}

/** A converted Lead's membership names both. */
function subjectsOf(row: Row): readonly SubjectKey[] {
  const lead = textIn(row, 'LeadId');
  const contact = textIn(row, 'ContactId');
  return [
    ...(contact === undefined ? [] : [recordKey({ system: 'salesforce', object: 'contact', id: id18(contact) })]),
    ...(lead === undefined ? [] : [recordKey({ system: 'salesforce', object: 'lead', id: id18(lead) })]),
  ];
}
