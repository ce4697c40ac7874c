/** What Salesforce works out by itself when a row is saved: names, closed tasks, an event's end, the last activity of a person. */
import { historyOf } from './objects-history.ts';
import { STAGES } from './objects-sales.ts';
import type { Doing, Org } from './org.ts';
import { filled, momentOf, type Row, stamp, textOf, type Value } from './values.ts';

/** The row with its derived fields. */
export function withDerived(org: Org, object: string, row: Row, doing: Doing): Row {
  switch (object) {
    case 'Lead':
    case 'Contact':
    case 'User':
      return { ...row, Name: fullName(textOf(row['FirstName']), textOf(row['LastName'])) };
    case 'Task':
      return { ...row, ...taskFields(row, doing), AccountId: accountOf(org, row) };
    case 'Event':
      return { ...row, ...eventFields(row), AccountId: accountOf(org, row) };
    case 'Opportunity':
      return { ...row, ...opportunityFields(row) };
    case 'CampaignMember':
      return {
        ...row,
        HasResponded: row['Status'] === 'Responded',
        Type: filled(row['ContactId']) ? 'Contact' : 'Lead',
      };
    case 'Case':
      return { ...row, IsClosed: row['Status'] === 'Closed' };
    default:
      return row;
  }
}

/** The stage gives the probability, unless somebody set another one for it. */
function opportunityFields(row: Row): Record<string, Value> {
  const stage = textOf(row['StageName']);
  return {
    Probability: row['Probability'] ?? STAGES[stage] ?? null,
    IsWon: stage === 'Closed Won',
    IsClosed: stage.startsWith('Closed '),
    ForecastCategory: stage === 'Closed Won' ? 'Closed' : stage === 'Closed Lost' ? 'Omitted' : 'Pipeline',
  };
}

/** An opportunity leaves a snapshot whenever one of these four changes (Object Reference, OpportunityHistory). */
const SNAPSHOT = ['StageName', 'Amount', 'Probability', 'CloseDate'];

export function recordHistory(org: Org, object: string, row: Row, before: Row | undefined, doing: Doing): void {
  trackFields(org, object, row, before, doing);
  const history = object === 'Opportunity' ? org.whole.object('OpportunityHistory') : undefined;
  if (history === undefined || SNAPSHOT.every((name) => before?.[name] === row[name])) return;
  const now = stamp(doing.now);
  const amount = Number(row['Amount'] ?? 0);
  org.rows.put('OpportunityHistory', {
    ...Object.fromEntries([...SNAPSHOT, 'ForecastCategory'].map((name) => [name, row[name] ?? null])),
    Id: org.rows.nextId(history),
    IsDeleted: false,
    OpportunityId: row['Id'] ?? null,
    ExpectedRevenue: (amount * Number(row['Probability'] ?? 0)) / 100,
    CreatedDate: now,
    CreatedById: doing.userId,
    SystemModstamp: now,
  });
}

/** One row for each tracked field that has changed; an owner's goes by the name `Owner`. Creation leaves none of these. */
function trackFields(org: Org, object: string, row: Row, before: Row | undefined, doing: Doing): void {
  const history = org.whole.object(historyOf(object));
  if (history === undefined || before === undefined) return;
  for (const name of Object.keys(row)) {
    if (!org.tracked.has(`${object}.${name}`) || before[name] === row[name]) continue;
    org.rows.put(history.name, {
      Id: org.rows.nextId(history),
      IsDeleted: false,
      [`${object}Id`]: row['Id'] ?? null,
      CreatedDate: stamp(doing.now),
      CreatedById: doing.userId,
      Field: name === 'OwnerId' ? 'Owner' : name,
      OldValue: shownIn(before[name]),
      NewValue: shownIn(row[name]),
    });
  }
}

function shownIn(value: Value | undefined): Value {
  return value === undefined || value === null ? null : String(value);
}

/** Names written in Japanese put the family first, as orgs of that locale do. */
function fullName(first: string, last: string): string {
  return (/[\u3040-\u30ff\u4e00-\u9fff]/.test(last) ? `${last} ${first}` : `${first} ${last}`).trim();
}

function taskFields(row: Row, doing: Doing): Record<string, Value> {
  const closed = row['Status'] === 'Completed';
  const completed = row['IsClosed'] === true ? (row['CompletedDateTime'] ?? null) : stamp(doing.now);
  return { IsClosed: closed, IsHighPriority: row['Priority'] === 'High', CompletedDateTime: closed ? completed : null };
}

function eventFields(row: Row): Record<string, Value> {
  const start = filled(row['StartDateTime']);
  if (start === undefined) return {};
  const end =
    filled(row['EndDateTime']) ?? stamp(momentOf(start).add({ minutes: Number(row['DurationInMinutes'] ?? 0) }));
  const minutes = Math.round((momentOf(end).epochMilliseconds - momentOf(start).epochMilliseconds) / 60_000);
  return { EndDateTime: end, DurationInMinutes: minutes, ActivityDate: start.slice(0, 10) };
}

function accountOf(org: Org, row: Row): Value {
  for (const name of ['WhatId', 'WhoId']) {
    const id = filled(row[name]);
    const object = id === undefined ? undefined : org.schema.objectOfId(id)?.name;
    if (id !== undefined && object === 'Account') return id;
    if (id !== undefined && object === 'Contact') return org.rows.byId(id)?.['AccountId'] ?? null;
  }
  return null;
}

/**
 * A closed task or an event moves its person's LastActivityDate, and with it SystemModstamp, but neither LastModifiedDate nor its user
 * (help article 000387261: system work moves SystemModstamp alone).
 */
export function rollUpActivity(org: Org, object: string, row: Row, doing: Doing): void {
  if (object !== 'Event' && !(object === 'Task' && row['IsClosed'] === true)) return;
  const day = filled(row['ActivityDate']);
  const whoId = filled(row['WhoId']);
  const who = whoId === undefined ? undefined : org.rows.byId(whoId);
  if (day === undefined || whoId === undefined || who === undefined) return;
  if (textOf(who['LastActivityDate']) >= day) return;
  const about = org.schema.objectOfId(whoId);
  if (about !== undefined)
    org.rows.put(about.name, { ...who, LastActivityDate: day, SystemModstamp: stamp(doing.now) });
}
