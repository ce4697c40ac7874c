/** Deals in HubSpot, where the company has them count: which of them speaks for a lead, and that each word is taken up once. */
import { describe, expect, test } from 'vitest';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { ago, aLead, factsOf, handedOver, kept, kinds, type LeadBuilder, look } from '../support/people.ts';

const COUNTED = { in: { dealsCount: ['salesforce', 'hubspot'] } } as const;
const withDeal = (lead: LeadBuilder, id: string, status: string, at: IsoInstant, primary = '101'): LeadBuilder =>
  lead
    .but({ activities: lead.lead.activities.filter((one) => one.id !== id) })
    .did('deal', at, { id, properties: { status, primary, ...(status === 'open' ? {} : { closedAt: at }) } });

describe('deals that count', () => {
  test('make the lead an opportunity, then won; the open handoff has led on', () => {
    const open = withDeal(handedOver(), 'd1', 'open', ago({ hours: 1 }));
    const decision = look(open, COUNTED);
    expect(kinds(decision)).toEqual(['deal-told', 'stage-changed', 'handoff-closed']);
    expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ outcome: 'advanced' }]);
    expect(decision.facts[0]?.cause).toEqual({ by: 'person', how: 'unknown' });
    const after = kept(open, decision);
    expect(kinds(look(after, COUNTED))).toEqual([]);
    const won = look(withDeal(after, 'd1', 'won', ago({ minutes: 5 })), COUNTED);
    expect(factsOf(won, 'stage-changed')).toMatchObject([{ from: 'opportunity', to: 'won' }]);
  });

  test('say nothing where no setting has them count', () => {
    expect(kinds(look(withDeal(handedOver(), 'd1', 'won', ago({ hours: 1 }))))).toEqual([]);
  });

  test('count once: only for the lead of the contact that is named', () => {
    expect(kinds(look(withDeal(handedOver(), 'd1', 'open', ago({ hours: 1 }), '999'), COUNTED))).toEqual([]);
  });

  test('an open one speaks before closed ones, and of those the one closed last', () => {
    const both = withDeal(withDeal(aLead(), 'd1', 'open', ago({ hours: 9 })), 'd2', 'won', ago({ hours: 1 }));
    expect(look(both, COUNTED).state).toMatchObject({ stage: 'opportunity', deal: { id: 'd1', status: 'open' } });
    const closed = withDeal(withDeal(aLead(), 'd1', 'lost', ago({ hours: 9 })), 'd2', 'won', ago({ hours: 20 }));
    expect(look(closed, COUNTED).state.stage).toBe('lost');
  });

  test('a stage that a person names afterwards stands until the deals say something else', () => {
    const lost = withDeal(aLead(), 'd1', 'lost', ago({ hours: 9 }));
    const back = kept(lost, look(lost, COUNTED)).state({ stage: 'returned', stageSince: ago({ hours: 8 }) });
    expect(kinds(look(back, COUNTED))).toEqual([]);
    expect(look(withDeal(back, 'd2', 'open', ago({ hours: 1 })), COUNTED).state.stage).toBe('opportunity');
  });
});
