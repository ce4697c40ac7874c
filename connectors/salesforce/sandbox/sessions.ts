/** Who is let in: access tokens, the refresh tokens that renew them, and the codes that a browser carries from the authorization page. */
import { createHash } from 'node:crypto';

export interface Code {
  readonly userId: string;
  readonly redirectUri: string;
  /** PKCE: the hash that the verifier must have; absent where the client asked for none. */
  readonly challenge: string | undefined;
  readonly until: Temporal.Instant;
}

interface Session {
  readonly userId: string;
  /** Undefined: does not end by itself. */
  readonly until: Temporal.Instant | undefined;
  /** The refresh token that it ends with. */
  readonly refreshToken: string | undefined;
}

/** Authorization codes expire after 15 minutes (OAuth 2.0 Web Server Flow). */
const CODE_MINUTES = 15;

export class Sessions {
  readonly #tokens = new Map<string, Session>();
  readonly #refresh = new Map<string, string>();
  readonly #codes = new Map<string, Code>();
  #made = 0;

  open(userId: string, until: Temporal.Instant | undefined, organizationId: string, refreshToken?: string): string {
    const token = `${organizationId.slice(0, 15)}!AQ.sandbox.${userId}.${this.#next()}`;
    this.#tokens.set(token, { userId, until, refreshToken });
    return token;
  }

  /** The user whose session it is; undefined if it is unknown or over, and then it is forgotten. */
  userOf(token: string, now: Temporal.Instant): string | undefined {
    const session = this.#tokens.get(token);
    if (session?.until !== undefined && Temporal.Instant.compare(now, session.until) >= 0) {
      this.#tokens.delete(token);
      return undefined;
    }
    return session?.userId;
  }

  /** `given`: a token that is known from the start. */
  addRefreshToken(userId: string, given?: string): string {
    const token = given ?? `5Aep${createHash('sha256').update(`refresh ${this.#next()}`).digest('base64url')}`;
    this.#refresh.set(token, userId);
    return token;
  }

  /** The old one is unknown from now on; sessions that came from it go on. */
  replaceRefreshToken(old: string, userId: string): string {
    this.#refresh.delete(old);
    return this.addRefreshToken(userId);
  }

  userOfRefreshToken(token: string): string | undefined {
    return this.#refresh.get(token);
  }

  addCode(code: Omit<Code, 'until'>, now: Temporal.Instant): string {
    const text = `aPrx${createHash('sha256').update(`code ${this.#next()}`).digest('base64url')}==`;
    this.#codes.set(text, { ...code, until: now.add({ minutes: CODE_MINUTES }) });
    return text;
  }

  /** A code serves once; undefined if it was used, never given or is too old. */
  takeCode(text: string, now: Temporal.Instant): Code | undefined {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    return code === undefined || Temporal.Instant.compare(now, code.until) > 0 ? undefined : code;
  }

  /** Ends a session, or a refresh token with every session that came from it; false for a token that is neither. */
  revoke(token: string): boolean {
    if (this.#tokens.delete(token)) return true;
    if (!this.#refresh.delete(token)) return false;
    for (const [each, session] of this.#tokens) if (session.refreshToken === token) this.#tokens.delete(each);
    return true;
  }

  /** Ends every session, as an admin can; refresh tokens go on. */
  endAll(): void {
    this.#tokens.clear();
  }

  #next(): number {
    this.#made += 1;
    return this.#made;
  }
}
