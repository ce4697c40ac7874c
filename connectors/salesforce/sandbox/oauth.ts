/** `/services/oauth2/…`: tokens for the integration user by client credentials, refresh token or signed JWT, and who a token stands for. */
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import type { Row } from './values.ts';

export interface OAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** PEM of the certificate's public key; without it, JWT signatures are taken on trust. */
  readonly publicKey?: string | undefined;
  /** Business time. */
  readonly tokenLives: Temporal.Duration;
}

/** Whom tokens can be made for. */
export interface Users {
  integrationUser(): Row;
  byUsername(username: string): Row | undefined;
  byId(id: string): Row | undefined;
  organizationId(): string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** An assertion may not live longer than this (OAuth 2.0 JWT Bearer Flow: "within 3 minutes", with as much for clock skew). */
const LONGEST_ASSERTION_S = 6 * 60;
const AUDIENCES = ['https://login.salesforce.com', 'https://test.salesforce.com'];

export class OAuth {
  readonly settings: OAuthSettings;
  readonly #users: Users;
  readonly #tokens = new Map<string, { readonly userId: string; readonly until: Temporal.Instant | undefined }>();
  #made = 0;

  constructor(settings: OAuthSettings, users: Users) {
    this.settings = settings;
    this.#users = users;
  }

  /** A token for that user; `until` undefined never expires. */
  issue(userId: string, until: Temporal.Instant | undefined): string {
    this.#made += 1;
    const token = `${this.#users.organizationId().slice(0, 15)}!AQ.sandbox.${userId}.${this.#made}`;
    this.#tokens.set(token, { userId, until });
    return token;
  }

  /** Ends every session, as an admin can. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /** The user behind `Bearer …` or `OAuth …`; undefined if the session is unknown or has expired. */
  userOf(authorization: string | undefined, now: Temporal.Instant): string | undefined {
    const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    const session = token === undefined ? undefined : this.#tokens.get(token);
    if (session === undefined) return undefined;
    if (session.until !== undefined && Temporal.Instant.compare(now, session.until) >= 0) return undefined;
    return this.#users.byId(session.userId)?.['IsActive'] === true ? session.userId : undefined;
  }

  token(request: WorldRequest): WorldResponse {
    const form = new URLSearchParams(request.body);
    const basic = /^Basic\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const [basicId, basicSecret] = Buffer.from(basic ?? '', 'base64')
      .toString('utf8')
      .split(':');
    const clientId = form.get('client_id') ?? basicId;
    const clientSecret = form.get('client_secret') ?? basicSecret;
    const grant = form.get('grant_type');
    if (grant === JWT_BEARER) return this.#byAssertion(form.get('assertion') ?? '', request);
    if (grant !== 'client_credentials' && grant !== 'refresh_token')
      return oauthError('unsupported_grant_type', 'grant type not supported');
    if (clientId !== this.settings.clientId) return oauthError('invalid_client_id', 'client identifier invalid');
    const secretNeeded = grant === 'client_credentials' || clientSecret !== undefined;
    if (secretNeeded && clientSecret !== this.settings.clientSecret)
      return oauthError('invalid_client', 'invalid client credentials');
    if (grant === 'refresh_token' && form.get('refresh_token') !== this.settings.refreshToken)
      return oauthError('invalid_grant', 'expired access/refresh token');
    return this.#granted(this.#users.integrationUser(), request);
  }

  userinfo(request: WorldRequest): WorldResponse {
    const userId = this.userOf(request.headers['authorization'], request.now);
    const user = userId === undefined ? undefined : this.#users.byId(userId);
    if (user === undefined) return { status: 403, headers: { 'content-type': 'text/html' }, body: 'Bad_OAuth_Token' };
    const base = hostOf(request);
    return {
      status: 200,
      body: {
        sub: `${base}/id/${this.#users.organizationId()}/${user['Id']}`,
        user_id: user['Id'],
        organization_id: this.#users.organizationId(),
        preferred_username: user['Username'],
        name: user['Name'],
        given_name: user['FirstName'],
        family_name: user['LastName'],
        email: user['Email'],
        email_verified: true,
        active: user['IsActive'],
        zoneinfo: user['TimeZoneSidKey'],
        user_type: 'STANDARD',
        is_app_installed: true,
      },
    };
  }

  #byAssertion(assertion: string, request: WorldRequest): WorldResponse {
    const claims = readClaims(assertion, this.settings.publicKey);
    if (claims === undefined) return oauthError('invalid_grant', 'invalid assertion');
    const nowS = Math.floor(request.now.epochMilliseconds / 1_000);
    if (claims.iss !== this.settings.clientId) return oauthError('invalid_client_id', 'client identifier invalid');
    if (![...AUDIENCES, hostOf(request)].includes(claims.aud))
      return oauthError('invalid_grant', 'audience is invalid');
    if (claims.exp <= nowS) return oauthError('invalid_grant', 'expired authorization code');
    if (claims.exp > nowS + LONGEST_ASSERTION_S) return oauthError('invalid_grant', 'assertion lives too long');
    const user = this.#users.byUsername(claims.sub);
    if (user?.['IsActive'] !== true) return oauthError('invalid_grant', "user hasn't approved this consumer");
    return this.#granted(user, request);
  }

  #granted(user: Row, request: WorldRequest): WorldResponse {
    const userId = String(user['Id']);
    const base = hostOf(request);
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: {
        access_token: this.issue(userId, request.now.add(this.settings.tokenLives)),
        scope: 'api id',
        instance_url: base,
        id: `${base}/id/${this.#users.organizationId()}/${userId}`,
        token_type: 'Bearer',
        issued_at: String(request.now.epochMilliseconds),
      },
    };
  }
}

const claimsSchema = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });
const headSchema = z.object({ alg: z.literal('RS256') });

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

function hostOf(request: WorldRequest): string {
  return `http://${request.headers['host'] ?? 'localhost'}`;
}

function oauthError(error: string, description: string): WorldResponse {
  return { status: 400, body: { error, error_description: description } };
}
