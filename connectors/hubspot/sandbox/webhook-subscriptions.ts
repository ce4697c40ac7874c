/** What an app asked to be told of: its webhook subscriptions, some of them asleep. */
import { notFound } from './refusal.ts';
import type { Subscription } from './webhook-events.ts';

/** What an app that follows marketing and sales asks for. */
export const USUAL_SUBSCRIPTIONS: readonly Subscription[] = [
  ...['contact', 'company', 'deal'].flatMap((subject) =>
    ['creation', 'deletion', 'merge', 'restore', 'associationChange'].map((kind) => ({
      eventType: `${subject}.${kind}`,
    })),
  ),
  { eventType: 'contact.privacyDeletion' },
  ...['email', 'lifecyclestage', 'hs_lead_status', 'hubspot_owner_id', 'num_conversion_events'].map((propertyName) => ({
    eventType: 'contact.propertyChange',
    propertyName,
  })),
  ...['lifecyclestage', 'industry', 'numberofemployees'].map((propertyName) => ({
    eventType: 'company.propertyChange',
    propertyName,
  })),
  ...['dealstage', 'amount'].map((propertyName) => ({ eventType: 'deal.propertyChange', propertyName })),
];

export interface KeptSubscription extends Subscription {
  readonly id: number;
  readonly active: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export class Subscriptions {
  #all: readonly KeptSubscription[] = [];
  #nextId = 1;

  all(): readonly KeptSubscription[] {
    return this.#all;
  }

  find(id: number): KeptSubscription {
    const found = this.#all.find((subscription) => subscription.id === id);
    if (found === undefined) throw notFound(`No subscription has the id ${id}.`);
    return found;
  }

  /** All of these, awake, and no others; their ids count from 1. */
  replace(subscriptions: readonly Subscription[]): void {
    this.#all = [];
    this.#nextId = 1;
    for (const subscription of subscriptions) this.add(subscription, true, 0);
  }

  add(subscription: Subscription, active: boolean, at: number): KeptSubscription {
    const kept = { ...subscription, id: this.#nextId, active, createdAt: at, updatedAt: at };
    this.#nextId += 1;
    this.#all = [...this.#all, kept];
    return kept;
  }

  wake(id: number, active: boolean, at: number): KeptSubscription {
    const changed = { ...this.find(id), active, updatedAt: at };
    this.#all = this.#all.map((subscription) => (subscription.id === id ? changed : subscription));
    return changed;
  }

  remove(id: number): void {
    this.#all = this.#all.filter((subscription) => subscription.id !== id);
  }
}
