/** Marketing mails and what happened to them. */

/** "Email events overview", HubSpot developer documentation. */
export const MAIL_EVENT_TYPES = [
  'SENT',
  'DROPPED',
  'PROCESSED',
  'DELIVERED',
  'DEFERRED',
  'BOUNCE',
  'OPEN',
  'CLICK',
  'PRINT',
  'FORWARD',
  'STATUSCHANGE',
  'SPAMREPORT',
  'SUPPRESSED',
  'UNBOUNCE',
] as const;
export type MailEventType = (typeof MAIL_EVENT_TYPES)[number];

/** Identity is `id` and `created` together; only the address tells whose it is. */
export interface MailEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly type: MailEventType;
  readonly recipient: string;
  readonly emailCampaignId: number;
  /** Of what was sent: other types do not bear it. */
  readonly subject?: string;
  /** A machine did it, e.g. a security scanner. */
  readonly filteredEvent?: boolean;
  /** The address clicked. */
  readonly url?: string;
}

export interface Mail {
  readonly id: number;
  readonly name: string;
}

export class Mails {
  readonly #mails = new Map<number, Mail>();
  /** Oldest first. */
  readonly #events: MailEvent[] = [];

  put(mail: Mail): void {
    this.#mails.set(mail.id, mail);
  }

  find(id: number): Mail | undefined {
    return this.#mails.get(id);
  }

  /** By number, else by name. */
  named(idOrName: string): Mail | undefined {
    return this.#mails.get(Number(idOrName)) ?? this.all().find((mail) => mail.name === idOrName);
  }

  all(): readonly Mail[] {
    return [...this.#mails.values()];
  }

  record(event: MailEvent): void {
    const place = this.#events.findLastIndex((earlier) => earlier.created <= event.created);
    this.#events.splice(place + 1, 0, event);
  }

  events(): readonly MailEvent[] {
    return this.#events;
  }
}
