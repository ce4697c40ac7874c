/** What a token may do: a private app's own endpoint, and OAuth's `introspect` of 2026-03. The token stands in the body. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Tokens } from './oauth.ts';
import { notFound, Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';

export function tokenInfoRoutes(tokens: Tokens): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/oauth/v2/private-apps/get/access-token-info',
      handle: (call) => privateApp(tokens, call),
    },
    { method: 'POST', path: '/oauth/v1/token/introspect', open: true, handle: (call) => introspect(tokens, call) },
  ];
}

/** Of static tokens only. */
function privateApp(tokens: Tokens, call: Call): WorldResponse {
  const { tokenKey } = call.json(z.object({ tokenKey: z.string() }));
  const { portalId, appId, userId, scopes, staticTokens } = tokens.settings;
  if (!staticTokens.includes(tokenKey)) throw notFound('no such token');
  return { status: 200, body: { userId, hubId: portalId, appId, scopes } };
}

/** Form-encoded, with the app's own credentials. */
function introspect(tokens: Tokens, call: Call): WorldResponse {
  const form = new URLSearchParams(call.request.body);
  const { app, portalId, appId, userId, scopes } = tokens.settings;
  if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret)
    throw new Refusal({ status: 400, category: 'BAD_CLIENT', message: 'client id or client secret is wrong' });
  const left = tokens.secondsLeft(form.get('token') ?? '', call.now) ?? 0;
  if (left === 0) return { status: 200, body: { active: false, scopes: [] } };
  const told = { active: true, token_use: 'access_token', token_type: 'bearer', expires_in: left };
  return { status: 200, body: { ...told, hub_id: portalId, app_id: appId, user_id: userId, scopes } };
}
