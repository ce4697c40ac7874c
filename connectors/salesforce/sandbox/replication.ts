/** `updated` and `deleted`: the ids of rows that changed or went in a span of time, by SystemModstamp. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';
import type { ObjectSpec } from './schema.ts';
import { momentOf, readStamp, stamp, textOf } from './values.ts';

/** How far back one may ask (SOAP API Developer Guide, getUpdated: 30 days). */
const MOST_DAYS = 30;

export function answerUpdated(call: Call, object: ObjectSpec): WorldResponse {
  const { from, to } = span(call);
  const ids = call.org.rows
    .living(object.name)
    .filter((row) => textOf(row['SystemModstamp']) >= from && textOf(row['SystemModstamp']) < to)
    .map((row) => row['Id']);
  return { status: 200, body: { ids, latestDateCovered: to } };
}

export function answerDeleted(call: Call, object: ObjectSpec): WorldResponse {
  const { from, to } = span(call);
  const deletedRecords = [...call.org.rows.all(object.name), ...call.org.rows.purgedOf(object.name)]
    .filter((row) => row['IsDeleted'] === true)
    .map((row) => ({ id: textOf(row['Id']), deletedDate: textOf(row['SystemModstamp']) }))
    .filter(({ deletedDate }) => deletedDate >= from && deletedDate < to);
  const earliest = stamp(call.now.subtract({ hours: 24 * 15 }));
  return { status: 200, body: { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: to } };
}

/** Seconds are ignored; nothing after the running minute is covered yet. */
function span(call: Call): { readonly from: string; readonly to: string } {
  const from = minute(call, 'start');
  const asked = minute(call, 'end');
  const bad = (message: string): Error => refuse(400, 'INVALID_REPLICATION_DATE', message);
  if (from >= asked) throw bad('startDate must be before endDate');
  if (from < stamp(call.now.subtract({ hours: 24 * MOST_DAYS })))
    throw bad(`startDate cannot be more than ${MOST_DAYS} days ago`);
  const running = floorMinute(call.now);
  return { from, to: asked < running ? asked : running };
}

function minute(call: Call, name: string): string {
  const given = readStamp(call.query.get(name) ?? '');
  if (given === undefined) throw refuse(400, 'INVALID_REPLICATION_DATE', `${name} is missing or is not a date-time`);
  return floorMinute(momentOf(given));
}

function floorMinute(at: Temporal.Instant): string {
  return stamp(at.round({ smallestUnit: 'minute', roundingMode: 'floor' }));
}
