/** What of one system's touches is read on the record in the other, and how often that is written. */
import { describe, expect, test } from 'vitest';
import { crossingDue, crossingTouches } from '../../src/domain/crossing.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { ago, aLead, anMql, circumstances, handedOver, hence, type LeadBuilder, NOW, REFS } from '../support/people.ts';

const SAID = { recentTouches: 'before' };
const moment = { now: NOW, zone: 'Asia/Tokyo' };
const told = (lead: LeadBuilder) => crossingTouches(lead.lead, circumstances({ language: 'en' }), moment);

describe('what is told', () => {
  const lead = (): LeadBuilder => aLead().with(SAID).inSalesforce(SAID);

  test('is what has happened by now, not what is planned', () => {
    const planned = lead().touched('tanaka', 'meeting', hence({ hours: 3 }));
    expect(told(planned)).toEqual({ hubspot: null, salesforce: null });
    expect(told(planned.touched('tanaka', 'meeting', ago({ hours: 3 })))?.hubspot).toMatch(/^\S+ \S/);
  });

  test('is in Salesforce what people did and the lead did, in HubSpot what our people did', () => {
    const behaved = lead().did('inquiry-sent', ago({ hours: 1 }), { system: 'salesforce' });
    expect(told(behaved)).toEqual({ hubspot: null, salesforce: null });
    expect(told(lead().did('inquiry-sent', ago({ hours: 1 }), { system: 'hubspot' }))?.salesforce).not.toBeNull();
  });

  test('is nothing where no record has the field', () => {
    expect(
      told(
        aLead()
          .inSalesforce()
          .did('inquiry-sent', ago({ hours: 1 })),
      ),
    ).toBeUndefined();
  });
});

describe('it is written', () => {
  const news = { hubspot: 'before', salesforce: 'after' };
  const due = (lead: LeadBuilder) => crossingDue(lead.lead, lead.lead.state, news, NOW);
  const at = (lead: LeadBuilder, when: IsoInstant): LeadBuilder =>
    lead.with(SAID).inSalesforce(SAID).wrote(REFS.lead, 'recentTouches', 'before', when);

  test('not of a lead that is nothing to us yet', () => {
    const lead = aLead().with(SAID).inSalesforce(SAID);
    expect(due(lead)).toEqual({ due: false, nextAt: undefined });
    expect(due(anMql().state({ stage: 'mql' }).with(SAID).inSalesforce(SAID)).due).toBe(true);
  });

  test('an hour after the last time while somebody has the lead in hand, else a day', () => {
    const open = handedOver();
    expect(due(at(open, ago({ minutes: 59 })))).toEqual({ due: false, nextAt: hence({ minutes: 1 }) });
    expect(due(at(open, ago({ hours: 1 }))).due).toBe(true);
    const mine = anMql().state({ stage: 'mql' });
    expect(due(at(mine, ago({ hours: 2 })))).toEqual({ due: false, nextAt: hence({ hours: 22 }) });
    expect(due(at(mine, ago({ hours: 24 }))).due).toBe(true);
  });
});
