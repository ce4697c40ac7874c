import { afterEach, describe, expect, test } from 'vitest';
import { importProperties } from '../../connectors/hubspot/imported.ts';
import type { Source } from '../../connectors/hubspot/sandbox/store.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

const cards = systemMapping.parse({
  ...MAPPING,
  imports: [
    { import: '展示会の名刺', is: 'exhibition-visited', name: '展示会2026春' },
    { import: 'Survey', is: 'survey-answered' },
  ],
});

let desk: Desk | undefined;
const at = async (): Promise<Desk> => {
  desk = await openDesk({ people: 9, mapping: cards });
  return desk;
};
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});
const ms = (duration: Temporal.DurationLike) => START.subtract(duration).epochMilliseconds;

describe('imports that stand for something', () => {
  const made = ({ sandbox }: Desk, email: string, source: Source) =>
    sandbox.world.portal.store.create('contacts', { values: { email }, at: ms({ hours: 3 }), source });

  test('give each contact that one of them made one activity, at the moment it was made', async () => {
    const place = await at();
    const card = made(place, 'card@kaede.example', { type: 'IMPORT', label: ' 展示会の名刺' });
    const answer = made(place, 'answer@kaede.example', { type: 'IMPORT', label: 'Survey' });
    made(place, 'other@kaede.example', { type: 'IMPORT', label: 'Old customers' });
    made(place, 'nameless@kaede.example', { type: 'IMPORT' });
    made(place, 'form@kaede.example', { type: 'FORM', label: 'Survey' });
    place.pass({ minutes: 2 });
    const pages = await pullAll(place.connector, 'contacts');
    const found = pages.flatMap(({ activities }) => activities);
    expect(found.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      `exhibition-visited import:${card.id}`,
      `survey-answered import:${answer.id}`,
    ]);
    expect(found[0]).toMatchObject({
      subjects: [`hubspot/contact/${card.id}`],
      occurredAt: '2026-11-21T06:00:00.000Z',
      properties: { import: '展示会2026春' },
    });
  });

  test('ask HubSpot for nothing more where the mapping names none', () => {
    expect(importProperties(MAPPING)).toEqual([]);
    expect(importProperties(cards)).toContain('hs_object_source_label');
  });
});
