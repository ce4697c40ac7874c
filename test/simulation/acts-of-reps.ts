/** What people do in Salesforce, by chance: they call, meet, note, convert, send back, give away, delete, take back and merge, and edit what is Baton's. */

import type { Row } from '../../connectors/salesforce/sandbox/index.ts';
import { Refusal } from '../../connectors/salesforce/sandbox/refusal.ts';
import type { Hands } from '../../connectors/salesforce/sandbox/world.ts';
import { type Act, type Came, placeable, type Scene } from './scene.ts';

const CALL = { Subject: '電話', TaskSubtype: 'Call', CallType: 'Outbound', Status: 'Completed' } as const;
const RETURNS = ['timeframe-unknown', 'no-budget', 'collecting', 'vague', 'outside-target'];
const STATUSES = ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'];
/** So far back the recycle bin is looked through. */
const BIN = 50;

export const REPS_DO: readonly Act[] = [
  {
    name: 'calls',
    weight: 14,
    act: (scene) => writes(scene, ({ hands, row, scene }) => hands.create('Task', call(scene, row))),
  },
  {
    name: 'mails',
    weight: 6,
    act: (scene) =>
      writes(scene, ({ hands, row }) =>
        hands.create('Task', { Subject: 'メール', TaskSubtype: 'Email', WhoId: row['Id'], Status: 'Completed' }),
      ),
  },
  {
    name: 'meets',
    weight: 5,
    act: (scene) => writes(scene, ({ hands, row, scene }) => hands.create('Event', meeting(scene, row))),
  },
  {
    name: 'hears',
    weight: 10,
    act: (scene) => writes(scene, ({ hands, row, scene }) => hands.update(objectOf(row), idOf(row), heard(scene))),
  },
  {
    name: 'edits a title',
    weight: 4,
    act: (scene) =>
      writes(scene, ({ hands, row, scene }) =>
        hands.update(objectOf(row), idOf(row), { Title: scene.luck.pick(['部長', '課長', '担当', 'CTO']) }),
      ),
  },
  {
    name: 'changes an address in Salesforce',
    weight: 1,
    act: (scene) =>
      writes(scene, ({ hands, row, scene }) => hands.update(objectOf(row), idOf(row), { Email: address(scene) })),
  },
  { name: 'sends back', weight: 4, act: (scene) => writes(scene, sendBack) },
  {
    name: 'sets a status',
    weight: 4,
    act: (scene) =>
      writes(
        scene,
        ({ hands, row, scene }) =>
          isLead(row) && hands.update('Lead', idOf(row), { Status: scene.luck.pick(STATUSES) }),
      ),
  },
  {
    name: 'gives a record away',
    weight: 5,
    act: (scene) =>
      writes(scene, ({ hands, row, scene }) => hands.update(objectOf(row), idOf(row), { OwnerId: heir(scene, row) })),
  },
  {
    name: 'edits a field of Baton',
    weight: 4,
    act: (scene) => writes(scene, ({ hands, row, scene }) => hands.update(objectOf(row), idOf(row), ours(scene))),
  },
  {
    name: 'gives a task away',
    weight: 4,
    act: (scene) =>
      onTask(scene, ({ hands, row, scene }) =>
        hands.update('Task', idOf(row), { OwnerId: scene.one(scene.sellers)?.['Id'] }),
      ),
  },
  {
    name: 'renames a task',
    weight: 1,
    act: (scene) => onTask(scene, ({ hands, row }) => hands.update('Task', idOf(row), { Subject: '後で' })),
  },
  {
    name: 'completes a task',
    weight: 5,
    act: (scene) => onTask(scene, ({ hands, row }) => hands.update('Task', idOf(row), { Status: 'Completed' })),
  },
  {
    name: 'deletes a task',
    weight: 2,
    act: (scene) => onTask(scene, ({ hands, row }) => hands.remove('Task', idOf(row))),
  },
  { name: 'takes a task back', weight: 1, act: (scene) => fromBin(scene, 'Task') },
  {
    name: 'deletes a record',
    weight: 2,
    act: (scene) => writes(scene, ({ hands, row }) => hands.remove(objectOf(row), idOf(row))),
  },
  { name: 'takes a record back', weight: 2, act: (scene) => fromBin(scene, scene.luck.pick(['Lead', 'Contact'])) },
  { name: 'enters somebody twice', weight: 2, act: (scene) => writes(scene, twin) },
  { name: 'merges', weight: 3, act: merges },
  { name: 'converts', weight: 5, act: converts },
  { name: 'moves an opportunity', weight: 2, act: movesOpportunity },
  { name: 'lets a user go or come back', weight: 0.4, act: switchesUser },
];

interface Doing {
  readonly scene: Scene;
  readonly hands: Hands;
  readonly userId: string;
  readonly row: Row;
}
type Wrote = { readonly ok: boolean } | false | undefined;

function writes(scene: Scene, write: (doing: Doing) => Wrote, row: Row | undefined = scene.someone()): Came {
  const at = scene.hands();
  if (at === undefined || row === undefined) return 'idle';
  const wrote = write({ scene, row, ...at });
  if (wrote === undefined || wrote === false) return 'idle';
  return wrote.ok ? 'done' : 'refused';
}

function onTask(scene: Scene, write: (doing: Doing) => Wrote): Came {
  const open = scene.tasks.slice(-400).filter((task) => task['IsClosed'] !== true);
  const task = scene.one(open);
  return task === undefined ? 'idle' : writes(scene, write, task);
}

