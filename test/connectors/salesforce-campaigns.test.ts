/** Campaign members as touches: what a status means is the mapping's to say. */
import { describe, expect, it } from 'vitest';
import { type SystemMapping, systemMapping } from '../../src/domain/mapping.ts';
import { pullAll } from '../contracts/connector.ts';
import { everything, open, placeLead, type Scene } from './salesforce-scene.ts';
import { MAPPING } from './salesforce-setup.ts';

const STATUSES = { Registered: 'registered', Attended: 'attended', 'No Show': 'missed', 招待: 'ignored' };
const CAMPAIGNS: SystemMapping = systemMapping.parse({
  ...MAPPING,
  campaigns: [
    { campaign: '製造業の営業改革', is: 'webinar', statuses: STATUSES },
    { campaign: 'Conference', is: 'seminar', statuses: STATUSES },
    { campaign: 'Trade Show', is: 'exhibition' },
  ],
});

function campaign({ sandbox, now }: Scene, fields: Record<string, string>): string {
  return sandbox.world.place('Campaign', { Name: '展示会2026秋', Type: 'Trade Show', ...fields }, now);
}
function member({ sandbox, now }: Scene, fields: Record<string, string>): string {
  return sandbox.world.place('CampaignMember', fields, now);
}

describe('a campaign member', () => {
  it('has registered, come or stayed away, as the mapping reads its status', async () => {
    const on = await open({}, CAMPAIGNS);
    const lead = placeLead(on);
    const webinar = campaign(on, { Name: '製造業の営業改革', Type: 'Webinar', StartDate: '2026-11-18' });
    const seminar = campaign(on, { Name: '経営セミナー', Type: 'Conference', StartDate: '2026-11-12' });
    const other = campaign(on, { Name: 'メルマガ', Type: 'Email' });
    const came = member(on, { CampaignId: webinar, LeadId: lead.id, Status: 'Attended' });
    const registered = member(on, { CampaignId: seminar, LeadId: lead.id, Status: 'Registered' });
    const away = member(on, { CampaignId: seminar, LeadId: placeLead(on).id, Status: 'No Show' });
    member(on, { CampaignId: webinar, LeadId: placeLead(on).id, Status: '招待' });
    member(on, { CampaignId: other, LeadId: lead.id, Status: 'Responded' });
    const { activities } = await everything(on);
    expect(activities).toMatchObject([
      {
        kind: 'webinar-attended',
        id: came,
        subjects: [`salesforce/lead/${lead.id}`],
        occurredAt: '2026-11-18T00:00:00.000Z',
        actor: { type: 'lead' },
        properties: { event: '製造業の営業改革', campaign: webinar, memberStatus: 'Attended' },
      },
      { kind: 'seminar-registered', id: registered, occurredAt: '2026-11-20T09:00:00.000Z' },
      { kind: 'seminar-registered', id: away, properties: { status: 'no-show' } },
    ]);
  });

  it('without a word for its status: whoever has answered was at the exhibition, whoever was only invited was not', async () => {
    const on = await open({}, CAMPAIGNS);
    const fair = campaign(on, { StartDate: '2026-12-24' });
    const lead = placeLead(on);
    member(on, { CampaignId: fair, LeadId: lead.id, Status: 'Responded' });
    member(on, { CampaignId: fair, LeadId: placeLead(on).id, Status: 'Sent' });
    const { activities } = await everything(on);
    // A day that is still to come cannot have been attended.
    expect(activities.map(({ kind, occurredAt }) => [kind, occurredAt])).toEqual([
      ['exhibition-visited', '2026-11-20T09:00:00.000Z'],
    ]);
  });

  it('stays with the person through a conversion', async () => {
    const on = await open({}, CAMPAIGNS);
    const lead = placeLead(on);
    member(on, { CampaignId: campaign(on, {}), LeadId: lead.id, Status: 'Responded' });
    const { contactId } = on.sandbox.world.convertLead(lead.id, { now: on.now, userId: on.tanaka });
    const { activities } = await everything(on);
    expect(activities[0]?.subjects).toEqual([`salesforce/contact/${contactId}`, `salesforce/lead/${lead.id}`]);
  });

  it('is read again from the beginning when the mapping names another campaign', async () => {
    const on = await open({}, { ...CAMPAIGNS, campaigns: CAMPAIGNS.campaigns.slice(0, 1) });
    member(on, { CampaignId: campaign(on, {}), LeadId: placeLead(on).id, Status: 'Responded' });
    const before = await pullAll(on.connector, 'changes');
    expect(before.flatMap(({ activities }) => activities)).toEqual([]);
    // Before the daily sweep, which reads the members too.
    on.now = on.now.add({ hours: 12 });
    await on.reconnect(CAMPAIGNS);
    let cursor = before.at(-1)?.cursor;
    const found: string[] = [];
    for (let poll = 0; poll < 8; poll += 1) {
      const page = await on.connector.pull('changes', cursor);
      cursor = page.cursor;
      found.push(...page.activities.map(({ kind }) => kind));
    }
    expect(found).toEqual(['exhibition-visited']);
  });

  it('in an org without campaigns is nobody’s problem, and asked for again a day later', async () => {
    const on = await open({ hidden: ['CampaignMember'] }, CAMPAIGNS);
    const first = await pullAll(on.connector, 'changes');
    expect(first.flatMap(({ problems }) => problems)).toEqual([]);
    expect(first.at(-1)?.cursor['objects']).toMatchObject({ CampaignMember: { deniedAt: '2026-11-20T09:00:00.000Z' } });
  });
});
