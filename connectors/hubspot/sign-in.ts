/** How Baton proves to HubSpot who it is; the rest of signing in is the same for both systems (`../kit/sign-in.ts`). */
import type { Grant } from '../kit/sign-in.ts';

/** A service key or private-app token, or an OAuth app. Its refresh token may also be in the vault, where connecting has put it. */
export type HubSpotAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken?: string | undefined;
    };

/** Tokens live 1,800 s today (page "Manage OAuth tokens"); answers tell. */
export function grantOf(auth: HubSpotAuth): Grant {
  if (auth.kind === 'token') return { kind: 'given', token: auth.token };
  return { kind: 'renewed', system: 'hubspot', refreshToken: auth.refreshToken };
}
