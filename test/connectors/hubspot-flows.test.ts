/** Whole flows of the HubSpot connector over its sandbox, by HTTP. */
import { afterEach, describe, expect, test } from 'vitest';
import type { HubSpotAuth } from '../../connectors/hubspot/index.ts';
import { byPerson, type HubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { makeStory } from '../../connectors/kit/story-of-the-sandbox.ts';
import type { Activity } from '../../src/domain/activity.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { connectorContract, pullAll } from '../contracts/connector.ts';
import { type Desk, type DeskWishes, openDesk, START } from './hubspot-desk.ts';
import { contactWrite, key } from './hubspot-setup.ts';

let desk: Desk | undefined;
const at = async (wishes?: DeskWishes): Promise<Desk> => {
  desk = await openDesk(wishes);
  return desk;
};
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});

const activitiesOf = (pages: readonly Page[]): readonly Activity[] => pages.flatMap(({ activities }) => activities);

connectorContract('HubSpot', async () => {
  const place = await openDesk({ people: 30, limits: { pageSize: 7 } });
  let marker = 0;
  return {
    connector: place.connector,
    server: place.sandbox.server,
    stream: 'contacts',
    pass: place.pass,
    allowWriting(may) {
      place.may = may;
    },
    change(count) {
      return [...Array(count).keys()].map(() => {
        marker += 1;
        const id = String(1_001 + ((marker * 7) % 30));
        const value = `Head of ${marker}`;
        place.sandbox.world.change('contacts', id, { jobtitle: value }, byPerson(1, place.now.epochMilliseconds));
        return { id, field: 'title', value };
      });
    },
    writes: (count) =>
      [...Array(count).keys()].map((n) =>
        contactWrite(String(1_001 + n), {
          totalScore: 70 + n,
          stage: 'mql',
          stageSince: iso(START),
          reasons: `why ${n}`,
          ownerName: null,
        }),
      ),
    writeToNobody: () => contactWrite('999999', { totalScore: 1 }),
    writing: { method: 'POST', path: '/batch/update' },
    close: () => place.sandbox.close(),
  };
});

