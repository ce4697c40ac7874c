/** An error as Salesforce says it, whichever form its answer has, and as much of its sentence as may be kept. */
import { z } from 'zod';
import { cut, detailOf } from '../kit/problems.ts';

/** An error of the vendor, whichever answer form it came in. */
export interface VendorError {
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[];
  /** Ids of the records that a duplicate rule found instead. */
  readonly others?: readonly string[];
}

const duplicateResult = z.looseObject({
  matchResults: z
    .array(
      z.looseObject({
        matchRecords: z.array(z.looseObject({ record: z.looseObject({ Id: z.string().optional() }) })).nullish(),
      }),
    )
    .nullish(),
});

/** An error in an answer's body: REST says `errorCode`, collections say `statusCode`; a duplicate rule's matches stand in `duplicateResult`, in REST also spelt `duplicateResut`. */
export const errorAnswer = z.object({
  errorCode: z.string().optional(),
  statusCode: z.string().optional(),
  message: z.string().nullish(),
  fields: z.array(z.string()).nullish(),
  duplicateResult: duplicateResult.nullish().catch(undefined),
  duplicateResut: duplicateResult.nullish().catch(undefined),
});

/** Collections say `statusCode` where all else says `errorCode`, whatever jsforce's types say. */
export function vendorError(error: z.infer<typeof errorAnswer>): VendorError {
  const { fields } = error;
  const matches = (error.duplicateResult ?? error.duplicateResut)?.matchResults ?? [];
  const others = matches.flatMap(({ matchRecords }) => (matchRecords ?? []).flatMap(({ record }) => record.Id ?? []));
  return {
    code: error.statusCode ?? error.errorCode ?? 'UNKNOWN',
    message: error.message ?? '',
    ...(fields === undefined || fields === null ? {} : { fields }),
    ...(others.length === 0 ? {} : { others }),
  };
}

/** Their sentences repeat the query, and with it the addresses and ids that it asks for. */
const OF_QUERIES: ReadonlySet<string> = new Set([
  'MALFORMED_QUERY',
  'INVALID_FIELD',
  'INVALID_TYPE',
  'INVALID_QUERY_FILTER_OPERATOR',
]);
/** A text behind a comparison or in a list, also one that the sentence breaks off in. */
const ASKED_FOR = /([=<>(,]\s*|\blike\s+)'(?:[^'\\]|\\.)*(?:'|$)/gi;

const MOST_OTHERS = 10;
const MOST_SENTENCE = 300;

/** What is kept of it: of a query its shape without its values, of a duplicate also where else the person stands. */
export function detailOfError({ code, message, others = [] }: VendorError): string {
  const shape = OF_QUERIES.has(code) ? message.replace(ASKED_FOR, "$1'…'") : message;
  if (others.length === 0) return detailOf(shape);
  return `${cut(detailOf(shape), MOST_SENTENCE)} (${others.slice(0, MOST_OTHERS).join(', ')})`;
}
