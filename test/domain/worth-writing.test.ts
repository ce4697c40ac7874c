/** When a lead's fields are worth a write: at once for what people act on, for a total only when it moved enough. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { aLead, HEARD, handedOver, hence, judge, kept, look, NOW, REFS } from '../support/people.ts';

describe('what is worth writing', () => {
  const written = (lead = handedOver()) => {
    const { desired } = look(lead);
    return Object.entries(desired).reduce(
      (before, [field, value]) =>
        before.wrote(REFS.contact, field, value, iso(NOW)).wrote(REFS.lead, field, value, iso(NOW)),
      lead,
    );
  };

  test('nothing, once it stands in every record', () => {
    expect(look(written()).statusDue).toBe(false);
  });

  test('a record that does not say it yet, though another does', () => {
    const only = written();
    const missing = only.but({ written: only.lead.written.filter(({ target }) => target.id !== REFS.lead.id) });
    expect(look(missing).statusDue).toBe(true);
    const deleted = missing.inSalesforce({}, { deleted: true });
    expect(look(deleted).statusDue).toBe(false);
  });

  test('a total that moved by less than agreed is not', () => {
    const lead = written(aLead().with({ employees: 620, industry: 'IT' }));
    expect(look(lead).score.total).toBe(25);
    const moved = (by: number) => look(lead, { in: { scoreDelta: by } });
    const more = lead.with({ region: '東京都' });
    expect(moved(5).statusDue).toBe(false);
    expect(look(more, { in: { scoreDelta: 11 } }).score.total).toBe(35);
    expect(look(lead.with({ region: '大阪府' }), { in: { scoreDelta: 6 } }).statusDue).toBe(true); // warm from 30
    expect(look(aLead().with({ employees: 5 }), { in: { scoreDelta: 6 } }).statusDue).toBe(false);
    expect(look(aLead().with({ employees: 5 }), { in: { scoreDelta: 5 } }).statusDue).toBe(true);
  });

  test('a stage that a person has changed is not written again until the next one', () => {
    const changed = written().wrote(REFS.lead, 'stage', 'lost', hence({ hours: 1 }), 'person');
    const now = NOW.add({ hours: 2 });
    expect(look(changed, { now }).statusDue).toBe(false);
    const next = kept(changed.inSalesforce(HEARD), judge(changed.inSalesforce(HEARD), { now }));
    expect(look(next, { now }).statusDue).toBe(true);
  });

  test('a contact that was made is no deadline any more, even when it came late', () => {
    const late = NOW.add({ hours: 80 });
    const missed = kept(handedOver(), look(handedOver(), { now: late }));
    expect(look(missed, { now: late }).desired['contactDeadline']).toBe(hence({ hours: 72 }));
    const called = missed.touched('tanaka', 'call', hence({ hours: 79 }), { direction: 'out', outcome: 'connected' });
    expect(look(called, { now: late }).desired['contactDeadline']).toBeNull();
  });
});
