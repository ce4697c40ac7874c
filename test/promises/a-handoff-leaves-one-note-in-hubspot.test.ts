import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, type CrashPoint, Life, type LifeWishes, nameOf } from '../support/crash.ts';
import { aPerson, aQualifyingPerson, asks, facts, leadRows, type Person, rep } from '../support/happenings.ts';
import { openStage, type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** The reasons for sending back are those of the shipped agreement. */
const { sendBack } = readAgreement({ path: join(SHIPPED_MAPPINGS, 'agreement.yaml') }).terms;
const terms = { ...onFile(shippedSettings()).terms, sendBack };
const agreement = { kind: 'read' as const, hash: agreementHash(terms), terms };
const { mappings } = shippedSettings();
const KEY = 'baton_handoff_key';
const noted = {
  agreement,
  mappings: { ...mappings, hubspot: { ...mappings.hubspot, handoffNotes: { key: KEY, armed: 'status' as const } } },
};

interface Note {
  readonly key: string;
  readonly body: string;
  readonly contacts: readonly string[];
}

/** Baton's own notes as HubSpot has them, the oldest first. */
function notesOf({ hubspot }: Stage): readonly Note[] {
  const { store, links } = hubspot.world.portal;
  return store
    .all('notes')
    .filter(({ values, archivedAt }) => values[KEY] !== undefined && archivedAt === undefined)
    .map((record) => ({
      key: record.values[KEY] ?? '',
      body: record.values['hs_note_body'] ?? '',
      contacts: links.of(record, 'contacts').map(({ id }) => id),
    }));
}

function sendsBack(stage: Stage, person: Person): void {
  const { ok } = rep(stage, 'suzuki').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), {
    Status: 'Closed - Not Converted',
    Baton_Return_Reason__c: 'no-budget',
    Baton_Return_Comment__c: '来期 <再検討> & 連絡待ち',
  });
  if (!ok) throw new Error('refused');
}

