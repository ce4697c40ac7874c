/** What the token is and what it may do, as HubSpot itself says. The token goes in the body, never in an address that logs would keep. */
import { z } from 'zod';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient, Question } from './client.ts';

export interface TokenFacts {
  /** `static`: a service key, or the token of a private app. */
  readonly kind: 'static' | 'oauth';
  readonly scopes: readonly string[];
  /** The id of the app whose token it is, where that is said. */
  readonly app?: string | undefined;
}

/** What both endpoints have in common (pages "Private apps" and "Manage OAuth tokens", 2026-03). */
const id = z.union([z.number(), z.string()]).transform(String).optional();
const told = z.looseObject({ scopes: z.array(z.string()), appId: id, app_id: id });

export async function tokenFacts(client: HubSpotClient, question: Question): Promise<Attempt<TokenFacts>> {
  const { auth } = client;
  const token = await client.token();
  if (token.state !== 'answered') return token;
  if (auth.kind === 'token') {
    const body = { tokenKey: token.value };
    const answer = await client.request(question, 'POST', '/oauth/v2/private-apps/get/access-token-info', told, {
      body,
    });
    return answer.state === 'answered' ? facts('static', answer.value) : answer;
  }
  const form = {
    client_id: auth.clientId,
    client_secret: auth.clientSecret,
    token: token.value,
    token_type_hint: 'access_token',
  };
  const answer = await client.request(question, 'POST', '/oauth/2026-03/token/introspect', told, { form });
  return answer.state === 'answered' ? facts('oauth', answer.value) : answer;
}

function facts(kind: TokenFacts['kind'], { scopes, appId, app_id }: z.infer<typeof told>): Attempt<TokenFacts> {
  return { state: 'answered', value: { kind, scopes, app: appId ?? app_id } };
}
