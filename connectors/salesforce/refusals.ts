/** What an answer of Salesforce says that was no success, in whichever form it came: JSON, a SOAP fault, a page for people. */
import { z } from 'zod';
import { Refusal } from './problems.ts';
import { errorAnswer, type VendorError, vendorError } from './vendor-error.ts';

/** A complete answer in a form that the resource does not give: half a body, a proxy's page. It says nothing of what was done. */
export class MalformedAnswer extends Error {
  readonly code = 'MALFORMED_ANSWER';
}

/** jsforce's HttpApiError: one error in `errorCode`, `message` and `data`, several in `data` as an array. */
export function refusalIn(error: unknown, status: number): Refusal | undefined {
  if (!(error instanceof Error) || !('errorCode' in error) || status < 300) return undefined;
  const body = 'data' in error ? error.data : undefined;
  const all = z.array(errorAnswer).safeParse(Array.isArray(body) ? body : [body]);
  const first = all.success && all.data[0] !== undefined ? withoutPrefix(vendorError(all.data[0])) : undefined;
  if (first !== undefined && !first.code.startsWith('ERROR_HTTP_')) return new Refusal(status, first, body);
  // An HTML or empty answer: its text helps nobody and may be long. The OAuth services answer a bad token in one word.
  const told = typeof body === 'string' ? body : error.message;
  const badToken = status === 401 || (status === 403 && told.includes('Bad_OAuth_Token'));
  const code = badToken ? 'INVALID_SESSION_ID' : `ERROR_HTTP_${status}`;
  return new Refusal(status, { code, message: `HTTP ${status}` }, undefined);
}

/** The same of a body that jsforce has not read. */
export function refusalInText(body: string, status: number): Refusal {
  const badToken = status === 401 || (status === 403 && body.includes('Bad_OAuth_Token'));
  try {
    const [first] = z.array(errorAnswer).parse(JSON.parse(body));
    if (first !== undefined) return new Refusal(status, vendorError(first), undefined);
  } catch {
    // No JSON, or another form of it: the status says what there is to say.
  }
  const code = badToken ? 'INVALID_SESSION_ID' : `ERROR_HTTP_${status}`;
  return new Refusal(status, { code, message: `HTTP ${status}` }, undefined);
}

/** A SOAP fault names its code with a namespace, `sf:INVALID_TYPE`, and its sentence begins with it. */
function withoutPrefix(error: VendorError): VendorError {
  const code = error.code.replace(/^[a-z]+:/, '');
  return code === error.code ? error : { ...error, code, message: error.message.replace(`${code}: `, '') };
}
