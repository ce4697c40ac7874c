/**
 * Tokens that must outlive the process, for all workers of an installation together.
 * 1. At rest they are encrypted, bound to their system and account; whoever has the database and not the key has nothing.
 * 2. One worker at a time renews them: the others wait and then find what it has kept.
 * 3. What a key that is not at hand has encrypted is never written over.
 */
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';

/** What signing in with one system has brought. */
export interface Tokens {
  /** The vendor's id of the account: a portal, an organisation; empty where it did not tell. */
  readonly account: string;
  readonly refreshToken?: string | undefined;
  readonly accessToken?: string | undefined;
  /** Of the access token. From `renewAt` on another one is fetched while this one still works. */
  readonly renewAt?: IsoInstant | undefined;
  readonly endsAt?: IsoInstant | undefined;
  /** Fingerprint of the refresh token in the configuration that these come from, or were connected in place of: another one there goes before them. */
  readonly from?: string | undefined;
}

/** One system's. Throws BatonError where what is kept cannot be decrypted. */
export interface TokenVault {
  read(): Promise<Tokens | undefined>;
  /** Waits for its turn; `work` is given what is kept by then. Throws BatonError where the turn does not come in time. */
  alone<T>(work: (kept: Tokens | undefined, keep: (tokens: Tokens) => Promise<void>) => Promise<T>): Promise<T>;
  /** A person has connected the system anew: whatever was kept is replaced, also what cannot be decrypted. */
  replace(tokens: Tokens): Promise<void>;
}

/** The rows behind it, a part of src/ports/store.ts; encrypted. */
export interface Secrets {
  /** Locked till the transaction ends. */
  get(system: System, purpose: string): Promise<SealedSecret | undefined>;
  all(): Promise<readonly SealedSecret[]>;
  /** Rejects where that key has used that nonce before. */
  put(secret: SealedSecret, at: IsoInstant): Promise<void>;
  /** True: the turn is `holder`'s, till `untilMs` (machine time) or till it is given back. */
  takeTurn(system: System, holder: string, machineMs: number, untilMs: number): Promise<boolean>;
  /** Whether it still is; nobody else takes it till this transaction ends. */
  hasTurn(system: System, holder: string): Promise<boolean>;
  giveBack(system: System, holder: string): Promise<void>;
}

export interface SealedSecret {
  readonly system: System;
  readonly purpose: string;
  readonly account: string;
  /** Which key, by its fingerprint; never the key. */
  readonly keyId: string;
  /** Base64: 12 random bytes, and the ciphertext with its tag. */
  readonly nonce: string;
  readonly sealed: string;
}
