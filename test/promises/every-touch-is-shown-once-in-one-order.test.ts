import { describe, expect, it } from 'vitest';
import { engage } from '../../connectors/hubspot/sandbox/happenings.ts';
import { renderCollisions, renderTimeline } from '../../src/cli/render/people.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { Settings } from '../../src/ports/settings.ts';
import { aPerson, aQualifyingPerson, callsAndHears, handoffTasks, type Person, rep } from '../support/happenings.ts';
import { notifiedStages } from '../support/notified.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const { open, openArmed } = notifiedStages();

const { terms } = onFile(shippedSettings());
const guarding = agreementSchema.parse({ ...terms, collision: { within: '7 days' } });
const settings: Partial<Settings> = {
  agreement: { kind: 'read', hash: agreementHash(guarding), terms: guarding },
};

/** A member writes down a call in HubSpot, now. */
function callsInHubSpot(stage: Stage, { contact }: Person, member: string, subject: string): void {
  const owner = stage.hubspot.world.portal.owners.byEmail(`${member}@baton-demo.example`);
  const at = stage.runtime.now().epochMilliseconds;
  const call = {
    kind: 'call',
    owner: owner?.id,
    userId: owner?.userId,
    subject,
    words: '製品の紹介',
    outcome: 'connected',
    at,
  } as const;
  engage(stage.hubspot.world, contact, call);
}

/** What HubSpot's connector leaves in Salesforce of a call there. */
function copied(stage: Stage, whoId: string, member: string, subject: string): void {
  const { userId, hands } = rep(stage, member);
  const call = {
    Subject: subject,
    TaskSubtype: 'Call',
    CallType: 'Outbound',
    CallDisposition: 'Connected',
    OwnerId: userId,
  };
  expect(hands.create('Task', { ...call, WhoId: whoId, Status: 'Completed', CallDurationInSeconds: 300 }).ok).toBe(
    true,
  );
}

describe('every touch is shown once in one order', () => {
  it('who, when and what, from both systems, with what was decided; a copy is the same touch', async () => {
    const stage = await openArmed({ settings });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const whoId = String(handoffTasks(stage, person).at(-1)?.['WhoId']);
    const owner = (await stage.operations.handoffs({}))[0]?.handoff.to.member ?? '';
    minutesPass(stage, 30);
    callsInHubSpot(stage, person, owner, '初回のお電話');
    minutesPass(stage, 1);
    copied(stage, whoId, owner, '初回のお電話');
    minutesPass(stage, 2);
    await stage.pass(1);
    const report = await stage.operations.timeline({ lead: person.email });
    expect(report.entries.map(({ at }) => at)).toEqual(report.entries.map(({ at }) => at).sort());
    const touches = report.entries.filter(({ side }) => side === 'us');
    expect(
      touches.map(({ what, who, about, outcome, seenIn }) => ({
        what,
        who: who.department,
        about,
        outcome,
        seen: seenIn.length,
      })),
    ).toEqual([{ what: 'call', who: 'inside-sales', about: '初回のお電話', outcome: 'connected', seen: 2 }]);
    const kinds = report.entries.map(({ what }) => what);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'inquiry-sent',
        'price-list-downloaded',
        'stage-changed',
        'handoff-decided',
        'task-made',
        'first-contact-seen',
      ]),
    );
    expect(kinds.filter((kind) => kind === 'first-contact-seen')).toHaveLength(1);
    expect(report.count).toBe(report.entries.length);
    const newest = await stage.operations.timeline({ lead: person.contact, limit: 2 });
    expect(newest.entries).toEqual(report.entries.slice(-2));
    expect(newest.count).toBe(report.count);
    const since = touches[0]?.at;
    const later = await stage.operations.timeline({ lead: whoId, since, touches: true });
    expect(later.entries).toEqual(touches);
    expect(renderTimeline(report, 'en', 'Asia/Tokyo')).toContain('both systems');
    expect(renderTimeline(report, 'ja', 'Asia/Tokyo')).toContain('両システム');
    expect(renderTimeline(newest, 'en', 'Asia/Tokyo')).toContain(`… and ${report.count - 2} earlier`);
  });
});

describe('two departments at one lead or company', () => {
  it('are shown to the new owner in the task before, and told to both and listed after', async () => {
    const stage = await openArmed({ channels: ['email'], settings });
    // A colleague whom marketing is calling already.
    const colleague = aPerson(stage, 'aoki', { email: 'jiro@aoki.example' });
    callsInHubSpot(stage, colleague, 'takahashi', '導入事例のご案内');
    minutesPass(stage, 60);
    const company =
      stage.hubspot.world.portal.store.find('contacts', colleague.contact)?.values['associatedcompanyid'] ?? '';
    const person = aQualifyingPerson(stage, 'aoki', { associatedcompanyid: company });
    await stage.pass(STEP_HOURS);
    const [task] = handoffTasks(stage, person);
    expect(String(task?.['Description'])).toMatch(/他部門も接触中|Other departments are at it/);
    expect(String(task?.['Description'])).toContain('導入事例のご案内');
    minutesPass(stage, 30);
    callsAndHears(stage, person, {});
    await stage.pass(1);
    await stage.pass(1);
    const { guarded, withinDays, collisions } = await stage.operations.collisions({});
    expect([guarded, withinDays]).toEqual([true, 7]);
    expect(collisions).toMatchObject([
      { at: 'company', times: 1, first: { department: 'field-sales' }, second: { department: 'inside-sales' } },
    ]);
    const about = stage.mail.mails.filter(({ subject }) => /Two departments|重複アプローチ/.test(subject));
    const owner = (await stage.operations.handoffs({}))[0]?.handoff.to.member;
    expect(about.map(({ to }) => to[0]?.split('@')[0]).sort()).toEqual([owner, 'takahashi'].sort());
    await stage.pass(48, 12);
    expect(stage.mail.mails.filter(({ subject }) => /Two departments|重複アプローチ/.test(subject))).toHaveLength(2);
    const shown = await stage.operations.timeline({ lead: person.email, touches: true });
    expect(shown.entries.map(({ collides }) => collides)).toEqual([true]);
    const list = await stage.operations.collisions({});
    expect(renderCollisions(list, 'ja', 'Asia/Tokyo')).toContain('同じ会社');
    expect(renderCollisions(list, 'en', 'Asia/Tokyo')).toContain('the same company');
  });

  it('are nobody’s business where the agreement does not ask for it, and none where one follows a handoff', async () => {
    const stage = await open({ settings: {} });
    expect(await stage.operations.collisions({})).toMatchObject({ guarded: false, collisions: [] });
  });
});
