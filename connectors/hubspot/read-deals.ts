/** Deals, where the mapping has them read: changed ones from search, their contacts by associations, what their stage means from the pipelines (page "Deals"). */
import type { Activity } from '../../src/domain/activity.ts';
import type { DealStatus } from '../../src/domain/facts.ts';
import { dealSetting } from '../../src/domain/mapping.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Unanswered } from '../kit/send.ts';
import type { Row } from './answers.ts';
import { type Associated, contactsOf } from './associated.ts';
import type { Question } from './client.ts';
import type { DealStage } from './pipelines.ts';
import { walkChanges } from './read-window.ts';
import { asking, known, momentOf, nothing, page, type Reading, type Stream } from './reading.ts';

export const DEAL_PROPERTIES = [
  'dealname',
  'amount',
  'pipeline',
  'dealstage',
  'closedate',
  'createdate',
  'hs_is_closed',
  'hs_is_closed_won',
  'hubspot_owner_id',
];

export function dealStream(reading: Reading): Stream {
  return async (after) => {
    if (dealSetting('hubspot', reading.mapping) === 'none') return page(after, false);
    const walk = { object: 'deals', modified: 'hs_lastmodifieddate', properties: DEAL_PROPERTIES };
    const step = await walkChanges(reading, walk, after);
    if (step.state !== 'answered') return nothing(after, step);
    const { rows, cursor, more, progress, problems } = step.value;
    const question = asking('deals', { canWait: progress !== undefined });
    const activities = await dealsOf(reading, rows, question);
    return 'problem' in activities
      ? nothing(after, activities)
      : page(cursor, more, { activities, progress, problems });
  };
}

/** The deals of these rows, of each those with a contact. */
export async function dealsOf(
  reading: Reading,
  rows: readonly Row[],
  question: Question = asking('deals'),
): Promise<readonly Activity[] | Unanswered> {
  if (rows.length === 0) return [];
  const stageOf = await reading.pipelines.stages();
  if (stageOf.state !== 'answered') return stageOf;
  const contacts = await contactsOf(reading, 'deals', rows, question);
  if (contacts.state !== 'answered') return contacts;
  const link = await reading.portal.links();
  return rows.flatMap((row) => {
    const stage = stageOf.value(row.properties['pipeline'] ?? '', row.properties['dealstage'] ?? '');
    const deal = activityOf(row, stage, contacts.value.get(row.id) ?? [], reading.mapping.dealContact);
    return deal === undefined ? [] : [{ ...deal, ...link('0-3', row.id) }];
  });
}

/** Without a contact it is nobody's. */
function activityOf(
  row: Row,
  stage: DealStage | undefined,
  contacts: readonly Associated[],
  label: string | undefined,
): Activity | undefined {
  const primary = primaryOf(contacts, label);
  if (primary === undefined) return undefined;
  const { properties } = row;
  const owner = properties['hubspot_owner_id'];
  const status = statusOf(row, stage);
  return {
    system: 'hubspot',
    kind: 'deal',
    id: row.id,
    subjects: contacts.map(({ id }) => recordKey({ system: 'hubspot', object: 'contact', id })),
    occurredAt: momentOf(row, ['createdate']) ?? row.updatedAt,
    actor: owner ? { type: 'person', user: owner } : { type: 'unknown' },
    properties: known({
      subject: properties['dealname'] ?? undefined,
      pipeline: stage?.pipeline ?? properties['pipeline'] ?? undefined,
      stage: stage?.label ?? properties['dealstage'] ?? undefined,
      amount: amountOf(properties['amount']),
      status,
      // An open deal's is when somebody hopes to close it.
      closedAt: status === 'open' ? undefined : (momentOf(row, ['closedate']) ?? row.updatedAt),
      primary: primary.id,
    }),
  };
}

/** HubSpot names no main contact of a deal: the one under the label that the mapping names, else the one that has been known longest. */
function primaryOf(contacts: readonly Associated[], label: string | undefined): Associated | undefined {
  const byAge = [...contacts].sort((a, b) => Number(a.id) - Number(b.id));
  return (label === undefined ? undefined : byAge.find(({ labels }) => labels.includes(label))) ?? byAge[0];
}

/** HubSpot works both out by itself; where they are empty, the stage says it: closed at a probability of 1.0 is won. */
function statusOf({ properties }: Row, stage: DealStage | undefined): DealStatus | undefined {
  if (properties['hs_is_closed_won'] === 'true') return 'won';
  if (properties['hs_is_closed'] === 'true') return 'lost';
  if (properties['hs_is_closed'] === 'false') return 'open';
  return stage?.status;
}

function amountOf(text: string | null | undefined): number | undefined {
  const amount = Number(text ?? '');
  return text && Number.isFinite(amount) ? amount : undefined;
}
