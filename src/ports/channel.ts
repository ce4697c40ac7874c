/**
 * One way to tell somebody something outside both CRMs: e-mail, Slack, Teams.
 * 1. `send` makes one attempt and never throws for what the other side answers; connecting takes at most 5 s, an answer 30 s.
 * 2. It goes to the configured host only, over TLS but to this computer itself, and follows no redirect.
 * 3. `later` and `refused` were surely not delivered. `unknown`: it was sent, and no complete answer came.
 * 4. Where `repeatable` holds, a message sent twice under one id is known to be the same; elsewhere an unknown one is not sent again.
 */
import type { Problem } from '../domain/problem.ts';
import type { ChannelName } from '../domain/team.ts';

export interface Channel {
  readonly name: ChannelName;
  readonly repeatable: boolean;
  send(message: Message): Promise<Delivery>;
  close(): Promise<void>;
}

export interface Message {
  /** URL-safe, the same at every attempt: what makes a repeat known. */
  readonly id: string;
  readonly to: readonly Addressee[];
  readonly subject: string;
  /** Plain text, lines divided by `\n`. */
  readonly body: string;
}

export interface Addressee {
  readonly name: string;
  readonly address?: string | undefined;
  readonly slackUser?: string | undefined;
}

export type Delivery =
  | { readonly state: 'sent' }
  /** This message, whatever becomes of others. */
  | { readonly state: 'refused'; readonly problem: Problem }
  /** `all`: nothing else would get through now either. `waitMs`: not before. */
  | { readonly state: 'later'; readonly problem: Problem; readonly all: boolean; readonly waitMs?: number | undefined }
  | { readonly state: 'unknown'; readonly problem: Problem };