describe('the HubSpot connector on its sandbox', () => {
  test('a story is read whole: people, companies, owners, and everything they did', async () => {
    const story = makeStory({ seed: 7, people: 60, days: 7, start: iso(START) });
    const { connector, sandbox, pass } = await at({ sandbox: { story } });
    const found = new Map<string, readonly Page[]>();
    const cursors = new Map<string, Cursor | undefined>();
    const pullEverything = async () => {
      for (const stream of connector.streams) {
        const pages = await pullAll(connector, stream, cursors.get(stream));
        found.set(stream, [...(found.get(stream) ?? []), ...pages]);
        cursors.set(stream, pages.at(-1)?.cursor);
      }
    };
    await pullEverything();
    for (let hour = 0; hour < 7 * 24 + 6; hour += 6) {
      pass({ hours: 6 });
      await pullEverything();
    }
    const all = [...found.values()].flat();
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect(sandbox.server.unknownCalls).toBe(0);
    const ids = (stream: string) => new Set((found.get(stream) ?? []).flatMap((p) => p.records.map((r) => r.ref.id)));
    expect([...ids('contacts')].sort()).toEqual([...new Set(sandbox.seeded?.contacts.values())].sort());
    expect(ids('companies').size).toBe(story.companies.length);
    expect(ids('owners').size).toBe(story.reps.length);
    const distinct = (stream: string) =>
      new Set(activitiesOf(found.get(stream) ?? []).map(({ kind, id }) => `${kind} ${id}`)).size;
    const told = (...kinds: string[]) => story.events.filter(({ kind }) => kinds.includes(kind)).length;
    expect(told('form')).toBeGreaterThan(20);
    expect(distinct('forms')).toBe(told('form'));
    expect(distinct('mails')).toBe(told('mail-sent', 'mail-opened', 'mail-clicked'));
    expect(distinct('calls')).toBe(told('call'));
    expect(distinct('meetings')).toBe(told('meeting'));
    expect(distinct('notes')).toBe(told('note'));
  });

  test('450 contacts with one and the same timestamp all come, page by page', async () => {
    const { connector, sandbox } = await at({ limits: { searchesOfPage: 1 } });
    const moment = START.subtract({ minutes: 10 }).epochMilliseconds;
    for (let n = 0; n < 450; n += 1)
      sandbox.world.create('contacts', { email: `same${n}@kaede.example` }, byPerson(1, moment));
    const pages = await pullAll(connector, 'contacts');
    expect(new Set(pages.flatMap(({ records }) => records.map(({ ref }) => ref.id))).size).toBe(450);
    expect(pages.length).toBe(3);
  });

  test('a record that changes while its window is walked is not lost', async () => {
    const { connector, sandbox, pass } = await at({ people: 20, limits: { pageSize: 5, searchesOfPage: 1 } });
    const first = await connector.pull('contacts', undefined);
    pass({ seconds: 1 });
    for (const id of ['1002', '1019'])
      sandbox.world.change(
        'contacts',
        id,
        { jobtitle: 'changed' },
        byPerson(1, START.add({ seconds: 1 }).epochMilliseconds),
      );
    const rest = await pullAll(connector, 'contacts', first.cursor);
    pass({ minutes: 1 });
    const next = await pullAll(connector, 'contacts', rest.at(-1)?.cursor);
    const changed = [...rest, ...next].flatMap(({ records }) =>
      records.filter(({ fields }) => fields['title'] === 'changed'),
    );
    expect(new Set(changed.map(({ ref }) => ref.id))).toEqual(new Set(['1002', '1019']));
  });

  test.each([
    false,
    true,
  ])('OAuth: a token that ends in the middle is replaced; a refresh token serves once: %s', async (rotatesRefreshTokens) => {
    const oauth = ({ clientId, clientSecret, refreshToken }: HubSpotSandbox): HubSpotAuth => ({
      kind: 'oauth',
      clientId,
      clientSecret,
      refreshToken,
    });
    const { connector, pass } = await at({ people: 3, auth: oauth, sandbox: { rotatesRefreshTokens } });
    for (let time = 0; time < 3; time += 1) {
      const page = await connector.pull('contacts', undefined);
      expect([page.problems, page.records.length]).toEqual([[], 3]);
      pass({ hours: 2 });
    }
    expect(connector.spent().byPurpose['sign-in']).toBe(3);
  });

  test('of a hundred writes the one that is refused fails alone, in one call', async () => {
    const { connector, sandbox } = await at({ people: 100 });
    sandbox.world.refuseRecord('contacts', '1042', { category: 'VALIDATION_ERROR', message: 'a rule of the account' });
    const writes = [...Array(100).keys()].map((n) => contactWrite(String(1_001 + n), { totalScore: n }));
    const outcomes = await connector.send(writes);
    expect(outcomes.flatMap(({ state }, n) => (state === 'done' ? [] : [`${n} ${state}`]))).toEqual(['41 rejected']);
    expect(connector.spent().byPurpose['send']).toBe(1);
  });

  test('a lifecycle stage that HubSpot does not move back is told, and cleared first it goes', async () => {
    const { connector } = await at({ people: 1 });
    expect(await connector.send([contactWrite('1001', { lifecycleStage: 'opportunity' })])).toMatchObject([
      { state: 'done' },
    ]);
    const [back] = await connector.send([contactWrite('1001', { lifecycleStage: 'lead' })]);
    expect(back).toMatchObject({ state: 'done', refused: { code: 'NOT_TAKEN', field: 'lifecycleStage' } });
    const outcomes = await connector.send([
      contactWrite('1001', { lifecycleStage: null }),
      contactWrite('1001', { lifecycleStage: 'lead' }),
    ]);
    expect(outcomes).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect(outcomes[1]).not.toHaveProperty('refused');
  });

  test('a burst limit makes reads and writes wait, and nothing is done twice', async () => {
    const { connector, sandbox } = await at({ people: 2 });
    const answer = { status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING', message: 'slow down' } };
    sandbox.server.inject({ times: 1, effect: { answer } });
    const page = await connector.pull('owners', undefined);
    expect(page.problems).toMatchObject([{ category: 'limit', retryAt: '2026-11-21T09:00:10.000Z' }]);
    sandbox.server.inject({ times: 1, effect: { answer } });
    expect(await connector.send([contactWrite('1001', { totalScore: 5 })])).toMatchObject([{ state: 'throttled' }]);
    expect(await connector.send([contactWrite('1001', { totalScore: 5 })])).toMatchObject([{ state: 'done' }]);
  });

  test('a visit is one activity however often its contact is read', async () => {
    const { connector, sandbox, pass } = await at({ people: 1 });
    const visit = { hs_analytics_num_visits: '4', hs_analytics_last_url: 'https://www.baton-demo.example/pricing' };
    const contact = sandbox.world.portal.store.lookUp('contacts', '1001', undefined);
    if (contact === undefined) throw new Error('the contact is there');
    const source = { type: 'ANALYTICS', id: 'analytics' } as const;
    const values = { ...visit, hs_analytics_last_timestamp: iso(START) };
    sandbox.world.portal.store.update(contact, { at: START.epochMilliseconds, source, values });
    pass({ minutes: 1 });
    const pages = [...(await pullAll(connector, 'contacts')), ...(await pullAll(connector, 'contacts'))];
    expect(new Set(activitiesOf(pages).map(({ id }) => id))).toEqual(new Set(['1001:4']));
    expect(activitiesOf(pages)[0]).toMatchObject({
      subjects: [key('hubspot/contact/1001')],
      properties: { page: 'price' },
    });
  });
});
