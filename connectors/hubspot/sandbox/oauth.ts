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
/** What an administrator grants an installation of Baton. */
export const ALL_SCOPES = [
  'oauth',
  'content',
  'forms',
  'sales-email-read',
  'crm.lists.read',
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
] as const;

export interface TokenSettings {
  readonly portalId: number;
  readonly appId: number;
  readonly userId: number;
  readonly staticTokens: readonly string[];
  readonly app: AppCredentials;
  readonly scopes: readonly string[];
}

export class Tokens {
  readonly settings: TokenSettings;
  /** Token → epoch milliseconds of its end. */
  readonly #issued = new Map<string, number>();

  constructor(settings: TokenSettings) {
    this.settings = settings;
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

  checkScope(scope: string): void {
    if (this.settings.scopes.includes(scope)) return;
    throw new Refusal({
      status: 403,
      category: 'MISSING_SCOPES',
      message: "This app hasn't been granted all required scopes to make this call.",
      errors: [
        { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
      ],
    });
  }

  issue(now: number): string {
    const token = `sandbox-access-${this.#issued.size + 1}`;
    this.#issued.set(token, now + EXPIRES_IN * 1_000);
    return token;
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
  return [
    { method: 'POST', path: '/oauth/v1/token', open: true, handle: (call) => refresh(tokens, call) },
    { method: 'GET', path: '/oauth/v1/access-tokens/:token', open: true, handle: (call) => describe(tokens, call) },
  ];
}

/** Form-encoded; `refresh_token` is the only grant the sandbox gives. */
function refresh(tokens: Tokens, call: Call): WorldResponse {
  const form = new URLSearchParams(call.request.body);
  const { app, portalId, userId, scopes } = tokens.settings;
  if (form.get('grant_type') !== 'refresh_token') throw badGrant('BAD_GRANT_TYPE', 'unknown grant type');
  if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret) {
    throw badGrant('BAD_CLIENT', 'client id or client secret is wrong');
  }
  if (form.get('refresh_token') !== app.refreshToken) throw badGrant('BAD_REFRESH_TOKEN', 'refresh token is invalid');
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      access_token: tokens.issue(call.now),
      refresh_token: app.refreshToken,
      expires_in: EXPIRES_IN,
      hub_id: portalId,
      user_id: userId,
      scopes,
    },
  };
}

function badGrant(code: string, message: string): Refusal {
  return new Refusal({ status: 400, category: code, message, more: { error: 'invalid_grant', status: code } });
}

/** Identity and scopes behind a token. */
function describe(tokens: Tokens, call: Call): WorldResponse {
  const token = call.param('token');
  const { portalId, appId, userId, scopes } = tokens.settings;
  const left = tokens.secondsLeft(token, call.now);
  if (left === undefined || left === 0)
    throw new Refusal({ status: 404, category: 'NOT_FOUND', message: 'no such token' });
  return {
    status: 200,
    body: {
      token,
      token_type: 'access',
      user: 'admin@baton-demo.example',
      hub_domain: 'baton-demo.example',
      scopes,
      hub_id: portalId,
      app_id: appId,
      user_id: userId,
      expires_in: left,
    },
  };
}
