import { describe, expect, it } from 'vitest';
import { notify } from '../../src/jobs/notify.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import { FROM, type Notified, notifiedStages } from '../support/notified.ts';
import { STEP_HOURS } from '../support/stages.ts';

const { open, openArmed } = notifiedStages();
const TEAM = ['ito', 'miller', 'sato', 'suzuki', 'takahashi', 'tanaka', 'weber'];

async function sign({ operations, settings }: Notified): Promise<void> {
  for (const { department, head } of onFile(settings).terms.parties) await operations.sign({ department, name: head });
}

/** Whom each mail told what, in order of name. */
const mailed = ({ mail }: Notified): readonly string[] =>
  mail.mails.map(({ to, subject }) => `${to[0]?.split('@')[0]}: ${subject}`).sort();

/** The lease of whoever was sending has run out. */
function afterTheLease({ context }: Notified): Notified['context'] {
  const { runtime } = context;
  const later = {
    now: () => runtime.now(),
    machineMs: () => runtime.machineMs() + 61_000,
    id: (prefix: string) => runtime.id(prefix),
    log: runtime.log,
  };
  return { ...context, runtime: later };
}

describe('nobody is told twice', () => {
  it('a version goes once to every member of the team, however often it is signed, looked at, and told by two workers at once', async () => {
    const stage = await open({ channels: ['email', 'slack'] });
    await sign(stage);
    await Promise.all([notify(stage.context), notify(stage.context)]);
    await sign(stage);
    await stage.restart();
    await stage.turn();
    await stage.pass(48, 24);
    expect(stage.mail.mails.map(({ to }) => to[0]?.split('@')[0]).sort()).toEqual(TEAM);
    expect(new Set(stage.mail.mails.map(({ messageId }) => messageId)).size).toBe(TEAM.length);
    // A conversation gets it once in each language.
    expect(stage.hook.posts).toHaveLength(2);
    const [version] = await stage.operations.agreementHistory({});
    const sent = version?.sentTo.filter(({ channel }) => channel === 'email').map(({ reader }) => reader);
    expect(sent?.sort()).toEqual(TEAM);
  });

  it('a handoff, a missed deadline and a reminder are told once each, though every lead is judged every hour', async () => {
    const stage = await openArmed({ channels: ['email'] });
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const [handoff] = await stage.operations.handoffs({});
    const owner = handoff?.handoff.to.member ?? '';
    await stage.operations.confirmRead({ member: 'weber' });
    for (let day = 0; day < 8; day += 1) {
      await stage.store.transaction((tx) => tx.leads.touchAll(stage.runtime.now().toString() as never));
      await stage.pass(24, 24);
    }
    const counts = new Map<string, number>();
    for (const one of mailed(stage)) counts.set(one, (counts.get(one) ?? 0) + 1);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    const told = (words: string): readonly string[] =>
      [...counts.keys()].filter((one) => one.includes(words)).map((one) => one.split(':')[0] ?? '');
    expect(told('aoki')).toEqual([owner]);
    expect(told('期限超過')).toEqual([owner, 'tanaka'].sort());
    expect([...told('確認をお願いします'), ...told('Please confirm')].sort()).toEqual(
      TEAM.filter((one) => one !== 'weber'),
    );
  });

  it('a mail whose sending was not written down goes out again as the same message, which mail systems know by its Message-ID', async () => {
    let dies = true;
    const dress = (channel: Channel): Channel => ({
      ...channel,
      send: async (message) => {
        const delivery = await channel.send(message);
        if (dies) throw new Error('the process dies');
        return delivery;
      },
    });
    const stage = await open({ channels: ['email'], dress });
    await sign(stage);
    await expect(notify(stage.context)).rejects.toThrow('dies');
    dies = false;
    expect(stage.mail.mails).toHaveLength(1);
    expect(await notify(stage.context)).toMatchObject({ sent: TEAM.length - 1 });
    expect(await notify(afterTheLease(stage))).toMatchObject({ sent: 1 });
    const [first] = stage.mail.mails;
    const same = stage.mail.mails.filter(({ to }) => to[0] === first?.to[0]);
    expect(same.map(({ messageId }) => messageId)).toEqual([first?.messageId, first?.messageId]);
    expect(first?.messageId).toMatch(new RegExp(`^<notice-[A-Za-z0-9_-]{20}@${FROM.split('@')[1]}>$`));
    expect(same.map(({ text }) => text)).toEqual([first?.text, first?.text]);
    expect(await notify(afterTheLease(stage))).toEqual({ sent: 0, failed: 0, waiting: 0 });
  });

  it('a mail that was taken and whose answer was lost likewise', async () => {
    const stage = await open({ channels: ['email'] });
    await sign(stage);
    stage.mail.loseAnswer = true;
    expect(await notify(stage.context)).toMatchObject({ sent: 0, waiting: 1 });
    await stage.pass(0.1, 0.1);
    const ids = stage.mail.mails.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(TEAM.length + 1);
    expect(new Set(ids).size).toBe(TEAM.length);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('a post of which nobody knows is not repeated, but listed, and sent again when a person says so', async () => {
    const stage = await open({ channels: ['slack'] });
    stage.hook.answer = (response) => void response.destroy();
    await sign(stage);
    expect(await notify(stage.context)).toMatchObject({ sent: 0, failed: 2 });
    expect(stage.hook.posts).toHaveLength(2);
    await stage.pass(48, 24);
    expect(stage.hook.posts).toHaveLength(2);
    const problems = await stage.operations.problems({});
    expect(problems).toHaveLength(2);
    expect(problems.every(({ category }) => category === 'notice')).toBe(true);
    stage.hook.answer = (response) => void response.end('ok');
    expect(await stage.operations.retry({})).toMatchObject({ notices: 2 });
    await stage.turn();
    expect(stage.hook.posts).toHaveLength(4);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('a post during which the process died likewise', async () => {
    const dress = (channel: Channel): Channel => ({
      ...channel,
      send: async (message) => {
        await channel.send(message);
        throw new Error('the process dies');
      },
    });
    const stage = await open({ channels: ['slack'], dress });
    await sign(stage);
    await expect(notify(stage.context)).rejects.toThrow('dies');
    await expect(notify(stage.context)).rejects.toThrow('dies');
    expect(stage.hook.posts).toHaveLength(2);
    expect(await notify(afterTheLease(stage))).toMatchObject({ failed: 2 });
    expect(stage.hook.posts).toHaveLength(2);
    expect((await stage.operations.problems({})).map(({ code }) => code)).toEqual(['LOST_ANSWER', 'LOST_ANSWER']);
  });
});
