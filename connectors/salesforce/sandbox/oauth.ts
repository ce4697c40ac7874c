/** `/services/oauth2/…`: codes, tokens and their end, and who a token stands for. There is no login page: whoever asks is let in as asked. */
import { createHash, createHmac } from 'node:crypto';
import type { WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import { readAssertion } from './assertion.ts';
import { identityBody, userinfoBody } from './identity.ts';
import { Sessions } from './sessions.ts';
import type { Row } from './values.ts';

export interface OAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Every user's password; a security token may follow it. */
  readonly password: string;
  /** PEM of the certificate's public key; without it, JWT signatures are taken on trust. */
  readonly publicKey?: string | undefined;
  /** Where codes may be sent; anywhere unless given. */
  readonly callbackUrls?: readonly string[] | undefined;
  /** Whether a refresh token serves once. */
  readonly rotates: boolean;
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

/** What a token request says, whichever way it says who the client is. */
interface Asked {
  readonly form: URLSearchParams;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly request: WorldRequest;
}

export class OAuth {
  readonly settings: OAuthSettings;
  readonly #users: Users;
  readonly #sessions = new Sessions();

  constructor(settings: OAuthSettings, users: Users) {
    this.settings = settings;
    this.#users = users;
    this.#sessions.addRefreshToken(String(users.integrationUser()['Id']), settings.refreshToken);
  }

  /** A token for that user; `until` undefined never expires. */
  issue(userId: string, until: Temporal.Instant | undefined, refreshToken?: string): string {
    return this.#sessions.open(userId, until, this.#users.organizationId(), refreshToken);
  }

  /** Ends one session. */
  revoke(token: string): void {
    this.#sessions.revoke(token);
  }

  /** Ends every session, as an admin can. */
  revokeAll(): void {
    this.#sessions.endAll();
  }

  /** The user behind `Bearer …` or `OAuth …`; undefined if the session is unknown or has expired. */
  userOf(authorization: string | undefined, now: Temporal.Instant): string | undefined {
    const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    const userId = token === undefined ? undefined : this.#sessions.userOf(token, now);
    return userId !== undefined && this.#users.byId(userId)?.['IsActive'] === true ? userId : undefined;
  }

  /** The user of that name, if the password is right. A security token may stand behind the password. */
  userByPassword(username: string, password: string): Row | undefined {
    const user = this.#users.byUsername(username);
    return user?.['IsActive'] === true && password.startsWith(this.settings.password) ? user : undefined;
  }

  answer(request: WorldRequest): WorldResponse | undefined {
    if (request.path === '/services/oauth2/authorize') return this.#authorize(request);
    if (request.path === '/services/oauth2/token' && request.method === 'POST') return this.#token(request);
    if (request.path === '/services/oauth2/revoke') return this.#revoke(request);
    if (request.path === '/services/oauth2/userinfo') return this.#whoIs(request, undefined);
    const [, organization = '', user] = /^\/id\/(\w+)\/(\w+)$/.exec(request.path) ?? [];
    if (user === undefined) return undefined;
    return this.#users.organizationId().startsWith(organization.slice(0, 15)) ? this.#whoIs(request, user) : undefined;
  }

  /** Sends the browser back with a code, as after a login and a click on Allow. `login_hint` says as whom. */
  #authorize({ query, now }: WorldRequest): WorldResponse {
    const refused = (error: string, description: string): WorldResponse => ({
      status: 400,
      headers: { 'content-type': 'text/html' },
      body: `error=${error}&error_description=${encodeURIComponent(description)}`,
    });
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== this.settings.clientId)
      return refused('invalid_client_id', 'client identifier invalid');
    if (!URL.canParse(redirectUri) || !(this.settings.callbackUrls?.includes(redirectUri) ?? true))
      return refused('redirect_uri_mismatch', 'redirect_uri must match configuration');
    const back = (parameters: Record<string, string>): WorldResponse => {
      const url = new URL(redirectUri);
      const state = query.get('state');
      for (const [name, value] of Object.entries({ ...parameters, ...(state === null ? {} : { state }) }))
        url.searchParams.set(name, value);
      return { status: 302, headers: { Location: url.href } };
    };
    if (query.get('response_type') !== 'code')
      return back({ error: 'unsupported_response_type', error_description: 'response type not supported' });
    const hint = query.get('login_hint');
    const user = hint === null ? this.#users.integrationUser() : this.#users.byUsername(hint);
    if (user?.['IsActive'] !== true)
      return back({ error: 'access_denied', error_description: 'end-user denied authorization' });
    const challenge = query.get('code_challenge') ?? undefined;
    return back({ code: this.#sessions.addCode({ userId: String(user['Id']), redirectUri, challenge }, now) });
  }

  #token(request: WorldRequest): WorldResponse {
    const form = new URLSearchParams(request.body);
    const basic = /^Basic\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const [basicId, basicSecret] = Buffer.from(basic ?? '', 'base64')
      .toString('utf8')
      .split(':');
    const asked: Asked = {
      form,
      request,
      clientId: form.get('client_id') ?? basicId,
      clientSecret: form.get('client_secret') ?? basicSecret,
    };
    const grant = form.get('grant_type');
    if (grant === JWT_BEARER) return this.#byAssertion(asked);
    const known = ['client_credentials', 'refresh_token', 'authorization_code', 'password'];
    if (grant === null || !known.includes(grant))
      return oauthError('unsupported_grant_type', 'grant type not supported');
    if (asked.clientId !== this.settings.clientId) return oauthError('invalid_client_id', 'client identifier invalid');
    // Refreshing, and a code with a verifier, need no secret; a wrong one is refused wherever it stands.
    const secretNeeded =
      grant === 'client_credentials' ||
      grant === 'password' ||
      (grant === 'authorization_code' && !form.has('code_verifier'));
    if ((secretNeeded || asked.clientSecret !== undefined) && asked.clientSecret !== this.settings.clientSecret)
      return oauthError('invalid_client', 'invalid client credentials');
    if (grant === 'authorization_code') return this.#byCode(asked);
    if (grant === 'refresh_token') return this.#byRefreshToken(asked);
    if (grant === 'client_credentials') return this.#granted(this.#users.integrationUser(), request);
    const user = this.userByPassword(form.get('username') ?? '', form.get('password') ?? '');
    return user === undefined ? oauthError('invalid_grant', 'authentication failure') : this.#granted(user, request);
  }

  #byCode({ form, request }: Asked): WorldResponse {
    const code = this.#sessions.takeCode(form.get('code') ?? '', request.now);
    if (code === undefined) return oauthError('invalid_grant', 'expired authorization code');
    if (form.get('redirect_uri') !== code.redirectUri)
      return oauthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    const hash = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code.challenge !== undefined && code.challenge !== hash)
      return oauthError('invalid_grant', 'invalid code verifier');
    const user = this.#users.byId(code.userId);
    if (user?.['IsActive'] !== true) return oauthError('invalid_grant', 'inactive user');
    const refreshToken = this.#sessions.addRefreshToken(code.userId);
    return this.#granted(user, request, { refreshToken, told: true });
  }

  #byRefreshToken({ form, request }: Asked): WorldResponse {
    const refreshToken = form.get('refresh_token') ?? '';
    const user = this.#users.byId(this.#sessions.userOfRefreshToken(refreshToken) ?? '');
    if (user === undefined) return oauthError('invalid_grant', 'expired access/refresh token');
    if (user['IsActive'] !== true) return oauthError('invalid_grant', 'inactive user');
    if (!this.settings.rotates) return this.#granted(user, request, { refreshToken, told: false });
    const next = this.#sessions.replaceRefreshToken(refreshToken, String(user['Id']));
    return this.#granted(user, request, { refreshToken: next, told: true });
  }

  #byAssertion({ form, request }: Asked): WorldResponse {
    const { clientId, publicKey } = this.settings;
    const ground = { now: request.now, clientId, publicKey, host: hostOf(request) };
    const read = readAssertion(form.get('assertion') ?? '', ground);
    if ('error' in read) return oauthError(read.error, read.description);
    const user = this.#users.byUsername(read.username);
    if (user?.['IsActive'] !== true) return oauthError('invalid_grant', "user hasn't approved this consumer");
    return this.#granted(user, request);
  }

  #revoke(request: WorldRequest): WorldResponse {
    const token = new URLSearchParams(request.body).get('token') ?? request.query.get('token') ?? '';
    return this.#sessions.revoke(token)
      ? { status: 200 }
      : oauthError('unsupported_token_type', 'this token type is not supported');
  }

  /** `told`: whether the refresh token is new to the client. */
  #granted(
    user: Row,
    request: WorldRequest,
    renewal?: { readonly refreshToken: string; readonly told: boolean },
  ): WorldResponse {
    const userId = String(user['Id']);
    const base = hostOf(request);
    const id = `${base}/id/${this.#users.organizationId()}/${userId}`;
    const issuedAt = String(request.now.epochMilliseconds);
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: {
        access_token: this.issue(userId, request.now.add(this.settings.tokenLives), renewal?.refreshToken),
        ...(renewal?.told === true ? { refresh_token: renewal.refreshToken } : {}),
        signature: createHmac('sha256', this.settings.clientSecret).update(`${id}${issuedAt}`).digest('base64'),
        scope: renewal === undefined ? 'api id' : 'refresh_token api id',
        instance_url: base,
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
      },
    };
  }

  /** The caller's own card: OpenID Connect's, or Salesforce's identity of `userId`. */
  #whoIs(request: WorldRequest, userId: string | undefined): WorldResponse {
    const given = request.headers['authorization'] ?? `Bearer ${request.query.get('oauth_token') ?? ''}`;
    const callerId = this.userOf(given, request.now);
    const user = this.#users.byId(userId ?? callerId ?? '');
    if (callerId === undefined || user === undefined)
      return { status: 403, headers: { 'content-type': 'text/html' }, body: 'Bad_OAuth_Token' };
    const card = { user, organizationId: this.#users.organizationId(), base: hostOf(request) };
    return { status: 200, body: userId === undefined ? userinfoBody(card) : identityBody(card) };
  }
}

export function hostOf(request: WorldRequest): string {
  return `http://${request.headers['host'] ?? 'localhost'}`;
}

function oauthError(error: string, description: string): WorldResponse {
  return { status: 400, body: { error, error_description: description } };
}
