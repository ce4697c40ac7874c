/** What somebody is to be told, one part of src/ports/store.ts: put where things happen, in the same transaction, and told afterwards. */
import type { IsoInstant } from '../domain/instant.ts';
import type { Notice, NoticeKind, RecipientKey } from '../domain/notice.ts';
import type { ChannelName } from '../domain/team.ts';

export interface Notices {
  /** Once per channel and key. What is gathered joins a notice of its key that still waits. */
  put(notices: readonly Notice[], at: IsoInstant): Promise<void>;
  /** The one that has waited longest, if its time has come; leased till `leaseMs` (machine time). One whose lease ran out comes back as `unknown`. */
  claim(channel: ChannelName, now: IsoInstant, machineMs: number): Promise<NoticeRow | undefined>;
  /** `waiting` and `unknown` are claimed again, not before that moment; `sent` keeps no more than whom it told of what. */
  settle(id: string, outcome: NoticeOutcome): Promise<void>;
  /** Nothing of that channel is claimed before that moment. */
  holdBack(channel: ChannelName, until: IsoInstant): Promise<void>;
  /** Those given up wait again, as if they had just been put; answers them. */
  retry(at: IsoInstant): Promise<readonly Pick<NoticeRow, 'id' | 'channel'>[]>;
  /** When one of these channels can next be claimed from; a lease that ran out counts as long ago. */
  nextDue(channels: readonly ChannelName[], machineMs: number): Promise<IsoInstant | undefined>;
  /** Everybody to whom a notice of that kind went out, in the order in which it did. */
  told(kind: NoticeKind): Promise<readonly Told[]>;
}

export interface NoticeRow extends Omit<Notice, 'notBefore'> {
  /** Random, stays with it: stands in the message. */
  readonly id: string;
  readonly status: 'waiting' | 'unknown';
  /** Claims, this one counted. */
  readonly attempts: number;
  /** When it was put, or asked for again. */
  readonly since: IsoInstant;
}

export type NoticeOutcome =
  | { readonly state: 'sent'; readonly at: IsoInstant }
  | { readonly state: 'waiting' | 'unknown'; readonly notBefore: IsoInstant }
  | { readonly state: 'failed' };

export interface Told {
  readonly about: string;
  readonly channel: ChannelName;
  readonly to: readonly RecipientKey[];
  readonly at: IsoInstant;
}
