/** What those who run Baton do, by chance: stop and go on, let through, change the team, sign a new version, try again, erase somebody. */

import { keptText } from '../../src/domain/agreement/kept.ts';
import { BatonError } from '../../src/domain/problem.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { type Act, type Came, placeable, type Scene } from './scene.ts';

export const ADMINS_DO: readonly Act[] = [
  { name: 'stops writing', weight: 2, act: stops },
  { name: 'lets through', weight: 5, act: admits },
  { name: 'changes the team', weight: 6, act: changesTeam },
  { name: 'lets a rep leave', weight: 1, act: leaves },
  { name: 'takes somebody on', weight: 1, act: joins },
  { name: 'signs a version', weight: 2, act: signs },
  { name: 'tries again', weight: 4, act: retries },
  { name: 'arms the owner', weight: 2, act: armsOwner },
  { name: 'erases somebody', weight: 2, act: erases },
];

/** For some hours: as `baton stop` does, in the database and before each call. */
async function stops(scene: Scene): Promise<Came> {
  if (scene.stoppedUntil !== undefined) return 'idle';
  await scene.stage.operations.stop({});
  scene.stage.stop.on = true;
  scene.stoppedUntil = scene.now.add({ hours: scene.luck.int(1, 20) });
  return 'done';
}

export async function resumes(scene: Scene): Promise<void> {
  scene.stage.stop.on = false;
  scene.stoppedUntil = undefined;
  await scene.stage.operations.resume({});
}

async function admits({ stage, luck, company }: Scene): Promise<Came> {
  const some = Math.max(2, Math.round(company.story.people.length / 200));
  await stage.operations.admit({
    pace: luck.weighted<'none' | 'all' | number>([
      ['none', 1],
      ['all', 1],
      [some, 4],
    ]),
  });
  return 'done';
}

/** An absence of some days, or another weight: the file is saved, and the next judging reads it. */
function changesTeam({ company, luck, now }: Scene): Came {
  const place = luck.int(0, company.team.members.length - 1);
  const member = company.team.members[place];
  if (member === undefined) return 'idle';
  const from = now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const absence = { from: from.toString(), to: from.add({ days: luck.int(0, 6) }).toString() };
  company.team.members[place] = luck.happens(0.7)
    ? { ...member, absences: [...member.absences.slice(-3), absence] }
    : { ...member, weight: luck.int(1, 5) };
  return 'done';
}

/** For good: out of the team file and of both systems. Managers stay, and enough of the others. */
function leaves({ stage, company, luck, now }: Scene): Came {
  const { members, pools } = company.team;
  const managers = new Set(Object.values(pools).map(({ manager }) => manager));
  const able = members.filter(({ key, department }) => pools[department] !== undefined && !managers.has(key));
  const member = able.length * 2 < company.story.reps.length ? undefined : luck.pick(able);
  if (member === undefined) return 'idle';
  const { salesforce, hubspot } = stage;
  const user = salesforce.world.rowsOf('User').find((row) => row['Email'] === member.salesforceUser);
  if (user !== undefined) salesforce.world.place('User', { ...placeable(user), IsActive: false }, now);
  hubspot.world.portal.owners.deactivate(String(member.hubspotOwner), now.epochMilliseconds);
  members.splice(members.indexOf(member), 1);
  for (const pool of Object.values(pools)) pool.members = pool.members.filter((key) => key !== member.key);
  return 'done';
}

/** In the place of nobody: another of the same department, with a user in both systems. */
function joins(scene: Scene): Came {
  const { stage, company, luck, now } = scene;
  const { members, pools } = company.team;
  const model = luck.pick(members.filter(({ department }) => pools[department] !== undefined));
  const user = stage.salesforce.world.rowsOf('User').find((row) => row['Email'] === model.salesforceUser);
  if (user === undefined) return 'idle';
  const key = `new-${scene.fresh()}`;
  const email = `${key}@baton-demo.example`;
  const { Id: _, Username: __, Email: ___, ...rest } = placeable(user);
  stage.salesforce.world.place('User', { ...rest, LastName: key, Email: email, Username: email, IsActive: true }, now);
  stage.hubspot.world.portal.owners.add({ email, firstName: '新人', lastName: key }, now.epochMilliseconds);
  members.push({ ...model, key, name: `担当 ${key}`, salesforceUser: email, hubspotOwner: email, absences: [] });
  pools[model.department]?.members.push(key);
  return 'done';
}

/** Every party signs another threshold of hot, or another term for the first contact, with or without an acceptance. */
async function signs({ stage, luck }: Scene): Promise<Came> {
  const { terms } = onFile(stage.settings);
  const hot = { ...terms.temperature.hot, from: luck.int(66, 74) };
  const within = luck.pick(['24 hours', '2 business days', '3 business days']);
  const handoffs = terms.handoffs.map((one) => ({
    ...one,
    deadlines: one.deadlines.map((spec) => (spec.name === 'first-contact' ? { ...spec, within } : spec)),
    ...(luck.happens(0.3) ? { acceptance: { within: '8 business hours' } } : {}),
  }));
  const text = keptText({ ...terms, handoffs, temperature: { ...terms.temperature, hot } });
  for (const { department, head } of terms.parties) await stage.operations.sign({ department, name: head, text });
  return 'done';
}

async function retries({ stage }: Scene): Promise<Came> {
  await stage.operations.retry({});
  return 'done';
}

async function armsOwner({ stage }: Scene): Promise<Came> {
  await stage.operations.arm({ step: 'owner' });
  return 'done';
}

/** Looked at first, as a person would. */
async function erases(scene: Scene): Promise<Came> {
  const contact = scene.one(scene.known);
  const lead = contact?.values['email'];
  if (contact === undefined || lead === undefined) return 'idle';
  try {
    const { records } = await scene.stage.operations.erase({ lead, by: 'Ito', ticket: `P-${scene.fresh()}` });
    scene.gone.push({ records, at: scene.now });
    return 'done';
  } catch (error) {
    // Nobody by that name, or nothing left of them: as a person would be told.
    if (error instanceof BatonError) return 'refused';
    throw error;
  }
}
