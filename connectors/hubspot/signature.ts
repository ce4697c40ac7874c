/**
 * HubSpot's signature v3 (page "Validating requests"): base64 of HMAC-SHA256, keyed by the app's client secret, over method, URI, body and timestamp.
 * Written here since the official client's helper keeps the URI's escapes, and takes the older signatures too, which sign less.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HeaderValues, Refused } from '../../src/ports/webhooks.ts';

export const SIGNATURE_HEADER = 'x-hubspot-signature-v3';
export const TIMESTAMP_HEADER = 'x-hubspot-request-timestamp';

/** Older than this, or so far ahead of us, a request is refused. */
export const WINDOW_MS = 300_000;

/** 32 bytes in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;
/** Milliseconds since 1970, in the digits that are signed. */
const TIMESTAMP = /^[1-9]\d{0,15}$/;
/** The escapes that HubSpot signs as the characters they stand for; all others stay. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

export interface Signed {
  readonly signature: string;
  readonly timestamp: string;
}

/** Without reading the body. */
export type Unsigned = Extract<Refused['why'], 'unsigned' | 'out-of-time'>;

/** What the headers claim, as far as a byte of the body need be read for it. */
export function claimOf(headers: HeaderValues, now: Temporal.Instant): Signed | Unsigned {
  const [signature, ...signatures] = headers(SIGNATURE_HEADER);
  const [timestamp, ...timestamps] = headers(TIMESTAMP_HEADER);
  if (signature === undefined || timestamp === undefined) return 'unsigned';
  if (signatures.length > 0 || timestamps.length > 0) return 'unsigned';
  if (!SIGNATURE.test(signature) || !TIMESTAMP.test(timestamp)) return 'unsigned';
  const apartMs = Math.abs(now.epochMilliseconds - Number(timestamp));
  return apartMs <= WINDOW_MS ? { signature, timestamp } : 'out-of-time';
}

export interface SignedRequest {
  readonly secret: string;
  /** In capitals. */
  readonly method: string;
  /** As HubSpot called it: scheme, host, path and query. */
  readonly uri: string;
  /** Byte for byte. */
  readonly body: Uint8Array;
  readonly timestamp: string;
}

export function sign({ secret, method, uri, body, timestamp }: SignedRequest): string {
  // A MAC under an empty key is anybody's.
  if (secret.trim() === '') throw new TypeError('a signature needs a secret');
  return createHmac('sha256', secret)
    .update(`${method}${uri.replace(DECODED, decodeURIComponent)}`, 'utf8')
    .update(body)
    .update(timestamp, 'utf8')
    .digest('base64');
}

/** In a time that does not tell how much of it was right. The text is compared, since several texts stand for the same bytes. */
export function isSigned(request: SignedRequest, signature: string): boolean {
  const right = Buffer.from(sign(request), 'latin1');
  const given = Buffer.from(signature, 'latin1');
  return right.length === given.length && timingSafeEqual(right, given);
}
