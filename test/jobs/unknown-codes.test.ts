/** A code that is in no table: nothing is sent again by itself, and the admin hears of it, once per code and day. */
import { expect, it } from 'vitest';
import { aQualifyingPerson } from '../support/happenings.ts';
import { type Notified, notifiedStages } from '../support/notified.ts';
import { shippedSettings } from '../support/stage.ts';
import { STEP_HOURS } from '../support/stages.ts';

const { openArmed } = notifiedStages();
const { team } = shippedSettings();
const admin = { email: 'revops@demo.example', language: 'ja', zone: 'Asia/Tokyo' } as const;

const alarms = ({ mail }: Notified): readonly (string | undefined)[] =>
  mail.mails.filter(({ subject }) => subject.includes('NEVER_HEARD_OF')).map(({ to }) => to[0]);

function refuse({ salesforce: { world } }: Notified, name: string): void {
  const error = { statusCode: 'NEVER_HEARD_OF', message: 'the moon is full' };
  world.refuseRow('Task', (row) => String(row['Subject']).includes(name), error, Number.POSITIVE_INFINITY);
}

it('is told to the admin, once per code and day, with the vendor’s sentence; nothing is sent again', async () => {
  const stage = await openArmed({ channels: ['email', 'slack'], settings: { team: { ...team, admin } } });
  const posts = stage.hook.posts.length;
  for (const name of ['aoki', 'baba']) {
    aQualifyingPerson(stage, name);
    refuse(stage, name);
  }
  await stage.pass(STEP_HOURS);
  expect(await stage.operations.problems({})).toMatchObject([{ category: 'unlisted' }, { category: 'unlisted' }]);
  expect(alarms(stage)).toEqual([admin.email]);
  expect(stage.mail.mails.find(({ subject }) => subject.includes('NEVER_HEARD_OF'))?.text).toContain(
    'NEVER_HEARD_OF: the moon is full',
  );
  expect(stage.hook.posts).toHaveLength(posts);
  await stage.pass(24, 6);
  expect(alarms(stage)).toHaveLength(1);
  aQualifyingPerson(stage, 'ueda');
  refuse(stage, 'ueda');
  await stage.pass(STEP_HOURS);
  expect(alarms(stage)).toHaveLength(2);
  expect(stage.tasksByKey().size).toBe(0);
});

it('in reading too; where no admin is named, the heads of the parties are told', async () => {
  const stage = await openArmed({ channels: ['email'] });
  stage.salesforce.server.inject({
    path: '/composite',
    times: 1,
    effect: { answer: { status: 400, body: [{ errorCode: 'NEVER_HEARD_OF', message: '?' }] } },
  });
  await stage.pass(STEP_HOURS);
  expect(await stage.operations.problems({})).toMatchObject([{ category: 'unlisted', code: 'NEVER_HEARD_OF' }]);
  expect(alarms(stage)).toEqual(expect.arrayContaining(['sato@baton-demo.example']));
});
