/** What the row of a handoff tells by example: contact and the time it took, how it ended and why, who has it now, and what the lead became. */
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { calendarOf, openMs } from '../../src/domain/calendar.ts';
import type { LeadFact } from '../../src/domain/facts.ts';
import { handoffStory, STORY_CHOICES, storyLeft } from '../../src/domain/handoff-story.ts';
import { type IsoDate, iso } from '../../src/domain/instant.ts';
import type { Fields } from '../../src/domain/record.ts';
import { agreement, circumstances, handedOver, handoffOf, type LeadBuilder, NOW, REFS } from '../support/people.ts';

const office = calendarOf({ ...agreement.businessTime, holidays: 'none', closed: [] }, 'Asia/Tokyo', []);
const reasons = [{ id: 'no-budget', label: { ja: '予算の見込みなし', en: 'no budget in prospect' } }];
const label = { ja: '基準', en: 'criteria' };
const terms: Agreement = {
  ...agreement,
  sendBack: { criteria: [label], steps: [label], reasons, again: { after: '30 days' } },
};
const story = ({ lead }: LeadBuilder) => {
  const handoff = lead.state.handoffs[0];
  if (handoff === undefined) throw new Error('no handoff');
  return handoffStory(lead, handoff, { ...circumstances({ language: 'en' }), agreement: terms });
};
const lead = handedOver();
const { key } = handoffOf(lead);
const contactAt = (minutes: number): LeadFact => ({
  kind: 'first-contact-seen',
  handoff: key,
  how: 'evidenced',
  activity: { ref: { system: 'salesforce', object: 'call', id: '00T000000000009AAA' } },
  at: iso(NOW.add({ minutes })),
});
const at = (iso: string) => Temporal.Instant.from(iso);

describe('open time between two moments', () => {
  test.each([
    ['within a day', '2026-11-20T01:00:00Z', '2026-11-20T02:30:00Z', 90],
    ['over a night', '2026-11-19T08:00:00Z', '2026-11-20T01:00:00Z', 120],
    ['over a weekend', '2026-11-20T08:30:00Z', '2026-11-23T00:30:00Z', 60],
    ['from a Sunday', '2026-11-22T03:00:00Z', '2026-11-23T01:00:00Z', 60],
    ['none backwards', '2026-11-20T02:00:00Z', '2026-11-20T01:00:00Z', 0],
  ])('%s', (_, from, to, minutes) => {
    expect(openMs(at(from), at(to), office) / 60_000).toBe(minutes);
  });

  test('a closed day counts for nothing', () => {
    const closed = { ...office, closed: new Set(['2026-11-23' as IsoDate]) };
    expect(openMs(at('2026-11-20T08:30:00Z'), at('2026-11-24T00:30:00Z'), closed) / 60_000).toBe(60);
  });
});

describe('the row of a handoff', () => {
  test('says who has it and that it is open', () => {
    expect(story(lead)).toMatchObject({
      owner: circumstances().people.member(handoffOf(lead).to.member ?? '')?.name,
      outcome: 'open',
      deadlineState: 'open',
      firstContactAt: null,
      closedAt: null,
      endReason: null,
      result: null,
    });
  });

  test('says when first contact was made, by what, and how much of the agreed kind of time it took', () => {
    expect(story(lead.folding(contactAt(45)))).toMatchObject({
      outcome: 'contacted',
      firstContactAt: iso(NOW.add({ minutes: 45 })),
      firstContactHow: 'evidenced',
      firstContactBy: 'call 00T000000000009AAA (Salesforce)',
      firstContactMinutes: 45,
      minutesOf: 'business-time',
    });
  });

  test('says how it ended, when, and why in the words of the agreement', () => {
    const back = lead.folding({
      kind: 'handoff-closed',
      handoff: key,
      outcome: 'sent-back',
      reason: { text: 'no-budget' },
      comment: { text: 'asked for next year' },
    });
    expect(story(back)).toMatchObject({
      outcome: 'sent-back',
      closedAt: expect.stringMatching(/\.000Z$/),
      endReason: 'no budget in prospect: asked for next year',
    });
    const untold = lead.folding({ kind: 'handoff-closed', handoff: key, outcome: 'sent-back' });
    const told = untold.folding({ kind: 'return-explained', reason: { text: 'too early' } });
    expect(story(told)).toMatchObject({ endReason: 'too early' });
  });

  test('names whoever has it after a person gave it away, and forgets the words of whoever was erased', () => {
    const given = lead.folding({
      kind: 'owner-changed',
      record: { ref: REFS.lead },
      to: { text: '005' },
      holder: { department: 'inside-sales', member: 'suzuki' as never },
    });
    expect(story(given)).toMatchObject({ owner: circumstances().people.member('suzuki')?.name });
    const back = given.folding({
      kind: 'handoff-closed',
      handoff: key,
      outcome: 'declined',
      comment: { text: 'his words' },
    });
    expect(story(back.folding({ kind: 'erased', whole: true }))).toMatchObject({
      outcome: 'declined',
      endReason: null,
    });
  });

  test('says what the lead became, with its opportunity; not on a handoff that went to somebody else', () => {
    const won = (outcome: 'advanced' | 'declined') =>
      lead
        .folding({ kind: 'handoff-closed', handoff: key, outcome })
        .folding({
          kind: 'deal-told',
          deal: { ref: { system: 'salesforce', object: 'deal', id: '006000000000001AAA' } },
          status: 'won',
        })
        .folding({ kind: 'stage-changed', from: 'opportunity', to: 'won', score: handoffOf(lead).score });
    expect(story(won('advanced'))).toMatchObject({ result: 'won', opportunity: '006000000000001AAA' });
    expect(story(won('declined'))).toMatchObject({ result: null, opportunity: null });
  });

  test('tells only values of its lists', () => {
    expect(STORY_CHOICES.outcome).toContain('superseded');
    for (const [field, values] of Object.entries(STORY_CHOICES)) {
      const value = story(lead)[field];
      if (typeof value === 'string') expect(values).toContain(value);
    }
  });
});

describe('what is to be written of the row', () => {
  const target = { system: 'salesforce', object: 'handoff', id: key } as const;
  const wrote = (to: LeadBuilder, fields: Fields): LeadBuilder =>
    Object.entries(fields).reduce((before, [field, value]) => before.wrote(target, field, value, iso(NOW)), to);
  const left = (of: LeadBuilder, told = story(of)) => storyLeft(told, of.lead, target);

  test('only what it is not known to say, and nothing that says nothing yet', () => {
    const told = wrote(lead, { owner: story(lead)['owner'] ?? null, outcome: 'open', deadlineState: 'open' });
    expect(left(lead)).toMatchObject({ outcome: 'open' });
    expect(left(told)).toEqual({});
    expect(left(told, { ...story(told), outcome: 'accepted' })).toEqual({ outcome: 'accepted' });
  });

  test('the time it took is measured once: later hours or closing days rewrite no row', () => {
    const called = lead.folding(contactAt(45));
    const told = wrote(called, story(called));
    expect(story(told)).not.toHaveProperty('firstContactMinutes');
    expect(left(told)).toEqual({});
    const earlier = wrote(lead.folding(contactAt(30)), story(called));
    expect(left(earlier)).toMatchObject({ firstContactMinutes: 30 });
  });
});
