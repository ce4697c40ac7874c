/** Every code Salesforce answers with has one class: row by row. */
import { describe, expect, it } from 'vitest';
import { classify, problemOf, Refusal, refusalOf, VERDICTS, verdictOf } from '../../connectors/salesforce/problems.ts';
import { errorAnswer, vendorError } from '../../connectors/salesforce/vendor-error.ts';
import { remedyOf, texts } from '../../src/domain/texts/index.ts';

const now = Temporal.Instant.from('2026-11-20T09:00:00Z');

/** code, message, category, mover, seconds until another try (undefined: never by itself). */
const ROWS: readonly (readonly [string, string, string, string, number | undefined])[] = [
  ['UNABLE_TO_LOCK_ROW', '', 'lock', 'baton', 10],
  ['SERVER_UNAVAILABLE', '', 'unavailable', 'vendor', 60],
  ['QUERY_TIMEOUT', '', 'unavailable', 'vendor', 60],
  ['REQUEST_RUNNING_TOO_LONG', '', 'unavailable', 'vendor', 60],
  ['TOO_MANY_APEX_REQUESTS', '', 'limit', 'vendor', 30],
  ['INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE', '', 'unavailable', 'vendor', 600],
  ['TEMPORARY_QUERY_MORE_FAILURE', '', 'unavailable', 'vendor', 10],
  ['UNKNOWN_EXCEPTION', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_500', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_501', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_502', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_503', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_504', '', 'unavailable', 'vendor', 60],
  ['ERROR_HTTP_413', '', 'format', 'baton', undefined],
  ['PROCESSING_HALTED', '', 'limit', 'baton', 1],
  ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 'limit', 'admin', 3600],
  ['REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 'limit', 'vendor', 30],
  ['REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.', 'limit', 'vendor', 30],
  ['STORAGE_LIMIT_EXCEEDED', '', 'limit', 'admin', 3600],
  ['LIMIT_EXCEEDED', '', 'limit', 'vendor', 60],
  ['ERROR_HTTP_429', '', 'limit', 'vendor', 60],
  ['INVALID_SESSION_ID', '', 'credential', 'admin', 600],
  ['INVALID_LOGIN', '', 'credential', 'admin', 600],
  ['API_DISABLED_FOR_ORG', '', 'credential', 'admin', 3600],
  ['API_CURRENTLY_DISABLED', '', 'credential', 'admin', 3600],
  ['FUNCTIONALITY_NOT_ENABLED', '', 'permission', 'admin', undefined],
  ['CUSTOM_ENTITY_OR_FIELD_LIMIT', 'reached maximum number of custom objects', 'limit', 'admin', undefined],
  ['INVALID_QUERY_LOCATOR', '', 'unavailable', 'baton', 1],
  ['QUERY_LOCATOR_EXPIRED', '', 'unavailable', 'baton', 1],
  ['MALFORMED_QUERY', '', 'mapping', 'baton', undefined],
  ['INVALID_TYPE', '', 'missing-field', 'admin', undefined],
  ['NOT_FOUND', '', 'reference', 'user', undefined],
  ['INVALID_REPLICATION_DATE', '', 'format', 'admin', undefined],
  ['EXCEEDED_ID_LIMIT', '', 'limit', 'admin', undefined],
  ['DUPLICATES_DETECTED', '', 'duplicate', 'user', undefined],
  ['DUPLICATE_VALUE', '', 'duplicate', 'user', undefined],
  ['DUPLICATE_EXTERNAL_ID', '', 'duplicate', 'user', undefined],
  ['MULTIPLE_CHOICES', '', 'duplicate', 'user', undefined],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', '', 'validation', 'admin', undefined],
  ['FIELD_INTEGRITY_EXCEPTION', '', 'validation', 'admin', undefined],
  ['FIELD_FILTER_VALIDATION_EXCEPTION', '', 'validation', 'admin', undefined],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', '', 'validation', 'admin', undefined],
  ['CANNOT_EXECUTE_FLOW_TRIGGER', '', 'validation', 'admin', undefined],
  ['ENTITY_IS_LOCKED', '', 'lock', 'user', undefined],
  ['INVALID_CROSS_REFERENCE_KEY', '', 'reference', 'user', undefined],
  ['ENTITY_IS_DELETED', '', 'reference', 'user', undefined],
  ['CANNOT_UPDATE_CONVERTED_LEAD', '', 'reference', 'baton', undefined],
  ['MALFORMED_ID', '', 'reference', 'baton', undefined],
  ['INACTIVE_OWNER_OR_USER', '', 'reference', 'admin', undefined],
  ['OP_WITH_INVALID_USER_TYPE_EXCEPTION', '', 'reference', 'admin', undefined],
  ['STRING_TOO_LONG', '', 'format', 'user', undefined],
  ['INVALID_EMAIL_ADDRESS', '', 'format', 'user', undefined],
  ['NUMBER_OUTSIDE_VALID_RANGE', '', 'format', 'user', undefined],
  ['INVALID_TYPE_ON_FIELD_IN_RECORD', '', 'format', 'admin', undefined],
  ['JSON_PARSER_ERROR', '', 'format', 'baton', undefined],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', '', 'picklist', 'admin', undefined],
  ['REQUIRED_FIELD_MISSING', '', 'validation', 'admin', undefined],
  ['INVALID_FIELD', '', 'missing-field', 'admin', undefined],
  ['INVALID_FIELD_FOR_INSERT_UPDATE', '', 'permission', 'admin', undefined],
  ['INSUFFICIENT_ACCESS', '', 'permission', 'admin', undefined],
  ['INSUFFICIENT_ACCESS_OR_READONLY', '', 'permission', 'admin', undefined],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', '', 'permission', 'admin', undefined],
  ['TRANSFER_REQUIRES_READ', '', 'permission', 'admin', undefined],
  ['TXN_SECURITY_NO_ACCESS', '', 'permission', 'admin', undefined],
  ['TXN_SECURITY_METERING_ERROR', '', 'permission', 'admin', undefined],
  ['invalid_grant', '', 'credential', 'admin', 600],
  ['invalid_client', '', 'credential', 'admin', 600],
  ['invalid_client_id', '', 'credential', 'admin', 600],
  ['invalid_client_credentials', '', 'credential', 'admin', 600],
  ['invalid_request', '', 'credential', 'admin', 600],
  ['invalid_app_access', '', 'credential', 'admin', 600],
  ['invalid_assertion', '', 'credential', 'admin', 600],
  ['unauthorized_client', '', 'credential', 'admin', 600],
  ['unsupported_grant_type', '', 'credential', 'admin', 600],
  ['inactive_user', '', 'credential', 'admin', 600],
  ['inactive_org', '', 'credential', 'admin', 3600],
  ['rate_limit_exceeded', '', 'limit', 'vendor', 600],
  ['SOMETHING_NEW', '', 'unlisted', 'admin', undefined],
];

describe('the table', () => {
  it.each(ROWS)('%s (%s) is %s, the move is %s, again after %s s', (code, message, category, mover, seconds) => {
    const outcome = refusalOf({ code, message }, now);
    expect(outcome).toMatchObject({
      state: seconds === undefined ? 'rejected' : 'throttled',
      problem: { category, mover, system: 'salesforce' },
    });
    const retryAt = 'problem' in outcome ? outcome.problem.retryAt : undefined;
    const expected = seconds === undefined ? undefined : Temporal.Instant.from('2026-11-20T09:00:00Z').add({ seconds });
    expect(retryAt === undefined ? undefined : Temporal.Instant.from(retryAt).epochMilliseconds).toBe(
      expected?.epochMilliseconds,
    );
  });

  it('has no row that is not tested', () => {
    const tested = new Set(ROWS.map(([code]) => code));
    const codes = Object.keys(VERDICTS).map((code) => code.split(' ')[0] ?? code);
    expect(codes.filter((code) => !tested.has(code))).toEqual([]);
  });
});

/** What Salesforce's documentation and practice say of each: worth another try, wait long, log in again, read again, never. */
const SAID: Readonly<Record<'again' | 'long' | 'sign-in' | 'read again' | 'never', readonly string[]>> = {
  again: [
    'UNABLE_TO_LOCK_ROW',
    'SERVER_UNAVAILABLE',
    'QUERY_TIMEOUT',
    'REQUEST_RUNNING_TOO_LONG',
    'TOO_MANY_APEX_REQUESTS',
    'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
    'TEMPORARY_QUERY_MORE_FAILURE',
    'UNKNOWN_EXCEPTION',
    'ERROR_HTTP_500',
    'ERROR_HTTP_501',
    'ERROR_HTTP_502',
    'ERROR_HTTP_503',
    'ERROR_HTTP_504',
  ],
  long: ['REQUEST_LIMIT_EXCEEDED DAILY', 'STORAGE_LIMIT_EXCEEDED'],
  'sign-in': ['INVALID_SESSION_ID'],
  'read again': ['INVALID_QUERY_LOCATOR', 'QUERY_LOCATOR_EXPIRED'],
  never: [
    'DUPLICATES_DETECTED',
    'DUPLICATE_VALUE',
    'DUPLICATE_EXTERNAL_ID',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    'INVALID_CROSS_REFERENCE_KEY',
    'ENTITY_IS_DELETED',
    'ENTITY_IS_LOCKED',
    'STRING_TOO_LONG',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'REQUIRED_FIELD_MISSING',
    'INVALID_FIELD',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'INSUFFICIENT_ACCESS',
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'CANNOT_UPDATE_CONVERTED_LEAD',
    'INACTIVE_OWNER_OR_USER',
    'INVALID_EMAIL_ADDRESS',
    'MALFORMED_ID',
    'MALFORMED_QUERY',
    'TXN_SECURITY_NO_ACCESS',
    'TXN_SECURITY_METERING_ERROR',
  ],
};
const LONG_SECONDS = 3_600;

describe('what is said of a code', () => {
  it.each(
    Object.entries(SAID).flatMap(([what, codes]) => codes.map((code) => [code, what] as const)),
  )('%s: %s', (code, what) => {
    const { category, retrySeconds } = verdictOf(code);
    expect(category).not.toBe('unlisted');
    expect(retrySeconds !== undefined).toBe(what !== 'never');
    if (what === 'long') expect(retrySeconds).toBeGreaterThanOrEqual(LONG_SECONDS);
    if (what === 'again') expect(retrySeconds).toBeLessThan(LONG_SECONDS);
    expect(category === 'credential').toBe(what === 'sign-in');
  });
});

describe('every row of the table', () => {
  it.each(Object.entries(VERDICTS))('%s', (code, { category, mover, retrySeconds }) => {
    const problem = problemOf({ code: code.split(' ')[0] ?? '', message: code }, now);
    expect(problem).toMatchObject({ code, category, mover });
    // Baton's and the vendor's moves are made by themselves, unless Baton itself is at fault.
    if (mover === 'vendor') expect(retrySeconds).toBeDefined();
    for (const language of ['en', 'ja'] as const) expect(remedyOf(language, problem)).toMatch(/\S/);
    expect(remedyOf('ja', problem)).not.toBe(remedyOf('en', problem));
    const nothingToDo = /^(Nothing|対応不要)/;
    if (category !== 'lock' || mover !== 'baton') return;
    expect(remedyOf('en', problem)).toMatch(nothingToDo);
    expect(remedyOf('ja', problem)).toMatch(nothingToDo);
  });

  it('has no text for a code that is not in it, and nobody is told to do nothing about what never comes right by itself', () => {
    const { salesforce } = texts('en').problems;
    expect(Object.keys(salesforce).filter((code) => VERDICTS[code] === undefined)).toEqual([]);
    const idle = Object.entries(VERDICTS).filter(([code, { category, retrySeconds }]) => {
      const told = remedyOf('en', { system: 'salesforce', code, category });
      return retrySeconds === undefined && told.startsWith('Nothing');
    });
    expect(idle).toEqual([]);
  });

  it('gives what the vendor cannot explain a few tries, all else as many as it takes', () => {
    const outcome = refusalOf({ code: 'UNKNOWN_EXCEPTION', message: 'ErrorId: 1' }, now);
    expect(outcome).toMatchObject({ state: 'throttled', tries: 5 });
    expect(refusalOf({ code: 'UNABLE_TO_LOCK_ROW', message: '' }, now)).not.toHaveProperty('tries');
  });
});

describe('an error', () => {
  it('is read alike from collections (statusCode) and from all else (errorCode)', () => {
    const fields = ['Email'];
    expect(vendorError({ statusCode: 'INVALID_EMAIL_ADDRESS', message: 'bad', fields })).toEqual(
      vendorError({ errorCode: 'INVALID_EMAIL_ADDRESS', message: 'bad', fields }),
    );
  });

  it('of a missing column names it, though only the sentence does', () => {
    const message =
      "SELECT Id, Baton_Id__c FROM Lead ^ ERROR at Row:1:Column:12 No such column 'Baton_Id__c' on entity 'Lead'.";
    expect(problemOf({ code: 'INVALID_FIELD', message }, now).field).toBe('Baton_Id__c');
  });

  it('of a duplicate rule names the records that it found, in either spelling of the vendor', () => {
    const record = (Id: string) => ({ matchConfidence: 100, record: { attributes: { type: 'Lead' }, Id } });
    const found = {
      allowSave: false,
      matchResults: [
        { entityType: 'Lead', matchRecords: [record('00Q000000000007EAA')] },
        { entityType: 'Contact', matchRecords: [record('003000000000008AAA')] },
      ],
    };
    for (const name of ['duplicateResult', 'duplicateResut']) {
      const answer = { errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these?', [name]: found };
      const error = vendorError(errorAnswer.parse(answer));
      expect(problemOf(error, now)).toMatchObject({
        category: 'duplicate',
        detail: 'Use one of these? (00Q000000000007EAA, 003000000000008AAA)',
      });
      expect(refusalOf(error, now)).toMatchObject({ state: 'rejected' });
    }
    const strange = errorAnswer.parse({ errorCode: 'DUPLICATES_DETECTED', message: 'x', duplicateResult: 'none' });
    expect(problemOf(vendorError(strange), now).detail).toBe('x');
  });

  it.each([
    'MALFORMED_QUERY',
    'INVALID_FIELD',
    'INVALID_QUERY_FILTER_OPERATOR',
  ])('of a query (%s) keeps its shape, and nothing that was asked for', (code) => {
    const message =
      "Lead WHERE Email IN ('aoi@x.example', 'o\\'brien@x.example') AND LastName LIKE 'Mori%' AND Phone = '03-1\n^\nERROR at Row:1:Column:9\nNo such column 'Nope' on entity 'Lead'";
    const { detail } = problemOf({ code, message }, now);
    expect(detail).toMatch(/^Lead WHERE Email IN \('…', '…'\) AND LastName LIKE '…' AND Phone = '…'/);
    expect(detail).not.toMatch(/aoi|brien|Mori|03-1/);
    expect(verdictOf('MALFORMED_QUERY').retrySeconds).toBeUndefined();
    const cut = problemOf({ code, message: "Email IN ('aoi@x.example', 'mor" }, now).detail;
    expect(cut).toBe("Email IN ('…', '…'");
    expect(problemOf({ code, message: "No such column 'Nope' on entity 'Lead'." }, now).detail).toContain("'Nope'");
  });

  it.each([
    [true, 'unknown', 'lost-answer'],
    [false, 'throttled', 'unavailable'],
  ])('of the server itself, on a call that writes: %s, is %s', (writes, state, category) => {
    const thrown = new Refusal(500, { code: 'UNKNOWN_EXCEPTION', message: 'ErrorId: 1' }, undefined);
    expect(classify(thrown, { writes, now })).toMatchObject({ state, problem: { category, mover: 'vendor' } });
  });

  it('of the network is left to be classed as such', () => {
    expect(classify(new TypeError('fetch failed'), { writes: true, now })).toBeUndefined();
  });
});
