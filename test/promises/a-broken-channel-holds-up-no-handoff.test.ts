import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Work } from '../../src/jobs/work.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { openQueue } from '../../src/queue/index.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { aQualifyingPerson, handoffTasks } from '../support/happenings.ts';
import { type Notified, notifiedStages } from '../support/notified.ts';
import { gate } from '../support/signals.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const { openArmed } = notifiedStages();
const TEAM_SIZE = 7;

const answering =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end('no_service');

/** Ways to be broken, and each one's end. */
const BREAKS: Readonly<Record<string, (stage: Notified) => Promise<() => Promise<void>>>> = {
  'the mail server refuses connections, the webhooks answer 500': async ({ mail, hook }) => {
    await mail.close();
    hook.answer = answering(500);
    return async () => {
      await mail.reopen();
      hook.answer = answering(200);
    };
  },
  'the mail server refuses for now, the webhooks are gone': async ({ mail, hook }) => {
    mail.refuses = () => 451;
    hook.answer = answering(404);
    return async () => {
      mail.refuses = () => undefined;
      hook.answer = answering(200);
    };
  },
  'the webhooks lead elsewhere, and ask to wait': async ({ mail, hook }) => {
    await mail.close();
    hook.answer = answering(302, { location: 'http://169.254.169.254/latest/meta-data' });
    return async () => {
      await mail.reopen();
      hook.answer = answering(200);
    };
  },
};

describe('a broken channel holds up no handoff', () => {
  it.each(
    Object.keys(BREAKS),
  )('%s: tasks are made, the failure is listed, and everything is told once it is mended', async (how) => {
    const stage = await openArmed();
    const told = stage.mail.mails.length;
    expect(told).toBe(TEAM_SIZE);
    const mend = await BREAKS[how]?.(stage);
    const people = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    for (const person of people) expect(handoffTasks(stage, person)).toHaveLength(1);
    const problems = await stage.operations.problems({});
    expect(problems.length).toBeGreaterThan(0);
    expect(new Set(problems.map(({ category }) => category))).toEqual(new Set(['notice']));
    const said = JSON.stringify(problems);
    for (const secret of [stage.hook.url, '/slack', '/teams', 'meta-data']) expect(said).not.toContain(secret);
    await mend?.();
    const before = stage.hook.posts.length;
    await stage.pass(1, 0.25);
    expect(await stage.operations.problems({})).toEqual([]);
    const keys = (await stage.operations.handoffs({})).map(({ handoff }) => handoff.key);
    expect(keys).toHaveLength(3);
    expect(stage.mail.mails.slice(told)).toHaveLength(3);
    expect(new Set(stage.mail.mails.map(({ messageId }) => messageId)).size).toBe(told + 3);
    for (const path of ['/slack', '/teams'])
      expect(stage.hook.posts.slice(before).filter((post) => post.path === path)).toHaveLength(3);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('an address that is refused for good is listed with whom it was to tell, and the others are told', async () => {
    const stage = await openArmed({ channels: ['email'] });
    stage.mail.refuses = (address) =>
      address.startsWith('suzuki@') || address.startsWith('tanaka@') ? 550 : undefined;
    const people = ['aoki', 'baba', 'chiba', 'doi', 'endo'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    for (const person of people) expect(handoffTasks(stage, person)).toHaveLength(1);
    const problems = await stage.operations.problems({});
    const owners = (await stage.operations.handoffs({})).map(({ handoff }) => handoff.to.member ?? '');
    const refused = owners.filter((owner) => owner === 'suzuki' || owner === 'tanaka');
    expect(refused.length).toBeGreaterThan(0);
    expect(problems).toHaveLength(refused.length);
    expect(problems.every(({ code, detail }) => code === 'SMTP 550' && /handoff: (suzuki|tanaka)/.test(detail))).toBe(
      true,
    );
    expect(stage.mail.mails).toHaveLength(TEAM_SIZE + owners.length - refused.length);
  });

  it('a channel that never answers fills its own lane: the worker goes on pulling, judging and sending beside it', async () => {
    const silence = gate();
    const dress = (channel: Channel): Channel => ({
      ...channel,
      send: async (message) => {
        await silence.passed;
        return channel.send(message);
      },
    });
    const stage = await openArmed({ channels: [] });
    const { pglite } = stage.store;
    if (pglite === undefined) throw new Error('no embedded database');
    const queue = await openQueue({ kind: 'pglite', pglite }, { log: SILENT, concurrency: 1 });
    const asked: string[] = [];
    const silent: Channel = dress({
      name: 'email',
      repeatable: true,
      send: async ({ subject }) => {
        asked.push(subject);
        return { state: 'sent' };
      },
      close: async () => {},
    });
    const settings = { ...stage.settings, notify: { channels: ['email' as const], remindAfterDays: 7, reminders: 2 } };
    const work = new Work({ ...stage.context, settings, channels: new Map([['email', silent]]) }, queue);
    await work.start();
    try {
      const person = aQualifyingPerson(stage, 'aoki');
      minutesPass(stage, 5);
      await expect
        .poll(
          async () => {
            await work.tick();
            return handoffTasks(stage, person).length;
          },
          { timeout: 20_000, interval: 20 },
        )
        .toBe(1);
      expect(asked).toEqual([]);
      silence.open();
      await expect.poll(() => asked.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(TEAM_SIZE - 1);
    } finally {
      silence.open();
      await queue.close(5_000);
    }
  });
});
