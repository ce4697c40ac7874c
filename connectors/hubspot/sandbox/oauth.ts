/** Bearer tokens: static ones that live on, and OAuth ones that live half an hour of business time. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';

export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** Seconds that an access token lives ("Manage OAuth tokens", HubSpot developer documentation). */
const EXPIRES_IN = 1_800;
/** Everything that opens an endpoint of the sandbox. */
export const ALL_SCOPES = [
  'oauth',
  'content',
  'forms',
  'sales-email-read',
  'crm.lists.read',
  'crm.lists.write',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.marketing_events.read',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'crm.schemas.companies.read',
  'crm.schemas.companies.write',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
  'tickets',
  'e-commerce',
  'crm.objects.leads.read',
  'crm.objects.leads.write',
  'crm.schemas.leads.read',
  'crm.schemas.leads.write',
  'crm.objects.quotes.read',
  'crm.objects.quotes.write',
  'crm.schemas.quotes.read',
  'crm.schemas.quotes.write',
] as const;

export interface TokenSettings {
  readonly portalId: number;
  readonly appId: number;
  readonly userId: number;
  readonly staticTokens: readonly string[];
  readonly app: AppCredentials;
  /** Whether a refresh token serves once: HubSpot's pages do not say. */
  readonly rotates: boolean;
  readonly scopes: readonly string[];
}

export class Tokens {
  readonly settings: TokenSettings;
  /** Token → epoch milliseconds of its end. */
  readonly #issued = new Map<string, number>();
  /** Of the app itself, for no account. */
  readonly #ofApp = new Map<string, { readonly until: number; readonly scopes: readonly string[] }>();
  /** Of installations that wait for their first token. */
  readonly #codes = new Set<string>();
  #codesMade = 0;
  #refreshed = 0;
  /** The one that is good. */
  refreshToken: string;
  #revoked = false;

  constructor(settings: TokenSettings) {
    this.settings = settings;
    this.refreshToken = settings.app.refreshToken;
  }

  /** Which kind of token the header carries; 401 if it is missing, unknown or expired. */
  check(authorization: string | undefined, now: number): { readonly oauth: boolean } {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorised('Authentication credentials not found.');
    if (this.settings.staticTokens.includes(token)) return { oauth: false };
    const until = this.#issued.get(token);
    if (until === undefined) throw unauthorised('The access token is invalid.');
    if (until > now) return { oauth: true };
    throw new Refusal({
      status: 401,
      category: 'EXPIRED_AUTHENTICATION',
      message: 'The OAuth token used to make this call has expired.',
      context: { 'expire time': [new Date(until).toISOString()] },
    });
  }

  /** The app's own token opens what is the app's, and an account's does not. */
  checkApp(authorization: string | undefined, scope: string, now: number): void {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
    const issued = this.#ofApp.get(token);
    if (issued === undefined || issued.until <= now) throw unauthorised('The access token is invalid.');
    if (!issued.scopes.includes(scope)) throw missing(scope);
  }

  /** For what it asks for, which are never an account's. */
  issueToApp(scopes: readonly string[], now: number): string {
    const token = `sandbox-app-${this.#ofApp.size + 1}`;
    this.#ofApp.set(token, { until: now + EXPIRES_IN * 1_000, scopes });
    return token;
  }

  checkScope(scope: string): void {
    if (!this.settings.scopes.includes(scope)) throw missing(scope);
  }

  issue(now: number): string {
    const token = `sandbox-access-${this.#issued.size + 1}`;
    this.#issued.set(token, now + EXPIRES_IN * 1_000);
    return token;
  }

  /** Somebody installs the app: the code that its owner changes for tokens, once. */
  install(): string {
    this.#codesMade += 1;
    const code = `sandbox-code-${this.#codesMade}`;
    this.#codes.add(code);
    this.#revoked = false;
    return code;
  }

  /** Whether the code was good; it is no longer. */
  useCode(code: string): boolean {
    return this.#codes.delete(code);
  }

  knowsRefreshToken(token: string): boolean {
    return token === this.refreshToken && !this.#revoked;
  }

  /** The refresh token has been used. */
  refreshed(): void {
    if (!this.settings.rotates) return;
    this.#refreshed += 1;
    this.refreshToken = `${this.settings.app.refreshToken}-${this.#refreshed}`;
  }

