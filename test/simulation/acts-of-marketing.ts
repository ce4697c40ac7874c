/** What people and workflows do in HubSpot, by chance: stages, owners, addresses, merges, deletions, and edits of what is Baton's. */
import { sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson, byWorkflow, type How } from '../../connectors/hubspot/sandbox/index.ts';
import { Refusal } from '../../connectors/hubspot/sandbox/refusal.ts';
import type { HubSpotRecord } from '../../connectors/hubspot/sandbox/store.ts';
import type { Act, Came, Scene } from './scene.ts';

const STAGES = ['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer', ''];
const STATUSES = ['NEW', 'OPEN', 'IN_PROGRESS', 'UNQUALIFIED', 'BAD_TIMING', ''];
const TIMEFRAMES = ['within-3-months', 'within-6-months', 'over-1-year', 'undecided'];
const BIN = 50;

export const MARKETING_DOES: readonly Act[] = [
  {
    name: 'edits a contact',
    weight: 6,
    act: (scene) =>
      changes(scene, ({ luck }) => ({
        jobtitle: luck.pick(['部長', '担当', 'CEO']),
        purchase_timeframe: luck.pick(TIMEFRAMES),
      })),
  },
  {
    name: 'sets a lifecycle stage',
    weight: 3,
    act: (scene) => changes(scene, ({ luck }) => ({ lifecyclestage: luck.pick(STAGES) })),
  },
  {
    name: 'sets a lead status',
    weight: 3,
    act: (scene) => changes(scene, ({ luck }) => ({ hs_lead_status: luck.pick(STATUSES) })),
  },
  {
    name: 'sets an owner',
    weight: 3,
    act: (scene) =>
      changes(scene, (all) => ({ hubspot_owner_id: all.one(all.stage.hubspot.world.portal.owners.all())?.id ?? '' })),
  },
  { name: 'edits a property of Baton', weight: 3, act: (scene) => changes(scene, ours) },
  { name: 'changes an address', weight: 2, act: (scene) => changes(scene, address) },
  { name: 'asks by a form', weight: 8, act: asks },
  { name: 'enters somebody', weight: 2, act: enters },
  { name: 'merges contacts', weight: 2, act: merges },
  {
    name: 'deletes a contact',
    weight: 1.5,
    act: (scene) => onContact(scene, (contact, how) => scene.stage.hubspot.world.archive('contacts', contact.id, how)),
  },
  { name: 'takes a contact back', weight: 1, act: takesBack },
  {
    name: 'erases a contact for good',
    weight: 0.3,
    act: (scene) => onContact(scene, (contact) => asked(scene, 'gdpr-delete', { objectId: contact.id })),
  },
];

type Values = Readonly<Record<string, string>>;

/** By a person, or now and then by a workflow. */
function howOf(scene: Scene): How {
  const at = scene.now.epochMilliseconds;
  if (scene.luck.happens(0.15)) return byWorkflow('夜間の整理', at);
  return byPerson(scene.one(scene.stage.hubspot.world.portal.owners.all())?.userId ?? 1, at);
}

function onContact(
  scene: Scene,
  act: (contact: HubSpotRecord, how: How) => void,
  contact = scene.one(scene.known),
): Came {
  // What somebody did to it a moment ago is not seen on this screen yet.
  if (contact === undefined || contact.archivedAt !== undefined) return 'idle';
  try {
    act(contact, howOf(scene));
    return 'done';
  } catch (error) {
    // HubSpot would not have it; anything else is a fault of the sandbox.
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function changes(scene: Scene, values: (scene: Scene) => Values): Came {
  return onContact(scene, (contact, how) =>
    scene.stage.hubspot.world.change('contacts', contact.id, values(scene), how),
  );
}

function ours({ luck }: Scene): Values {
  return luck.pick([
    { baton_stage: luck.pick(['lead', 'mql', 'sql', 'lost']) },
    { baton_total_score: String(luck.int(0, 200)) },
    { baton_owner: '私' },
    { baton_temperature: 'hot' },
    { baton_id: '' },
  ]);
}

/** A new one, the same in other letters, or one that may be somebody else's. */
function address(scene: Scene): Values {
  const { luck } = scene;
  const of = (): string => scene.one(scene.known)?.values['email'] ?? '';
  const email = luck.weighted<() => string>([
    [() => `new-${scene.fresh()}@elsewhere.example`, 3],
    [() => of().toUpperCase(), 1],
    [() => String(scene.one(scene.leads)?.['Email'] ?? ''), 1],
  ])();
  return { email };
}

function asks(scene: Scene): Came {
  const { world } = scene.stage.hubspot;
  return onContact(scene, (contact) => {
    const form = world.portal.forms.named(scene.luck.pick(scene.company.story.forms).id);
    if (form === undefined) return;
    const answers = scene.luck.happens(0.5) ? { purchase_timeframe: scene.luck.pick(TIMEFRAMES) } : {};
    sendForm(world, contact.id, {
      form,
      answers,
      page: 'https://www.baton-demo.example/forms',
      at: scene.now.epochMilliseconds,
    });
  });
}

/** Somebody new, or somebody whom Salesforce knows already. */
function enters(scene: Scene): Came {
  const { world } = scene.stage.hubspot;
  const lead = scene.luck.happens(0.5) ? scene.one(scene.leads) : undefined;
  const email = String(lead?.['Email'] ?? `fresh-${scene.fresh()}@elsewhere.example`);
  try {
    world.create('contacts', { email, lastname: '新規', jobtitle: '部長', lifecyclestage: 'lead' }, howOf(scene));
    return 'done';
  } catch (error) {
    // The address is taken, most likely; anything else is a fault of the sandbox.
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function merges(scene: Scene): Came {
  const other = scene.one(scene.known);
  return onContact(scene, (contact) => {
    if (other === undefined || other === contact || other.archivedAt !== undefined) return;
    asked(scene, 'merge', { primaryObjectId: contact.id, objectIdToMerge: other.id });
  });
}

function takesBack(scene: Scene): Came {
  const { world } = scene.stage.hubspot;
  const binned = world.portal.store.all('contacts').filter((one) => one.archivedAt !== undefined);
  const free = binned.filter((one) => world.portal.store.lookUp('contacts', one.id, undefined) === one);
  const contact = scene.one(free.slice(-BIN));
  if (contact === undefined) return 'idle';
  try {
    world.restore('contacts', contact.id, howOf(scene));
    return 'done';
  } catch (error) {
    // Its address has been given away; anything else is a fault of the sandbox.
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

/** What the screen has and the sandbox offers by its API alone. */
function asked(scene: Scene, what: string, body: object): void {
  const { hubspot } = scene.stage;
  hubspot.world.handle({
    method: 'POST',
    path: `/crm/v3/objects/contacts/${what}`,
    query: new URLSearchParams(),
    headers: { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    now: scene.now,
  });
}
