import { describe, expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, asks, facts, handoffTasks } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

/** The stage's agreement with another bar for MQL. */
function withBar(stage: Stage, total: number, changes: object = {}): Agreement {
  const { terms } = onFile(stage.settings);
  const mql = { all: [{ score: 'total', atLeast: total }, { activity: 'inquiry-sent' }] };
  return agreementSchema.parse({ ...terms, ...changes, rules: { ...terms.rules, mql } });
}

async function signAll(stage: Stage, version: Agreement): Promise<void> {
  for (const { department, head } of version.parties)
    await stage.operations.sign({ department, name: head, text: keptText(version) });
}

const inForce = async (stage: Stage): Promise<string | undefined> =>
  (await stage.operations.status({})).agreement.inForce;

/** The versions under which handoffs were decided, in order. */
async function decidedUnder(stage: Stage): Promise<readonly (string | undefined)[]> {
  return (await facts(stage, 'handoff-decided')).map(({ agreement }) => agreement);
}

describe('one signed version is in force at a time', () => {
  it('what is signed is what its signer has read, not what the worker read when it began', async () => {
    const stage = await openArmed();
    const version = withBar(stage, 90);
    await stage.operations.sign({ department: 'marketing', name: '佐藤 明子', text: keptText(version) });
    expect(await inForce(stage)).toBe(onFile(stage.settings).hash);
    const report = await stage.operations.sign({ department: 'field-sales', name: '高橋 誠', text: keptText(version) });
    expect(report).toMatchObject({ agreement: agreementHash(version), missing: [], inForce: true });
    expect(await inForce(stage)).toBe(agreementHash(version));
  });

  it('from the day that it names on; until then leads are judged by the one before, and each decision says by which', async () => {
    const stage = await openArmed();
    const before = onFile(stage.settings).hash;
    // The stage begins on a Monday, 9:00 in Tokyo.
    const day = stage.runtime.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().add({ days: 1 }).toString();
    const version = withBar(stage, 71, { from: day });
    await signAll(stage, version);
    expect(await stage.operations.status({})).toMatchObject({
      agreement: { inForce: before },
      scheduled: [
        { agreement: agreementHash(version), from: `${stage.runtime.now().toString().slice(0, 10)}T15:00:00.000Z` },
      ],
    });
    const early = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(24, 3);
    expect(await inForce(stage)).toBe(agreementHash(version));
    expect((await stage.operations.status({})).scheduled).toEqual([]);
    minutesPass(stage, 5);
    const late = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    expect([early, late].map((person) => handoffTasks(stage, person).length)).toEqual([1, 1]);
    expect(await decidedUnder(stage)).toEqual([before, agreementHash(version)]);
    expect((await facts(stage, 'agreement-activated')).map(({ fact }) => fact.agreement)).toEqual([
      before,
      agreementHash(version),
    ]);
  });

  it('a lower bar makes standing leads, never a flood', async () => {
    const stage = await openArmed();
    await signAll(stage, withBar(stage, 999));
    minutesPass(stage, 5);
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(await stage.operations.status({})).toMatchObject({ standing: 0, openHandoffs: 0 });
    await signAll(stage, withBar(stage, 70));
    await stage.pass(STEP_HOURS);
    expect(await stage.operations.status({})).toMatchObject({ standing: 1, openHandoffs: 0 });
    expect(handoffTasks(stage, person)).toEqual([]);
    // Something new that it does is no old news.
    minutesPass(stage, 5);
    asks(stage, person, 'quote');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  it('a version that nobody has signed can be tried, which keeps and sends nothing; and it cannot be armed', async () => {
    const stage = await openArmed();
    await signAll(stage, withBar(stage, 999));
    minutesPass(stage, 5);
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const before = await stage.operations.status({});
    const low = withBar(stage, 70);
    const report = await stage.operations.trial({ text: keptText(low) });
    expect(report).toMatchObject({
      agreement: agreementHash(low),
      against: before.agreement.inForce,
      before: { mql: 0 },
      after: { mql: 1 },
      gained: { count: 1, people: [{ email: 'aoki@aoki.example' }] },
      lost: { count: 0, people: [] },
      handoffs: { 'marketing-to-is': 1 },
    });
    expect(await stage.operations.status({})).toEqual(before);

    const unarmed = await open();
    await expect(unarmed.operations.arm({ step: 'tasks' })).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  });

  it('its history says who signed it, from when it was in force, and who has read it', async () => {
    const stage = await openArmed();
    const version = withBar(stage, 90);
    await stage.operations.sign({ department: 'marketing', name: '佐藤 明子', text: keptText(version) });
    await stage.operations.confirmRead({ member: 'tanaka' });
    await stage.operations.confirmRead({ member: 'tanaka' });
    const [first, second] = await stage.operations.agreementHistory({});
    expect(first).toMatchObject({
      agreement: onFile(stage.settings).hash,
      inForce: true,
      isFile: true,
      signatures: [{ department: 'marketing' }, { department: 'field-sales' }],
      readBy: [{ reader: 'tanaka' }],
    });
    expect(first?.activeFrom).toHaveLength(1);
    expect(first?.notReadBy).not.toContain('tanaka');
    expect(second).toMatchObject({
      agreement: agreementHash(version),
      inForce: false,
      signatures: [{ department: 'marketing', signer: '佐藤 明子' }],
      activeFrom: [],
    });
    await expect(stage.operations.confirmRead({ member: 'nobody' })).rejects.toMatchObject({ code: 'NO_SUCH_MEMBER' });
  });

  it('its reviews are due, overdue, and recorded once held', async () => {
    const stage = await openArmed();
    const overdue = async (): Promise<readonly (readonly [string, number])[]> =>
      (await stage.operations.reviews({})).map(({ cycle, overdueDays }) => [cycle, overdueDays]);
    minutesPass(stage, 60 * 24 * 80);
    const late = await overdue();
    expect(late.filter(([, days]) => days > 0).map(([cycle]) => cycle)).toEqual(['feedback', 'meeting']);
    await stage.operations.holdReview({ cycle: 'meeting', by: '佐藤 明子', decisions: 'しきい値は据え置き' });
    expect((await overdue()).filter(([, days]) => days > 0).map(([cycle]) => cycle)).toEqual(['feedback']);
    expect(await facts(stage, 'review-held')).toMatchObject([
      { fact: { cycle: 'meeting', by: { text: '佐藤 明子' }, decisions: { text: 'しきい値は据え置き' } } },
    ]);
  });
});
