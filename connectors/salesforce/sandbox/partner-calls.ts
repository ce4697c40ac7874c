/** What only the partner API can do: conversion, merges, undeletion; and who asks, and when. */
import { convertLead } from './convert.ts';
import { to18 } from './ids.ts';
import { mergeRows, undeleteRow } from './merge.ts';
import type { Doing, Org } from './org.ts';
import { notHere, Refusal, type RowError, rowError } from './refusal.ts';
import { listOf, recordOf, type SoapRecord, type SoapValue, textIn } from './soap-envelope.ts';
import { stamp } from './values.ts';

/** What is answered inside `result`. */
export function partnerCall(
  org: Org,
  method: string,
  input: SoapRecord,
  doing: Doing,
  organizationId: string,
): unknown {
  switch (method) {
    case 'getServerTimestamp':
      return { timestamp: stamp(doing.now) };
    case 'getUserInfo': {
      const user = org.rows.get('User', doing.userId);
      return {
        organizationId,
        userId: doing.userId,
        userName: user?.['Username'],
        userFullName: user?.['Name'],
        userEmail: user?.['Email'],
        userTimeZone: user?.['TimeZoneSidKey'],
        userLanguage: user?.['LanguageLocaleKey'],
      };
    }
    case 'convertLead':
      return listOf(input['leadConverts']).map((each) => convert(org, recordOf(each), doing));
    case 'merge':
      return listOf(input['mergeRequests'] ?? input['request']).map((each) => merge(org, recordOf(each), doing));
    case 'undelete':
      return listOf(input['ids']).map((id) => {
        const result = undeleteRow(org, to18(String(id)) ?? '', doing);
        return result.ok ? { id: result.id, success: true } : { id: String(id), ...failure(result.errors) };
      });
    default:
      throw notHere(`${method} of the partner API`);
  }
}

function convert(org: Org, asked: SoapRecord, doing: Doing): Record<string, unknown> {
  const leadId = to18(textIn(asked['leadId']) ?? '') ?? '';
  const wished = (name: string): SoapRecord => {
    const value = textIn(asked[name]);
    return value === undefined ? {} : { [name]: value };
  };
  const mark = org.rows.mark();
  try {
    const made = convertLead({ ...org, schema: org.whole }, leadId, {
      ...doing,
      ...wished('convertedStatus'),
      ...wished('accountId'),
      ...wished('contactId'),
      ...wished('ownerId'),
      ...wished('opportunityName'),
      makeOpportunity: asked['doNotCreateOpportunity'] !== 'true',
    });
    return { ...made, leadId, success: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    org.rows.undoTo(mark);
    return { leadId, ...failure(error.errors) };
  }
}

/** One master, and one or two records that go into it. */
function merge(org: Org, asked: SoapRecord, doing: Doing): Record<string, unknown> {
  const master: SoapRecord = recordOf(asked['masterRecord']);
  const { type: _type, Id, '@type': _at, fieldsToNull, ...fields } = master;
  const id = to18(idIn(Id)) ?? '';
  const losers = listOf(asked['recordToMergeIds']).map((each) => to18(String(each)) ?? '');
  const nulls = Object.fromEntries(listOf(fieldsToNull).map((name) => [String(name), null]));
  const mark = org.rows.mark();
  const result = mergeRows(org, id, losers, { ...fields, ...nulls }, doing);
  if (result.ok) return { id, mergedRecordIds: losers, updatedRelatedIds: result.moved, success: true };
  org.rows.undoTo(mark);
  return { id, ...failure(result.errors) };
}

/** Records of the partner API name their id once or twice. */
function idIn(value: SoapValue | undefined): string {
  return String(listOf(value)[0] ?? '');
}

function failure(errors: readonly RowError[]): Record<string, unknown> {
  return { success: false, errors: errors.length > 0 ? errors : [rowError('UNKNOWN_EXCEPTION', '')] };
}
