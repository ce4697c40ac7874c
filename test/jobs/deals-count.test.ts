/** A deal in HubSpot or an opportunity in Salesforce, from the sandbox to the ledger and back: it makes its lead an opportunity, then a customer, where the mapping has deals count. */
import { describe, expect, it } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import { type SystemMapping, systemMapping } from '../../src/domain/mapping.ts';
import { aQualifyingPerson, contactValues, facts, type Person } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { stages } from '../support/stages.ts';

const { open } = stages();
const shipped = shippedSettings();

async function handedOver(deals: SystemMapping['deals']): Promise<{ stage: Stage; person: Person; deal: string }> {
  const hubspot = systemMapping.parse({ ...shipped.mappings.hubspot, deals });
  const stage = await open({ settings: { mappings: { ...shipped.mappings, hubspot } } });
  await stage.arm('status');
  await stage.pass(0.5, 0.5);
  const person = aQualifyingPerson(stage, 'ohtani');
  await stage.pass(1, 0.5);
  const { world } = stage.hubspot;
  const how = byPerson(1, stage.runtime.now().epochMilliseconds);
  const deal = world.create('deals', { dealname: '受発注', pipeline: 'default', dealstage: 'contractsent' }, how);
  world.portal.links.linkPlain(deal, { type: 'contacts', id: person.contact }, how);
  await stage.pass(1, 0.5);
  return { stage, person, deal: deal.id };
}

describe('an opportunity', () => {
  it('counts unless the mapping says otherwise: it leads on, and its ledger entry holds amount and moments', async () => {
    const stage = await open();
    await stage.arm('status');
    await stage.pass(0.5, 0.5);
    const person = aQualifyingPerson(stage, 'ohtani');
    await stage.pass(1, 0.5);
    const { world } = stage.salesforce;
    const [lead] = world.rowsOf('Lead').filter((row) => row['Email'] === person.email);
    const rep = String(
      world.rowsOf('User').find((user) => user['Email'] !== undefined && user['Id'] !== world.integrationUserId)?.[
        'Id'
      ],
    );
    const { opportunityId = '' } = world.convertLead(String(lead?.['Id']), {
      now: stage.runtime.now(),
      userId: rep,
      ownerId: rep,
      makeOpportunity: true,
    });
    await stage.pass(1, 0.5);
    expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toEqual(['mql', 'opportunity']);
    expect((await facts(stage, 'handoff-closed')).map(({ fact }) => fact.outcome)).toEqual(['advanced']);
    const closed = stage.runtime.now();
    world.as(rep, closed).update('Opportunity', opportunityId, { StageName: 'Closed Lost', Amount: 980_000 });
    await stage.pass(1, 0.5);
    const told = await facts(stage, 'deal-told');
    expect(told.map(({ fact }) => [fact.status, fact.amount, fact.closedAt])).toEqual([
      ['open', undefined, undefined],
      ['lost', 980_000, iso(closed)],
    ]);
    expect(told.at(-1)?.cause).toMatchObject({ by: 'person', how: 'field-history' });
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'lost' });
    // Its way through the stages stands in the person's story, read along with it.
    const { entries } = await stage.operations.timeline({ lead: person.email, touches: true });
    const way = entries.filter(({ what }) => what === 'deal-moved');
    expect(way.map(({ side, about, outcome }) => [side, about, outcome])).toEqual([
      ['us', expect.any(String), 'Prospecting'],
      ['us', expect.any(String), 'Closed Lost'],
    ]);
    expect(way.at(-1)?.at).toBe(iso(closed));
  });
});

describe('a deal', () => {
  it('that counts leads on, ends the handoff, and stands in HubSpot’s own words', async () => {
    const { stage, person, deal } = await handedOver('counted');
    expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toEqual(['mql', 'opportunity']);
    expect((await facts(stage, 'handoff-closed')).map(({ fact }) => fact.outcome)).toEqual(['advanced']);
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'opportunity', lifecyclestage: 'opportunity' });
    const how = byPerson(1, stage.runtime.now().epochMilliseconds);
    stage.hubspot.world.change('deals', deal, { dealstage: 'closedwon' }, how);
    await stage.pass(1, 0.5);
    expect((await facts(stage, 'deal-told')).map(({ fact }) => fact.status)).toEqual(['open', 'won']);
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'won', lifecyclestage: 'customer' });
  });

  it('that is only shown is kept, and changes nothing', async () => {
    const { stage, person } = await handedOver('shown');
    expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toEqual(['mql']);
    const { lead } = await stage.operations.explain({ lead: person.email });
    const [view] = await stage.store.transaction((tx) => tx.leads.view([lead as LeadId]));
    const kept = view?.lead.activities.filter(({ kind }) => kind === 'deal');
    expect(kept).toMatchObject([{ properties: { subject: '受発注', stage: 'Contract Sent', status: 'open' } }]);
  });
});
