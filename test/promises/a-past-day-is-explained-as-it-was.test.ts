import { describe, expect, it } from 'vitest';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { iso } from '../../src/domain/instant.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  CLEAR_AND_SOON,
  callsAndHears,
  marketerChanges,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();
const DAY_HOURS = 24;

type Change = (terms: Agreement) => object;

/** All parties sign the stage's terms with a change; answers the version's hash. */
async function signs(stage: Stage, change: Change): Promise<string> {
  const { terms } = onFile(stage.settings);
  const version = agreementSchema.parse({ ...terms, ...change(terms) });
  for (const { department, head } of version.parties)
    await stage.operations.sign({ department, name: head, text: keptText(version) });
  return agreementHash(version);
}

/** Every behaviour counts so many points more. */
const dearer =
  (points: number, changes: object = {}): Change =>
  (terms) => ({
    ...changes,
    scoring: {
      ...terms.scoring,
      behaviours: terms.scoring.behaviours.map((rule) => ({ ...rule, points: rule.points + points })),
    },
  });

/** All that is said, but for the line that says as of when. A field that is missing is as good as an empty one. */
function said({ asOf: _, ...report }: ExplainReport): unknown {
  return JSON.parse(JSON.stringify(report), (_name, value) => value ?? undefined);
}

describe('a past day is explained as it was', () => {
  it('word for word, for everybody in days of the story, across a new version of the agreement', async () => {
    const stage = await openArmed('status', { people: 40, days: 5, seed: 'replayed', reps: true });
    const told: { readonly at: string; readonly report: ExplainReport }[] = [];
    const explainAll = async (): Promise<void> => {
      const at = iso(stage.runtime.now());
      for (const { id, nextAt } of await stage.store.transaction((tx) => tx.leads.list())) {
        const report = await stage.operations.explain({ lead: id });
        expect(report.changesAt).toBe(nextAt);
        told.push({ at, report });
      }
    };
    for (let day = 1; day <= 4; day += 1) {
      await stage.pass(DAY_HOURS, 8);
      await explainAll();
      if (day === 2) {
        minutesPass(stage, 1);
        await signs(stage, dearer(1));
      }
    }
    expect(new Set(told.map(({ report }) => report.agreement)).size).toBe(2);
    expect(new Set(told.map(({ report }) => report.stage)).size).toBeGreaterThan(2);
    for (const { at, report } of told) {
      const again = await stage.operations.explain({ lead: report.lead, at });
      expect(again.asOf).toEqual({ at, hindsight: false, known: true });
      expect(said(again)).toEqual(said(report));
    }
  });

  it('before a change of the record, of the stage, and of the version in force', async () => {
    const stage = await openArmed();
    const person = aPerson(stage, 'hayashi');
    await stage.pass(DAY_HOURS, 6);
    const lead = person.email;
    const before = iso(stage.runtime.now());
    const first = (await stage.operations.explain({ lead })).agreement;

    marketerChanges(stage, person, { jobtitle: '担当' });
    asks(stage, person, 'price-list');
    asks(stage, person, 'inquiry', { message: '受発注を見直しています。' });
    await stage.pass(DAY_HOURS, 6);
    const between = iso(stage.runtime.now());
    minutesPass(stage, 1);
    const second = await signs(stage, dearer(3));
    callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(DAY_HOURS, 6);

    const at = (moment: string) => stage.operations.explain({ lead, at: moment });
    const [early, late, now] = [await at(before), await at(between), await stage.operations.explain({ lead })];
    expect([early.stage, late.stage, now.stage]).toEqual(['lead', 'mql', 'sql']);
    expect([early.agreement, late.agreement, now.agreement]).toEqual([first, first, second]);
    expect([early.handoffs.length, late.handoffs.length, now.handoffs.length]).toEqual([0, 1, 2]);
    expect(late.handoffs[0]?.handoff).toMatchObject({ status: 'open', met: [], missed: [] });
    expect(early.owner).toBeUndefined();
    expect(late.owner).not.toBe(now.owner);
    expect(early.score.behaviour).toBe(0);
    expect(late.score.attribute).toBeLessThan(early.score.attribute);
    expect(now.score.behaviour).toBeGreaterThan(late.score.behaviour);
    const open = ({ evidence }: ExplainReport) => evidence.filter(({ status }) => status === 'open').length;
    expect(open(late) - open(now)).toBe(2);
    const screen = renderExplain(late, 'en', 'Asia/Tokyo');
    expect(screen).toContain(`As of       2026-10-07 09:05, as known then, under ${first.slice(0, 12)}`);
    expect(screen).not.toContain(second.slice(0, 12));
  });

  it('now is a moment like any other', async () => {
    const stage = await openArmed();
    const { email } = aQualifyingPerson(stage, 'mori');
    await stage.pass(DAY_HOURS, STEP_HOURS * 10);
    const now = await stage.operations.explain({ lead: email });
    expect(now.handoffs).toHaveLength(1);
    for (const hindsight of [false, true]) {
      const again = await stage.operations.explain({ lead: email, at: iso(stage.runtime.now()), hindsight });
      expect(again.asOf).toMatchObject({ known: true, hindsight });
      expect(said(again)).toEqual(said(now));
    }
  });

  it('a band that had been reached was kept within the margin then, as it is now', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'abe');
    await stage.pass(1, STEP_HOURS);
    const hot = await stage.operations.explain({ lead: person.email });
    // One point short of the band, and within the margin, or not.
    const above = ({ temperature }: Agreement, margin: number) => ({
      temperature: { ...temperature, hot: { ...temperature.hot, from: hot.score.total + 1 }, margin },
    });
    await signs(stage, (terms) => above(terms, 2));
    await stage.pass(1, STEP_HOURS);
    const at = iso(stage.runtime.now());
    minutesPass(stage, 1);
    await signs(stage, (terms) => above(terms, 0));
    await stage.pass(DAY_HOURS, 6);
    const [then, now] = [
      await stage.operations.explain({ lead: person.email, at }),
      await stage.operations.explain({ lead: person.email }),
    ];
    expect([hot.temperature, then.temperature, now.temperature]).toEqual(['hot', 'hot', 'warm']);
    expect(then.score.total).toBe(hot.score.total);
  });

  it('under the version whose day had come, though another had been signed', async () => {
    const stage = await openArmed();
    const { email } = aQualifyingPerson(stage, 'endo');
    const first = onFile(stage.settings).hash;
    const later = await signs(stage, dearer(1, { from: '2026-10-08' }));
    minutesPass(stage, 1);
    const soon = await signs(stage, dearer(2, { from: '2026-10-07' }));
    await stage.pass(DAY_HOURS * 4, 6);
    const under = async (at: string) => (await stage.operations.explain({ lead: email, at })).agreement;
    const days = ['2026-10-06T23:59:59.999', '2026-10-07T00:00', '2026-10-07T23:59:59.999', '2026-10-08T00:00'];
    const versions = await Promise.all(days.map((day) => under(`${day}+09:00`)));
    expect(versions).toEqual([first, soon, soon, later]);
    expect((await stage.operations.explain({ lead: email })).agreement).toBe(later);
  });

  it('with what was going to happen by itself, also where a handoff waits for a condition of its own', async () => {
    const stage = await openArmed();
    const asked = stage.runtime.now();
    // Handed over only two days after the price list.
    const waits = { not: { activity: 'price-list-downloaded', within: '2 days' } };
    await signs(stage, ({ handoffs: [first, ...others] }) => ({ handoffs: [{ ...first, when: waits }, ...others] }));
    minutesPass(stage, 1);
    const { email } = aQualifyingPerson(stage, 'fujii');
    await stage.pass(DAY_HOURS, 6);
    const at = iso(stage.runtime.now());
    const before = await stage.operations.explain({ lead: email });
    await stage.pass(DAY_HOURS * 2, 6);
    const then = await stage.operations.explain({ lead: email, at });
    expect(then.changesAt).toBe(asked.add({ hours: 48, minutes: 1, milliseconds: 1 }).toString());
    expect(said(then)).toEqual(said(before));
    const [handoff] = (await stage.operations.explain({ lead: email })).handoffs;
    expect(String(handoff?.handoff.decidedAt) > String(then.changesAt)).toBe(true);
  });

  it('before anything was signed it is a rehearsal by the file, and says so', async () => {
    const stage = await open();
    const { email } = aQualifyingPerson(stage, 'kudo');
    minutesPass(stage, 5);
    await stage.turn();
    const at = iso(stage.runtime.now());
    minutesPass(stage, 60);
    const signed = await signs(stage, dearer(1));
    await stage.operations.arm({ step: 'tasks' });
    await stage.turn();
    const then = await stage.operations.explain({ lead: email, at });
    const { hash } = onFile(stage.settings);
    expect(then).toMatchObject({ inForce: false, agreement: hash, stage: 'lead', standing: undefined });
    expect((await stage.operations.explain({ lead: email })).agreement).toBe(signed);
    expect((await stage.operations.explain({ lead: email })).standing).toBe('before-baseline');
    const screen = renderExplain(then, 'en', 'Asia/Tokyo');
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(
      `under ${hash.slice(0, 12)} (none was in force then: a rehearsal)`,
    );
  });

  it('a day before the first reading was not known, and says so; hindsight knows what had happened', async () => {
    const stage = await open();
    const person = aPerson(stage, 'ono');
    asks(stage, person, 'price-list');
    const happened = iso(stage.runtime.now());
    minutesPass(stage, DAY_HOURS * 60);
    asks(stage, person, 'inquiry', { message: '見積もりを検討しています。' });
    const before = iso(stage.runtime.now());
    minutesPass(stage, DAY_HOURS * 60);
    await stage.turn();
    const firstSeenAt = iso(stage.runtime.now());
    const explain = (at: string, hindsight = false) => stage.operations.explain({ lead: person.email, at, hindsight });
    const unknown = await explain(happened);
    expect(unknown.asOf).toEqual({ at: happened, hindsight: false, known: false, firstSeenAt });
    const screen = renderExplain(unknown, 'en', 'Asia/Tokyo').replaceAll(/\s+/g, ' ');
    expect(screen).toContain('As of 2026-10-05 09:00, not known then: as first seen on 2026-10-07');
    const known = await explain(before, true);
    expect(known.asOf).toEqual({ at: before, hindsight: true, known: true });
    expect(known.score.behaviour).toBeGreaterThan(unknown.score.behaviour);
    expect(unknown.score.behaviour).toBeGreaterThan(0);
    expect(renderExplain(known, 'en', 'Asia/Tokyo')).toContain('with what is known today');
  });

  it('a day that is still to come is nobody’s past', async () => {
    const stage = await open();
    const { email } = aPerson(stage, 'ueda');
    minutesPass(stage, 5);
    await stage.turn();
    const at = iso(stage.runtime.now().add({ milliseconds: 1 }));
    await expect(stage.operations.explain({ lead: email, at })).rejects.toMatchObject({ code: 'WRONG_USE' });
  });
});