const idOf = (row: Row): string => String(row['Id']);
const isLead = (row: Row): boolean => idOf(row).startsWith('00Q');
const objectOf = (row: Row): 'Lead' | 'Contact' => (isLead(row) ? 'Lead' : 'Contact');
const address = (scene: Scene): string => `moved-${scene.fresh()}@elsewhere.example`;

function call({ luck }: Scene, row: Row) {
  const spoke = luck.happens(0.6);
  return {
    ...CALL,
    WhoId: row['Id'],
    CallDisposition: spoke ? '通話' : '不在',
    CallDurationInSeconds: spoke ? 300 : 10,
  };
}

function meeting({ luck, now }: Scene, row: Row) {
  const start = now.add({ hours: luck.int(1, 96) });
  return {
    Subject: '打ち合わせ',
    WhoId: row['Id'],
    StartDateTime: start.toString({ smallestUnit: 'second' }),
    EndDateTime: start.add({ hours: 1 }).toString({ smallestUnit: 'second' }),
  };
}

function heard({ luck }: Scene) {
  return {
    Baton_Budget__c: luck.pick(['none', 'undecided', 'approved']),
    Baton_Need__c: luck.pick(['vague', 'clear', 'clear']),
    Baton_Timeframe__c: luck.pick(['over-1-year', 'within-6-months', 'within-3-months']),
  };
}

function ours({ luck }: Scene) {
  return luck.pick([
    { Baton_Stage__c: luck.pick(['mql', 'sql', 'lost', 'lead']) },
    { Baton_Total_Score__c: luck.int(0, 200) },
    { Baton_Temperature__c: 'hot' },
    { Baton_Owner__c: '私' },
    { Baton_Id__c: null },
    { Baton_Contact_Deadline__c: null },
  ]);
}

function sendBack({ hands, row, scene }: Doing): Wrote {
  if (!isLead(row)) return undefined;
  const why = { Baton_Return_Reason__c: scene.luck.pick(RETURNS), Baton_Return_Comment__c: '時期尚早' };
  return hands.update('Lead', idOf(row), { Status: 'Closed - Not Converted', ...why });
}

/** A colleague, or, for a Lead, a queue. */
function heir(scene: Scene, row: Row) {
  const queues = scene.stage.salesforce.world.rowsOf('Group');
  const queue = isLead(row) && scene.luck.happens(0.2) ? scene.one(queues) : undefined;
  return (queue ?? scene.one(scene.sellers))?.['Id'];
}

function twin({ hands, row }: Doing): Wrote {
  const { LastName = '不明', FirstName = null, Email = null, Company = '不明' } = row;
  return hands.create('Lead', { LastName, FirstName, Email, Company: Company ?? '不明' });
}

function fromBin(scene: Scene, object: string): Came {
  const binned = [...scene.stage.salesforce.world.org.rows.all(object)].filter((row) => row['IsDeleted'] === true);
  const row = scene.one(binned.slice(-BIN));
  return row === undefined ? 'idle' : writes(scene, ({ hands }) => hands.undelete(idOf(row)), row);
}

/** People merge what they take for the same: mostly equal addresses, now and then anybody. */
function merges(scene: Scene): Came {
  const rows = scene.luck.happens(0.7) ? scene.leads : scene.contacts;
  const one = scene.one(rows);
  if (one === undefined) return 'idle';
  const same = rows.filter((row) => row['Email'] === one['Email'] && row !== one && row['Email'] !== null);
  const other = scene.one(same) ?? (scene.luck.happens(0.3) ? scene.one(rows) : undefined);
  if (other === undefined || other === one) return 'idle';
  return writes(scene, ({ hands }) => hands.merge(idOf(one), [idOf(other)]), one);
}

function converts(scene: Scene): Came {
  const row = scene.someone();
  const at = scene.hands();
  if (row === undefined || at === undefined || !isLead(row)) return 'idle';
  const into = scene.luck.happens(0.3) ? scene.one(scene.contacts) : undefined;
  const contact = into?.['AccountId'] === null ? undefined : into;
  const world = scene.stage.salesforce.world;
  try {
    world.convertLead(idOf(row), {
      now: scene.now,
      userId: at.userId,
      ownerId: at.userId,
      makeOpportunity: scene.luck.happens(0.5),
      ...(contact === undefined ? {} : { accountId: String(contact['AccountId']), contactId: idOf(contact) }),
    });
    return 'done';
  } catch (error) {
    // The org would not have it; anything else is a fault of the sandbox.
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function movesOpportunity(scene: Scene): Came {
  const row = scene.one(scene.stage.salesforce.world.rowsOf('Opportunity'));
  if (row === undefined) return 'idle';
  const StageName = scene.luck.pick(['Qualification', 'Negotiation/Review', 'Closed Won', 'Closed Lost']);
  return writes(scene, ({ hands }) => hands.update('Opportunity', idOf(row), { StageName }), row);
}

/** An admin of the org does it: at most a tenth of the sellers are away at a time. */
function switchesUser(scene: Scene): Came {
  const { world } = scene.stage.salesforce;
  const employed = new Set(scene.company.team.members.map(({ salesforceUser }) => salesforceUser));
  const away = world.rowsOf('User').filter((row) => row['IsActive'] === false && employed.has(String(row['Email'])));
  const back = away.length > 0 && (scene.luck.happens(0.5) || away.length * 9 >= scene.sellers.length);
  const row = scene.one(back ? away : scene.sellers);
  if (row === undefined || (!back && scene.sellers.length < 3)) return 'idle';
  world.place('User', { ...placeable(row), IsActive: back }, scene.now);
  return 'done';
}
