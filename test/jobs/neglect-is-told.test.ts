/** Leads that lie with sales untouched though Baton handed nothing over: their owner is told once, the manager after the agreed delay; nobody of what was so before. */
import { expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { type Notified, notifiedStages } from '../support/notified.ts';
import { shippedSettings } from '../support/stage.ts';
import { STEP_HOURS } from '../support/stages.ts';

const { open, openArmed } = notifiedStages();
const shipped = onFile(shippedSettings()).terms;
const terms = agreementSchema.parse({
  ...shipped,
  handoffs: shipped.handoffs.map((one) => ({
    ...one,
    deadlines: one.deadlines.map((deadline) => ({ ...deadline, escalateAfter: '2 business days' })),
  })),
});
const settings = { agreement: { kind: 'read' as const, hash: agreementHash(terms), terms } };

const toldOf = ({ mail }: Notified, words: string): readonly string[] =>
  mail.mails.filter(({ subject }) => subject.includes(words)).map(({ to }) => to[0] ?? '');

function works(stage: Notified, name: string): string {
  const { hands, userId } = rep(stage, 'suzuki');
  const values = { LastName: name, Company: `株式会社${name}`, Email: `${name}@${name}.example`, OwnerId: userId };
  const made = hands.create('Lead', { ...values, Status: 'Working - Contacted' });
  if (!made.ok) throw new Error('refused');
  return String(made.id);
}

it('their owner is told on the next working day, once, and the manager two business days later; anew after another touch', async () => {
  const stage = await openArmed({ channels: ['email'], settings });
  const lead = works(stage, 'nomura');
  await stage.pass(12, 6);
  expect(toldOf(stage, '放置')).toEqual([]);
  await stage.pass(42, 6);
  expect(toldOf(stage, '放置')).toEqual(['suzuki@baton-demo.example']);
  const [mail] = stage.mail.mails.filter(({ subject }) => subject.includes('放置'));
  expect(mail?.text).toContain('nomura');
  await stage.pass(24 * 5, 6);
  expect(toldOf(stage, '放置')).toEqual(['suzuki@baton-demo.example', 'tanaka@baton-demo.example']);
  const { hands, userId } = rep(stage, 'suzuki');
  const call = { Subject: '電話', TaskSubtype: 'Call', CallType: 'Outbound', CallDisposition: '通話', OwnerId: userId };
  hands.create('Task', { ...call, WhoId: lead, Status: 'Completed', CallDurationInSeconds: 60 });
  await stage.pass(24 * 4, 6);
  const twice = ['suzuki@baton-demo.example', 'tanaka@baton-demo.example'];
  expect(toldOf(stage, '放置')).toEqual([...twice, ...twice]);
});

it('of what lay there before Baton was armed nobody is told; it is listed', async () => {
  const stage = await open({ channels: ['email'], settings });
  works(stage, 'nomura');
  await stage.pass(24 * 5, 12);
  await stage.arm('status');
  await stage.pass(24 * 5, 12);
  expect(toldOf(stage, '放置')).toEqual([]);
  expect(await stage.operations.neglected({})).toMatchObject([{ email: 'nomura@nomura.example' }]);
});

it('an owner whom somebody changes is told, and so is whoever had it; not who did it', async () => {
  const stage = await openArmed({ channels: ['email'] });
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const other = ['tanaka', 'suzuki'].find((key) => rep(stage, key).userId !== owner) ?? '';
  const former = other === 'tanaka' ? 'suzuki' : 'tanaka';
  rep(stage, 'takahashi').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), {
    OwnerId: rep(stage, other).userId,
  });
  await stage.pass(1, 0.25);
  expect([...toldOf(stage, '担当者の変更')].sort()).toEqual(
    [other, former].sort().map((key) => `${key}@baton-demo.example`),
  );
});
