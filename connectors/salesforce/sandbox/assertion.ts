/** The JWT bearer flow: a signed assertion is checked, and the user whom it speaks for is named. */
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';

/** An assertion may not live longer than this (OAuth 2.0 JWT Bearer Flow: "within 3 minutes", with as much for clock skew). */
const LONGEST_ASSERTION_S = 6 * 60;
const AUDIENCES = ['https://login.salesforce.com', 'https://test.salesforce.com'];

const claimsSchema = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.coerce.number() });
const headSchema = z.object({ alg: z.literal('RS256') });

export interface AssertionGround {
  readonly now: Temporal.Instant;
  readonly clientId: string;
  /** Without it, signatures are taken on trust. */
  readonly publicKey: string | undefined;
  /** The org's own address, which is an audience too. */
  readonly host: string;
}

/** The user name that the assertion speaks for, or the vendor's error. */
export function readAssertion(
  assertion: string,
  { now, clientId, publicKey, host }: AssertionGround,
): { readonly username: string } | { readonly error: string; readonly description: string } {
  const bad = (description: string, error = 'invalid_grant') => ({ error, description });
  const claims = readClaims(assertion, publicKey);
  if (claims === undefined) return bad('invalid assertion');
  const nowS = Math.floor(now.epochMilliseconds / 1_000);
  if (claims.iss !== clientId) return bad('client identifier invalid', 'invalid_client_id');
  if (![...AUDIENCES, host].includes(claims.aud)) return bad('audience is invalid');
  if (claims.exp <= nowS) return bad('expired authorization code');
  if (claims.exp > nowS + LONGEST_ASSERTION_S) return bad('assertion lives too long');
  return { username: claims.sub };
}

function readClaims(assertion: string, publicKey: string | undefined): z.infer<typeof claimsSchema> | undefined {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  if (!headSchema.safeParse(decoded(head)).success) return undefined;
  const claims = claimsSchema.safeParse(decoded(payload));
  if (!claims.success) return undefined;
  if (publicKey !== undefined) {
    const signed = Buffer.from(`${head}.${payload}`);
    const good = verify('RSA-SHA256', signed, createPublicKey(publicKey), Buffer.from(signature, 'base64url'));
    if (!good) return undefined;
  }
  return claims.data;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: the schemas above refuse undefined.
    return undefined;
  }
}
