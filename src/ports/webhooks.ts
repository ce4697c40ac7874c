/**
 * What a system may send us, as the web needs it: whether it is true, and which hints it holds.
 * 1. `claim` looks at the headers alone; only what may be true by them is worth reading a body for.
 * 2. Nothing is parsed before the signature over its bytes was right.
 * 3. What is true and not for us (another account, an object that is not read) holds no hint, and is no fault.
 */
import type { Hint } from './hints.ts';

/** All values of a header by its lower-case name, as often as it came. */
export type HeaderValues = (name: string) => readonly string[];

export interface Webhooks {
  /** Most bytes of a body. */
  readonly mostBytes: number;
  claim(headers: HeaderValues): Claim | Refused;
}

export interface Claim {
  readonly state: 'claimed';
  open(body: Uint8Array): Heard | Refused;
}

export interface Heard {
  readonly state: 'heard';
  readonly hints: readonly Hint[];
  /** Events of another account or app. */
  readonly foreign: number;
}

/** `out-of-time`: by the sender's clock, or by ours. `malformed`: truly signed, and still not what is to be sent. */
export interface Refused {
  readonly state: 'refused';
  readonly why: 'unsigned' | 'out-of-time' | 'forged' | 'malformed';
}
