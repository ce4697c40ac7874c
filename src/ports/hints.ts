/**
 * What others say has changed. A hint asks for an earlier pull and is never believed: what counts is what is then read, by the one way in.
 * 1. `put` keeps each hint once. Beyond {@link MOST_HINTED} records of one stream and kind they become one hint: whatever changed there.
 * 2. That hint is over when its stream was pulled from its cursor to the end; a record's when it was read. Put again meanwhile, it stays.
 * 3. Erasures never become one: nothing else would name them. Beyond {@link MOST_ERASURES} `put` throws, and the sender comes again.
 * 4. Claimed hints are nobody else's until their lease ends; one that could not be read {@link MOST_TRIES} times is left to the poll.
 */
import type { IsoInstant } from '../domain/instant.ts';
import type { RecordRef, System } from '../domain/record.ts';

/** `erased`: for good, as a person asked. */
export type HintKind = 'changed' | 'restored' | 'merged' | 'deleted' | 'erased';

export const MOST_HINTED = 2_000;
export const MOST_ERASURES = 10_000;
export const MOST_TRIES = 10;

export interface Hint {
  readonly system: System;
  /** The connector's stream that would bring it. */
  readonly stream: string;
  readonly kind: HintKind;
  /** Of that system. Absent: whatever changed in that stream. */
  readonly record?: RecordRef | undefined;
}

/** A hint as it stands in the store; `times` tells whether it was put again. */
export interface KeptHint extends Hint {
  readonly no: number;
  readonly times: number;
}

export interface Hints {
  put(hints: readonly Hint[], at: IsoInstant): Promise<void>;
  /** Streams whose hint is for whatever changed. */
  whole(system: System): Promise<readonly KeptHint[]>;
  /** Whether any of a record could be claimed. */
  waiting(system: System, machineMs: number): Promise<boolean>;
  /** Those of records, oldest first; at most `limit`. */
  claim(system: System, machineMs: number, limit: number): Promise<readonly KeptHint[]>;
  /** They were followed. */
  settle(followed: readonly KeptHint[]): Promise<void>;
}
