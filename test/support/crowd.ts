/** A crowd of equal people on a stage, each in both systems: to see what many records cost that one does not. */

import { sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { System } from '../../src/domain/record.ts';
import { openStage, type Stage } from './stage.ts';

export interface Crowd {
  /** HubSpot contacts and Salesforce Leads or Contacts, one of each per person. */
  readonly contacts: readonly string[];
  readonly leads: readonly string[];
}

/** Beyond what anybody could be at work on. */
const NO_GATE = 1_000_000;
/** The overlap of either connector is over after this. */
const LATER_MINUTES = 20;
const EDITOR = 1;

/** With the story's reps and forms, two of its people, and a gate that never closes. */
export async function openForCrowds(changes: Parameters<typeof openStage>[0] = {}): Promise<Stage> {
  const { settings, ...rest } = changes;
  return openStage({ people: 2, days: 1, seed: 'crowd', settings: { handoffsPerHour: NO_GATE, ...settings }, ...rest });
}

/** Time passes, so that what was read before is not read again. */
export function later({ runtime }: Stage): void {
  runtime.advanceTo(runtime.now().add({ minutes: LATER_MINUTES }));
}

/**
 * They fit in every way but have done nothing yet: one inquiry makes each of them an MQL. With `accounts` they are Salesforce's Contacts at so many
 * companies instead of its Leads; not `known`, Salesforce has nobody of them yet.
 */
export function gather(
  { hubspot, salesforce, runtime }: Stage,
  count: number,
  { accounts = 0, known = true }: { readonly accounts?: number; readonly known?: boolean } = {},
): Crowd {
  const now = runtime.now();
  const companies = Array.from({ length: accounts }, (_, n) => {
    return salesforce.world.place('Account', { Name: `Crowd ${n}` }, now);
  });
  const how = byPerson(EDITOR, now.epochMilliseconds);
  const contacts: string[] = [];
  const leads: string[] = [];
  const from = hubspot.world.portal.store.all('contacts').length;
  for (let n = from; n < from + count; n += 1) {
    const email = `person-${n}@crowd.example`;
    const { id } = hubspot.world.create(
      'contacts',
      {
        email,
        firstname: 'Kim',
        lastname: `Crowd ${n}`,
        company: 'Crowd',
        jobtitle: 'CEO',
        state: 'Tokyo',
        purchase_timeframe: 'within-3-months',
        purchase_budget: '200000000',
      },
      how,
    );
    contacts.push(id);
    if (!known) continue;
    const AccountId = companies[n % Math.max(1, accounts)];
    const person = { LastName: `Crowd ${n}`, Email: email };
    leads.push(
      AccountId === undefined
        ? salesforce.world.place('Lead', { ...person, Company: 'Crowd' }, now)
        : salesforce.world.place('Contact', { ...person, AccountId }, now),
    );
  }
  return { contacts, leads };
}

/** Somebody changes one field of each record of that system. */
export function change({ hubspot, salesforce, runtime }: Stage, { contacts, leads }: Crowd, system: System): void {
  const now = runtime.now();
  const phone = String(now.epochMilliseconds);
  if (system === 'hubspot') {
    for (const id of contacts) hubspot.world.change('contacts', id, { phone }, byPerson(EDITOR, now.epochMilliseconds));
    return;
  }
  const hands = salesforce.world.as(salesforce.world.integrationUserId, now);
  for (const id of leads) hands.update('Lead', id, { Phone: phone });
}

/** Each sends the form by that name. */
export function send({ hubspot, runtime }: Stage, { contacts }: Crowd, name: string): void {
  const form = hubspot.world.portal.forms.named(name);
  if (form === undefined) throw new Error(`no form ${name}`);
  const at = runtime.now().epochMilliseconds;
  for (const id of contacts) sendForm(hubspot.world, id, { form, answers: {}, page: '/forms', at });
}

/** HTTP calls that each system has counted while something was done. */
export async function callsOf(
  { hubspot, salesforce }: Stage,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<System, number>>> {
  const before = { hubspot: hubspot.server.callCount, salesforce: salesforce.server.callCount };
  await work();
  return {
    hubspot: hubspot.server.callCount - before.hubspot,
    salesforce: salesforce.server.callCount - before.salesforce,
  };
}
