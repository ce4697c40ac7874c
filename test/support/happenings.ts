/** What people, marketers and reps do on the stage, each by the sandbox's own functions, and what can be seen of it afterwards. */

import { sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { SandboxServer } from '../../connectors/kit/sandbox.ts';
import { FORMS, type FormKind } from '../../connectors/kit/story-words.ts';
import type { Row } from '../../connectors/salesforce/sandbox/index.ts';
import type { Hands } from '../../connectors/salesforce/sandbox/world.ts';
import type { AnyFact, NewFact } from '../../src/domain/facts.ts';
import type { Stage } from './stage.ts';

const IMPORT = { type: 'IMPORT', id: 'stage' } as const;
/** More facts than any history on the stage has. */
const MOST_FACTS = 100_000;

export interface Person {
  readonly email: string;
  /** HubSpot contact id. */
  readonly contact: string;
}

/** Both sandboxes and a clock: the stage, or whatever else has them. */
export type Scene = Pick<Stage, 'hubspot' | 'salesforce'> & { readonly runtime: Pick<Stage['runtime'], 'now'> };

type Values = Readonly<Record<string, string>>;

/** Somebody whom the agreement would hand over as soon as they ask for something: a head of department of a big, growing IT company in Tokyo. */
export function aPerson(stage: Scene, name: string, values: Values = {}): Person {
  const at = stage.runtime.now().epochMilliseconds;
  const how = { at, source: IMPORT };
  const { world } = stage.hubspot;
  const company = world.create(
    'companies',
    {
      name: `株式会社${name}`,
      domain: `${name}.example`,
      industry: 'COMPUTER_SOFTWARE',
      numberofemployees: '600',
      state: '東京都',
      annual_growth: '12',
    },
    how,
  );
  const contact = world.create(
    'contacts',
    {
      email: `${name}@${name}.example`,
      firstname: '太郎',
      lastname: name,
      company: `株式会社${name}`,
      jobtitle: '情報システム部長',
      lifecyclestage: 'lead',
      purchase_timeframe: 'within-3-months',
      associatedcompanyid: company.id,
      ...values,
    },
    how,
  );
  return { email: contact.values['email'] ?? '', contact: contact.id };
}

/** A form sent now. */
export function asks(stage: Scene, { contact }: Person, kind: FormKind, answers: Values = {}): void {
  const form = stage.hubspot.world.portal.forms.named(FORMS[kind].id);
  if (form === undefined) throw new Error(`the stage has no form ${kind}`);
  const at = stage.runtime.now().epochMilliseconds;
  sendForm(stage.hubspot.world, contact, { form, answers, page: 'https://www.baton-demo.example/forms', at });
}

/** Known, and by two forms qualified and hot. Baton sees it a moment later. */
export function aQualifyingPerson(stage: Scene, name: string, values: Values = {}): Person {
  const person = aPerson(stage, name, values);
  asks(stage, person, 'price-list');
  asks(stage, person, 'inquiry', { message: '受発注の入力を手作業で行っています。' });
  return person;
}

export interface Rep {
  readonly userId: string;
  /** Writes under their name, now. */
  readonly hands: Hands;
}

/** One of the team, by their key. */
export function rep(stage: Scene, key: string): Rep {
  const { world } = stage.salesforce;
  const userId = String(world.userByEmail(`${key}@baton-demo.example`)?.['Id']);
  return { userId, hands: world.as(userId, stage.runtime.now()) };
}

/** The rep who was given this person's newest handoff calls, is answered, and writes down what they heard. */
export function callsAndHears(stage: Scene, person: Person, heard: Values): void {
  const task = handoffTasks(stage, person).at(-1);
  const userId = String(task?.['OwnerId']);
  const hands = stage.salesforce.world.as(userId, stage.runtime.now());
  const whoId = String(task?.['WhoId']);
  const call = { Subject: '電話', TaskSubtype: 'Call', CallType: 'Outbound', CallDisposition: '通話', OwnerId: userId };
  const done = [
    hands.create('Task', { ...call, WhoId: whoId, Status: 'Completed', CallDurationInSeconds: 300 }),
    hands.update(whoId.startsWith('00Q') ? 'Lead' : 'Contact', whoId, heard),
  ];
  const refused = done.find(({ ok }) => !ok);
  if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`);
}

/** What makes an SQL of a lead. */
export const CLEAR_AND_SOON: Values = { Baton_Need__c: 'clear', Baton_Timeframe__c: 'within-3-months' };

/** A marketer changes the contact in HubSpot, now. */
export function marketerChanges(stage: Scene, { contact }: Person, values: Values): void {
  const userId = stage.hubspot.world.portal.owners.byEmail('sato@baton-demo.example')?.userId ?? 0;
  stage.hubspot.world.change('contacts', contact, values, byPerson(userId, stage.runtime.now().epochMilliseconds));
}

/** A privacy deletion, through HubSpot's own API. */
export async function eraseInHubSpot({ hubspot }: Stage, { contact }: Person): Promise<void> {
  const response = await fetch(`${hubspot.url}/crm/v3/objects/contacts/gdpr-delete`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ objectId: contact }),
  });
  if (response.status !== 204) throw new Error(`answered ${response.status}`);
}

/** The person's Salesforce Leads, oldest first. */
export function leadRows(stage: Scene, { email }: Person): readonly Row[] {
  return stage.salesforce.world.rowsOf('Lead').filter((row) => row['Email'] === email);
}

/** The handoff tasks on the person's Leads, oldest first. */
export function handoffTasks(stage: Scene, person: Person): readonly Row[] {
  const ids = new Set(leadRows(stage, person).map((row) => row['Id']));
  return stage.salesforce.world
    .rowsOf('Task')
    .filter((task) => ids.has(task['WhoId'] ?? null) && typeof task['Baton_Handoff__c'] === 'string');
}

/** The contact's properties as HubSpot has them. */
export function contactValues(stage: Scene, { contact }: Person): Values {
  return stage.hubspot.world.portal.store.find('contacts', contact)?.values ?? {};
}

/** Everything in the ledger of these kinds, in its order. */
export async function facts<Kind extends AnyFact['kind']>(
  stage: Stage,
  ...kinds: readonly Kind[]
): Promise<readonly (NewFact & { readonly fact: Extract<AnyFact, { kind: Kind }> })[]> {
  const all = await stage.store.transaction(async ({ ledger }) => ledger.reveal(await ledger.entries(0, MOST_FACTS)));
  const wanted: ReadonlySet<string> = new Set(kinds);
  return all.filter((one): one is NewFact & { readonly fact: Extract<AnyFact, { kind: Kind }> } =>
    wanted.has(one.fact.kind),
  );
}

/** The calls that change something at the vendor: HubSpot's searches, batch reads and token requests, and Salesforce's composite reads, are POSTs too. */
export function writingCalls({ calls }: SandboxServer): readonly string[] {
  return calls
    .filter(({ method, path }) => method !== 'GET' && !READING_POSTS.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

const READING_POSTS = /\/(search|batch\/read|token|composite)$|\/oauth/;