describe('a handoff leaves one note on the contact in HubSpot', () => {
  it('none unless the mapping asks for it, and none before that step is armed', async () => {
    const stage = await openArmed('status', { settings: { agreement } });
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(1);
    expect(notesOf(stage)).toEqual([]);
    await stage.close();
    const unarmed = await openArmed('tasks', { settings: noted });
    aQualifyingPerson(unarmed, 'aoki');
    await unarmed.pass(STEP_HOURS);
    expect(unarmed.tasksByKey().size).toBe(1);
    expect(notesOf(unarmed)).toEqual([]);
  });

  it('who has the lead, by when and why, in the language of the installation; sent back, it says so and why', async () => {
    const stage = await openArmed('status', { settings: noted });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [note] = notesOf(stage);
    expect(note?.key).toBe([...stage.tasksByKey().keys()][0]);
    expect(note?.contacts).toEqual([person.contact]);
    expect(note?.body.split('<br>')).toMatchObject([
      '[Baton] 引き渡し:マーケティング → 鈴木 健',
      expect.stringMatching(/^引き渡し日時:2026-10-05 \d\d:\d\d \(Asia\/Tokyo\)$/),
      expect.stringMatching(/^期限\(初回接触\):2026-10-\d\d \d\d:\d\d \(Asia\/Tokyo\) 未到来$/),
      expect.stringMatching(/^優先度:/),
      expect.stringMatching(/^引き渡しの理由:.+ \d+点\(属性 \d+、行動 \d+\)$/),
      ...Array.from({ length: 3 }, () => expect.stringMatching(/^\+\d+ /)),
    ]);

    sendsBack(stage, person);
    stage.stop.on = true;
    await stage.pass(STEP_HOURS);
    const planned = (await stage.operations.plan({})).fields.find(({ record }) => record.object === 'note');
    expect(planned?.changes).toMatchObject([{ field: 'body', from: expect.any(String), to: expect.any(String) }]);
    expect(notesOf(stage)).toEqual([note]);
    stage.stop.on = false;
    await stage.pass(STEP_HOURS);
    const [after, ...others] = notesOf(stage);
    expect(others).toEqual([]);
    expect(after?.key).toBe(note?.key);
    expect(after?.body).toMatch(/終了:2026-10-05 .* 差し戻し/);
    expect(after?.body).toContain('理由:予算の見込みがない: 来期 &lt;再検討&gt; &amp; 連絡待ち');
    // It is nobody's touch, and no news.
    const decided = await facts(stage, 'handoff-decided');
    const ids = decided.map(({ stream }) => stream.slice('lead:'.length) as LeadId);
    const views = await stage.store.transaction((tx) => tx.leads.view(ids));
    const touches = views.flatMap(({ lead }) => lead.activities.filter(({ kind }) => kind === 'note'));
    expect(views).toHaveLength(1);
    expect(touches).toEqual([]);
    const changed = await facts(stage, 'field-changed');
    expect(changed.filter(({ fact }) => fact.record.ref?.system === 'hubspot')).toEqual([]);
  });

  it('one that HubSpot refused is listed, and is made once a person has mended the cause', async () => {
    const stage = await openArmed('status', { settings: noted });
    const { catalogue } = stage.hubspot.world.portal;
    const property = catalogue.find('notes', KEY);
    if (property === undefined) throw new Error('setup makes it');
    catalogue.put('notes', { ...property, hasUniqueValue: false });
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(1);
    const [problem] = await stage.operations.problems({});
    expect(problem).toMatchObject({ system: 'hubspot', category: 'validation', record: { object: 'note' } });
    catalogue.put('notes', property);
    expect(await stage.operations.retryProblem({ problem: problem?.no ?? '' })).toEqual({ how: 'sent-again' });
    await stage.turn();
    expect(notesOf(stage)).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('one that a person has deleted is not made again', async () => {
    const stage = await openArmed('status', { settings: noted });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const { store } = stage.hubspot.world.portal;
    for (const record of store.all('notes'))
      if (record.values[KEY] !== undefined)
        store.archive(record, stage.runtime.now().epochMilliseconds, { type: 'CRM_UI', id: 'x' });
    sendsBack(stage, person);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(notesOf(stage)).toEqual([]);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

const CALLS: readonly CallKind[] = [
  { system: 'hubspot', path: '/notes/batch/upsert' },
  { system: 'hubspot', path: '/notes/batch/update' },
  { system: 'hubspot', path: '/associations/notes/contacts/batch/associate/default' },
];

describe('killed in the middle of writing a note, there is one all the same', () => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await onPglite();
  });
  afterAll(() => ground.dispose());

  async function tell(wishes: LifeWishes) {
    await ground.empty();
    const stage = await openStage({ store: ground.store, settings: noted });
    const known = aPerson(stage, 'aoki');
    minutesPass(stage, 5);
    await stage.arm('status');
    minutesPass(stage, 5);
    const life = await Life.begin(stage, { calls: CALLS, ...wishes });
    const step = () =>
      life.live(
        () => stage.pass(STEP_HOURS),
        async () => {},
      );
    asks(stage, known, 'price-list');
    asks(stage, known, 'inquiry');
    await step();
    sendsBack(stage, known);
    await step();
    await step();
    life.end();
    const { waitingWrites } = await stage.operations.status({});
    const problems = await stage.operations.problems({});
    const notes = notesOf(stage).map(({ key: _, ...note }) => note);
    const { died } = life;
    const points = life.points();
    await stage.close();
    return { died, points, left: { waitingWrites, problems, notes } };
  }

  it('whatever call of a note is lost on its way, or its answer', { timeout: 120_000 }, async () => {
    const whole = await tell({});
    expect(whole.left).toMatchObject({ waitingWrites: 0, problems: [], notes: [{ contacts: [expect.any(String)] }] });
    const points: readonly CrashPoint[] = whole.points.filter(({ at }) => at !== 'transaction');
    expect(new Set(points.map((point) => (point.at === 'transaction' ? '' : point.of.path))).size).toBe(3);
    for (const point of points) {
      const told = await tell({ point });
      expect.soft(told.died, nameOf(point)).toBe(true);
      expect.soft(told.left, nameOf(point)).toEqual(whole.left);
    }
  });
});
