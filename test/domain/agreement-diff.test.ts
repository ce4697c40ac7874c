/** What changed between two agreements is told completely, and as what it is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffAgreements } from '../../src/domain/agreement/difference/index.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementShape, type Condition } from '../../src/domain/agreement/vocabulary.ts';
import { aChange, everyChange, small } from '../support/changed-agreements.ts';

const changes = everyChange(small);
const told = (a: Agreement, b: Agreement) =>
  diffAgreements(a, b).map(({ path, ...rest }) => ({
    ...rest,
    path: path.map((step) => (typeof step === 'string' ? step : `<${step.id}>`)).join(' '),
  }));
const withMql = (mql: Condition): Agreement => ({ ...small, rules: { ...small.rules, mql } });

describe('a difference', () => {
  test('is there for every value, member and order that changed', () => {
    expect(changes.length).toBeGreaterThan(600);
    const untold = changes
      .filter(({ agreement }) => agreementHash(agreement) !== agreementHash(small))
      .filter(({ agreement }) => diffAgreements(small, agreement).length === 0);
    expect(untold.map(({ at, by }) => `${at} (${by})`)).toEqual([]);
  });

  test('is there exactly where the fingerprints differ', () => {
    fc.assert(
      fc.property(aChange, aChange, ({ agreement: a }, { agreement: b }) => {
        expect(diffAgreements(a, b).length === 0).toBe(agreementHash(a) === agreementHash(b));
        expect(diffAgreements(a, agreementShape.parse(JSON.parse(JSON.stringify(a))))).toEqual([]);
      }),
    );
  });

  test('is one change where one value changed', () => {
    const more = changes.filter(({ by, agreement }) => by === 'value' && diffAgreements(small, agreement).length > 1);
    // What identifies a member is no value of it: the member is another one then.
    const identities =
      /\.(id|type|department|grade|name|kpi|per|doubt|at|score|attribute|axis|reading)$|(departments|gate)\.\d$|duties\.\d\.(stage|who)/;
    expect(more.map(({ at }) => at).filter((at) => !identities.test(at))).toEqual([]);
  });
});

describe('what changed is told as what it is', () => {
  const [priceList, pages] = small.scoring.behaviours;
  const [toIs, toFs] = small.handoffs;
  if (priceList === undefined || pages === undefined || toIs === undefined || toFs === undefined)
    throw new Error('too small');
  const withBehaviours = (...behaviours: typeof small.scoring.behaviours): Agreement => ({
    ...small,
    scoring: { ...small.scoring, behaviours },
  });
  const withHandoffs = (...handoffs: typeof small.handoffs): Agreement => ({ ...small, handoffs });

  test('a rule’s points, also of a rule that moved', () => {
    expect(told(small, withBehaviours(pages, { ...priceList, points: 15 }))).toEqual([
      { what: 'points', how: 'changed', path: 'scoring behaviours <price-list> points', from: 20, to: 15 },
      expect.objectContaining({ what: 'order', path: 'scoring behaviours', matters: false }),
    ]);
  });

  test('an order that matters', () => {
    expect(told(small, withHandoffs(toFs, toIs))).toEqual([
      expect.objectContaining({ what: 'order', path: 'handoffs', matters: true }),
    ]);
  });

  test('a deadline, and an item of a gate with its place', () => {
    const deadlines = [{ name: 'first-contact' as const, within: '24 hours' }];
    expect(told(small, withHandoffs({ ...toIs, deadlines, gate: toIs.gate.slice(0, 1) }, toFs))).toEqual([
      expect.objectContaining({
        what: 'deadline',
        how: 'removed',
        path: 'handoffs <marketing-to-is> deadlines <status-update>',
      }),
      {
        ...{ what: 'deadline', how: 'changed', path: 'handoffs <marketing-to-is> deadlines <first-contact> within' },
        ...{ from: '3 business days', to: '24 hours' },
      },
      expect.objectContaining({
        what: 'gate',
        how: 'removed',
        path: 'handoffs <marketing-to-is> gate <problem-known>',
        place: 2,
      }),
    ]);
  });

  test('a band whose bound moved is the same band', () => {
    const [size, ...others] = small.scoring.attributes;
    if (size === undefined) throw new Error('too small');
    const bands = [{ from: 600, points: 15 }, ...(size.bands ?? []).slice(1)];
    expect(
      told(small, { ...small, scoring: { ...small.scoring, attributes: [{ ...size, bands }, ...others] } }),
    ).toEqual([
      { what: 'other', how: 'changed', path: 'scoring attributes <company-size> bands <500> from', from: 500, to: 600 },
    ]);
  });

  test('a threshold deep in a rule whose parts changed places', () => {
    const inquiry: Condition = { activity: 'inquiry-sent', within: '90 days' };
    const before = withMql({
      any: [{ all: [{ score: 'total', atLeast: 70 }, inquiry] }, { score: 'behaviour', atLeast: 80 }],
    });
    const after = withMql({
      any: [{ score: 'behaviour', atLeast: 80 }, { all: [{ score: 'total', atLeast: 65 }, inquiry] }],
    });
    expect(told(before, after)).toEqual([
      { what: 'threshold', how: 'changed', path: 'rules mql any <1> all <score total> atLeast', from: 70, to: 65 },
      expect.objectContaining({ what: 'order', path: 'rules mql any', matters: false }),
    ]);
  });

  test('a condition added to a single one, and taken away again', () => {
    const total: Condition = { score: 'total', atLeast: 70 };
    const known: Condition = { attribute: 'problem', present: true };
    const [one, two] = [withMql(total), withMql({ all: [total, known] })];
    expect(told(one, two)).toEqual([
      { what: 'condition', how: 'added', path: 'rules mql all <attribute problem>', to: known },
    ]);
    expect(told(two, one)).toEqual([
      { what: 'condition', how: 'removed', path: 'rules mql all <attribute problem>', from: known },
    ]);
    expect(told(one, withMql({ any: [total] }))).toEqual([
      expect.objectContaining({ how: 'replaced', path: 'rules mql' }),
    ]);
    expect(told(one, withMql(known))).toEqual([
      { what: 'condition', how: 'replaced', path: 'rules mql', from: total, to: known },
    ]);
  });

  test('an activity that joins others is one more word, a list put in another order is said to be the same', () => {
    const asked = (...activity: ('inquiry-sent' | 'quote-requested' | 'demo-requested')[]): Agreement =>
      withMql({ activity });
    expect(
      told(asked('inquiry-sent', 'quote-requested'), asked('quote-requested', 'inquiry-sent', 'demo-requested')),
    ).toEqual([expect.objectContaining({ what: 'condition', how: 'entries', added: ['demo-requested'], removed: [] })]);
    expect(told(asked('inquiry-sent', 'quote-requested'), asked('quote-requested', 'inquiry-sent'))).toEqual([
      expect.objectContaining({ what: 'order', how: 'reordered', matters: false }),
    ]);
  });
});