  /** Ends one access token, or the installation with all of them. */
  revoke(token: string): void {
    if (this.#issued.delete(token) || !this.knowsRefreshToken(token)) return;
    this.#revoked = true;
    this.#issued.clear();
  }

  /** Seconds left to a token of either kind; undefined for an unknown one. */
  secondsLeft(token: string, now: number): number | undefined {
    if (this.settings.staticTokens.includes(token)) return EXPIRES_IN;
    const until = this.#issued.get(token);
    return until === undefined ? undefined : Math.max(0, Math.floor((until - now) / 1_000));
  }
}

function unauthorised(message: string): Refusal {
  return new Refusal({ status: 401, category: 'INVALID_AUTHENTICATION', message });
}

export function oauthRoutes(tokens: Tokens): readonly Route[] {
  const refreshTokens = '/oauth/v1/refresh-tokens/:token';
  return [
    { method: 'POST', path: '/oauth/v1/token', open: true, handle: (call) => grant(tokens, call) },
    { method: 'POST', path: '/oauth/v1/token/revoke', open: true, handle: (call) => revoke(tokens, call) },
    { method: 'GET', path: '/oauth/v1/access-tokens/:token', open: true, handle: (call) => describe(tokens, call) },
    { method: 'GET', path: refreshTokens, open: true, handle: (call) => describeRefresh(tokens, call) },
    { method: 'DELETE', path: refreshTokens, open: true, handle: (call) => endRefresh(tokens, call) },
    { method: 'GET', path: '/oauth/authorize', open: true, handle: (call) => authorise(tokens, call) },
  ];
}

function missing(scope: string): Refusal {
  return new Refusal({
    status: 403,
    category: 'MISSING_SCOPES',
    message: "This app hasn't been granted all required scopes to make this call.",
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
    ],
  });
}

const GRANTS: ReadonlySet<string> = new Set(['refresh_token', 'authorization_code', 'client_credentials']);

/** Form-encoded; a refresh token or the code of an installation is changed for an access token; the app gets one of its own. */
function grant(tokens: Tokens, call: Call): WorldResponse {
  const form = new URLSearchParams(call.request.body);
  const { portalId, userId, scopes } = tokens.settings;
  const kind = form.get('grant_type');
  if (!GRANTS.has(kind ?? '')) throw badGrant('BAD_GRANT_TYPE', 'unknown grant type');
  checkClient(tokens, form);
  if (kind === 'client_credentials') {
    const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const token = tokens.issueToApp(asked, call.now);
    return { status: 200, body: { token_type: 'bearer', access_token: token, expires_in: EXPIRES_IN } };
  }
  if (kind === 'refresh_token' && !tokens.knowsRefreshToken(form.get('refresh_token') ?? '')) {
    throw badGrant('BAD_REFRESH_TOKEN', 'refresh token is invalid');
  }
  if (kind === 'authorization_code' && !tokens.useCode(form.get('code') ?? '')) {
    throw badGrant('BAD_AUTH_CODE', 'missing or unknown auth code');
  }
  if (kind === 'refresh_token') tokens.refreshed();
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      access_token: tokens.issue(call.now),
      refresh_token: tokens.refreshToken,
      expires_in: EXPIRES_IN,
      hub_id: portalId,
      user_id: userId,
      scopes,
    },
  };
}

function checkClient(tokens: Tokens, form: URLSearchParams): void {
  const { app } = tokens.settings;
  if (form.get('client_id') === app.clientId && form.get('client_secret') === app.clientSecret) return;
  throw badGrant('BAD_CLIENT', 'client id or client secret is wrong');
}

/** A token that nobody knows is revoked already. */
function revoke(tokens: Tokens, call: Call): WorldResponse {
  const form = new URLSearchParams(call.request.body);
  checkClient(tokens, form);
  tokens.revoke(form.get('token') ?? '');
  return { status: 200 };
}

/** The screen on which an administrator agrees, who always does: the browser goes on to the app with a code. */
function authorise(tokens: Tokens, call: Call): WorldResponse {
  const redirect = URL.parse(call.query('redirect_uri') ?? '');
  if (call.query('client_id') !== tokens.settings.app.clientId) throw badGrant('BAD_CLIENT', 'client id is wrong');
  if (redirect === null) throw badGrant('BAD_REDIRECT_URI', 'redirect_uri is no address');
  redirect.searchParams.set('code', tokens.install());
  const state = call.query('state');
  if (state !== undefined) redirect.searchParams.set('state', state);
  return { status: 302, headers: { location: redirect.href } };
}

function describeRefresh(tokens: Tokens, call: Call): WorldResponse {
  const token = call.param('token');
  if (!tokens.knowsRefreshToken(token)) throw noToken();
  const { portalId, userId, scopes, app } = tokens.settings;
  const ids = { hub_id: portalId, user_id: userId, client_id: app.clientId };
  return { status: 200, body: { token, token_type: 'refresh', ...IDENTITY, ...ids, scopes } };
}

function endRefresh(tokens: Tokens, call: Call): WorldResponse {
  tokens.revoke(call.param('token'));
  return { status: 204 };
}

function noToken(): Refusal {
  return new Refusal({ status: 404, category: 'NOT_FOUND', message: 'no such token' });
}

/** Who installed the app, and where. */
const IDENTITY = { user: 'admin@baton-demo.example', hub_domain: 'baton-demo.example' };

function badGrant(code: string, message: string): Refusal {
  return new Refusal({ status: 400, category: code, message, more: { error: 'invalid_grant', status: code } });
}

/** Identity and scopes behind a token. */
function describe(tokens: Tokens, call: Call): WorldResponse {
  const token = call.param('token');
  const { portalId, appId, userId, scopes } = tokens.settings;
  const left = tokens.secondsLeft(token, call.now);
  if (left === undefined || left === 0) throw noToken();
  return {
    status: 200,
    body: {
      token,
      token_type: 'access',
      ...IDENTITY,
      scopes,
      hub_id: portalId,
      app_id: appId,
      user_id: userId,
      expires_in: left,
    },
  };
}
