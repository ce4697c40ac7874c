/** Who is told what, and when: held leads, reviews, reminders, versions; and who is not. */
import { describe, expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import type { Team } from '../../src/domain/team.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aPerson, aQualifyingPerson, asks, handoffTasks, marketerChanges } from '../support/happenings.ts';
import { type Notified, notifiedStages } from '../support/notified.ts';
import { shippedSettings } from '../support/stage.ts';
import { STEP_HOURS } from '../support/stages.ts';

const { open, openArmed } = notifiedStages();
const settings = shippedSettings();
const { team } = settings;
const changed = (key: string, change: Partial<Team['members'][number]>): Team => ({
  ...team,
  members: team.members.map((member) => (member.key === key ? { ...member, ...change } : member)),
});

/** Whom each mail went to, of those whose subject says that. */
const toldOf = ({ mail }: Notified, words: string): readonly string[] =>
  mail.mails.filter(({ subject }) => subject.includes(words)).map(({ to }) => to[0] ?? '');
const at = (day: string): Temporal.Instant => Temporal.Instant.from(`${day}T00:00:00+09:00`);

async function waitTill(stage: Notified, day: string): Promise<void> {
  stage.runtime.advanceTo(at(day));
  await stage.turn();
  // The day is looked at when it opens.
  await stage.pass(10, 10);
}

describe('a lead that is held', () => {
  it('is told to those who can find out what is missing, together with others, once; and not again when it is handed over', async () => {
    const stage = await openArmed({ channels: ['email', 'slack'] });
    const people = ['aoki', 'baba'].map((name) => aPerson(stage, name, { purchase_timeframe: '' }));
    for (const person of people) {
      asks(stage, person, 'price-list');
      asks(stage, person, 'inquiry', { message: '見積を急いでいます。' });
    }
    const posts = stage.hook.posts.length;
    await stage.pass(STEP_HOURS, STEP_HOURS);
    expect((await stage.operations.status({})).held).toBe(2);
    expect(toldOf(stage, '確認待ち')).toEqual([]);
    await stage.pass(1, 0.25);
    expect(toldOf(stage, '確認待ちのリード: 2件')).toEqual(['sato@baton-demo.example']);
    const [mail] = stage.mail.mails.filter(({ subject }) => subject.includes('確認待ち'));
    for (const name of ['aoki', 'baba']) expect(mail?.text).toMatch(new RegExp(`${name}.*: 導入時期`));
    expect(stage.hook.posts).toHaveLength(posts + 1);
    for (const person of people) marketerChanges(stage, person, { purchase_timeframe: 'within-3-months' });
    await stage.pass(2, 0.5);
    for (const person of people) expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(toldOf(stage, '確認待ち')).toHaveLength(1);
    expect(toldOf(stage, 'MQL:')).toHaveLength(2);
    expect(stage.mail.mails.at(-1)?.text).toMatch(/開く: http:\S+\/lightning\/r\/Task\/\w+\/view/);
  });
});

it('whoever has left the team by the time is told nothing: that is listed, and holds up nobody else’s notices', async () => {
  const stage = await openArmed({ channels: ['email'] });
  const person = aPerson(stage, 'aoki', { purchase_timeframe: '' });
  asks(stage, person, 'price-list');
  asks(stage, person, 'inquiry');
  await stage.pass(STEP_HOURS, STEP_HOURS);
  const { settings: now } = stage.context;
  const members = now.team.members.filter(({ key }) => key !== 'sato');
  stage.context = { ...stage.context, settings: { ...now, team: { ...now.team, members } } };
  const other = aQualifyingPerson(stage, 'baba');
  await stage.pass(2, 0.5);
  expect(toldOf(stage, '確認待ち')).toEqual([]);
  expect(await stage.operations.problems({})).toMatchObject([
    { code: 'NOBODY', detail: expect.stringContaining('sato') },
  ]);
  expect(handoffTasks(stage, other)).toHaveLength(1);
  expect(toldOf(stage, 'MQL:')).toHaveLength(1);
});

describe('a review', () => {
  it('is told to the heads of the parties on its day and once more when it is overdue; not once it was held', async () => {
    const heads = { 'field-sales': { email: 'head@demo.example', language: 'en', zone: 'Asia/Tokyo' } } as const;
    const stage = await open({ channels: ['email'], settings: { team: { ...team, heads } } });
    await stage.arm('tasks');
    await waitTill(stage, '2026-12-03');
    expect(toldOf(stage, '見直し')).toEqual([]);
    await waitTill(stage, '2026-12-04');
    expect(toldOf(stage, '本日が見直しの期日です')).toEqual(['sato@baton-demo.example']);
    expect(toldOf(stage, 'Review due today')).toEqual(['head@demo.example']);
    // A weekend: the next working day tells that it is overdue, and the days after nothing more.
    for (const day of ['2026-12-05', '2026-12-07', '2026-12-08']) await waitTill(stage, day);
    expect(toldOf(stage, '見直しの期日を過ぎています')).toEqual(['sato@baton-demo.example']);
    expect(toldOf(stage, 'Review overdue')).toEqual(['head@demo.example']);
    await stage.operations.holdReview({ cycle: 'feedback', by: '佐藤 明子' });
    await waitTill(stage, '2026-12-09');
    expect(toldOf(stage, '見直し')).toHaveLength(2);
  });
});

describe('a version', () => {
  async function sign(stage: Notified, text?: string): Promise<void> {
    for (const { department, head } of onFile(stage.settings).terms.parties)
      await stage.operations.sign({ department, name: head, text });
  }

  it('tells what changes against the one before, and is told to whoever joins the team later', async () => {
    const stage = await open({ channels: ['email'] });
    await sign(stage);
    await stage.turn();
    const { terms } = onFile(stage.settings);
    const [rule, ...rules] = terms.scoring.behaviours;
    const next = agreementSchema.parse({
      ...terms,
      scoring: { ...terms.scoring, behaviours: [{ ...rule, points: 7 }, ...rules] },
    });
    await stage.pass(24, 24);
    await sign(stage, keptText(next));
    await stage.turn();
    const second = stage.mail.mails.slice(team.members.length);
    expect(second).toHaveLength(team.members.length);
    expect(second.every(({ text }) => /→ 7(点| points)/.test(text))).toBe(true);
    const newcomer = {
      ...team.members[0],
      key: 'new',
      name: '新人',
      salesforceUser: undefined,
      email: 'new@demo.example',
    };
    stage.context = {
      ...stage.context,
      settings: {
        ...stage.settings,
        team: { ...team, members: [...team.members, newcomer as Team['members'][number]] },
      },
    };
    await stage.pass(48, 24);
    const late = stage.mail.mails.slice(2 * team.members.length);
    expect(late.map(({ to }) => to)).toEqual([['new@demo.example']]);
    expect(late[0]?.text).toContain(agreementHash(next).slice(0, 12));
    expect(late[0]?.text).toContain('→ 7点');
  });

  it('reminds those who have not confirmed it, at most twice', async () => {
    const stage = await open({ channels: ['email'] });
    await sign(stage);
    await stage.turn();
    for (const { key } of team.members) if (key !== 'suzuki') await stage.operations.confirmRead({ member: key });
    for (let week = 0; week < 6; week += 1) await stage.pass(7 * 24 + 12, 84);
    expect(toldOf(stage, '確認をお願いします')).toEqual(['suzuki@baton-demo.example', 'suzuki@baton-demo.example']);
    expect(stage.mail.mails.at(-1)?.text).toContain('今回が最後です');
  });

  it('goes by the channels and to the address that a member chose', async () => {
    const chosen = { ...changed('weber', { notify: [] }) };
    const members = chosen.members.map((one) => (one.key === 'ito' ? { ...one, notify: ['slack' as const] } : one));
    const own = members.map((one) => (one.key === 'sato' ? { ...one, email: 'akiko@demo.example' } : one));
    const stage = await open({ channels: ['email', 'slack'], settings: { team: { ...team, members: own } } });
    await sign(stage);
    await stage.turn();
    const addresses = stage.mail.mails.map(({ to }) => to[0]?.split('@')[0]).sort();
    expect(addresses).toEqual(['akiko', 'miller', 'suzuki', 'takahashi', 'tanaka']);
    const said = JSON.stringify(stage.hook.posts);
    expect(said).toContain('伊藤 由紀');
    expect(said).not.toContain('Weber');
  });
});

describe('nobody is told', () => {
  it('of handoffs and deadlines before arming, nor anything without channels', async () => {
    const unarmed = await open({ channels: ['email'] });
    const person = aPerson(unarmed, 'aoki');
    asks(unarmed, person, 'inquiry');
    await unarmed.pass(24, 12);
    expect(unarmed.mail.mails).toEqual([]);
  });

  it('but a stop does not silence what has happened', async () => {
    const stage = await openArmed({ channels: ['email'] });
    const before = stage.mail.mails.length;
    const person = aPerson(stage, 'aoki');
    asks(stage, person, 'price-list');
    asks(stage, person, 'inquiry');
    await stage.mail.close();
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    await stage.operations.stop({});
    await stage.mail.reopen();
    await stage.pass(1, 0.5);
    expect(stage.mail.mails.slice(before)).toHaveLength(1);
  });

  it('of a person who is erased while it waits', async () => {
    const stage = await openArmed({ channels: ['email'] });
    const before = stage.mail.mails.length;
    const person = aPerson(stage, 'aoki', { purchase_timeframe: '' });
    asks(stage, person, 'price-list');
    asks(stage, person, 'inquiry');
    await stage.pass(STEP_HOURS, STEP_HOURS);
    await stage.store.transaction((tx) =>
      tx.erasure.erase(
        [{ system: 'hubspot', object: 'contact', id: person.contact }],
        stage.runtime.now().toString() as never,
        'till-then',
      ),
    );
    await stage.pass(1, 1);
    expect(stage.mail.mails.slice(before)).toEqual([]);
  });
});

describe('a test notice', () => {
  it('goes to one member by each of their channels, at once, and says what was refused', async () => {
    const stage = await open({ channels: ['email', 'slack'] });
    stage.hook.answer = (response) => void response.writeHead(404).end('no_service');
    expect(await stage.operations.testNotice({ member: 'miller' })).toMatchObject([
      { channel: 'email', sent: true },
      { channel: 'slack', sent: false, problem: { detail: 'Slack: HTTP 404: no_service' } },
    ]);
    expect(stage.mail.mails).toMatchObject([{ to: ['miller@baton-demo.example'], subject: '[Baton] Test notice' }]);
    expect(await stage.operations.problems({})).toEqual([]);
    await expect(stage.operations.testNotice({ member: 'nobody' })).rejects.toThrow('no member of the team');
  });

  it('where no channel is on is refused', async () => {
    const off = await open({ channels: [] });
    await expect(off.operations.testNotice({ member: 'miller' })).rejects.toThrow('no channel reaches miller');
  });
});
