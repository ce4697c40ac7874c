import { describe, expect, it } from 'vitest';
import { type SystemMapping, systemMapping } from '../../src/domain/mapping.ts';
import { aQualifyingPerson, asks, facts, type Person } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { stages } from '../support/stages.ts';

const { open } = stages();
let stage: Stage;
const shipped = shippedSettings();

async function opened(selection: SystemMapping['selection']): Promise<void> {
  const hubspot = systemMapping.parse({ ...shipped.mappings.hubspot, selection });
  stage = await open({ settings: { mappings: { ...shipped.mappings, hubspot } } });
  stage.hubspot.world.portal.lists.put({ id: '42', name: '対象者', processingType: 'MANUAL' });
  await stage.arm('status');
  await stage.pass(0.5, 0.5);
}

const ms = (): number => stage.runtime.now().epochMilliseconds;
const joins = ({ contact }: Person): void => stage.hubspot.world.portal.lists.join('42', contact, ms());
const leaves = ({ contact }: Person): void => stage.hubspot.world.portal.lists.leave('42', contact);
const handedOver = async (): Promise<readonly string[]> =>
  (await stage.operations.handoffs({})).map(({ email }) => email).sort();
const kindsOf = async ({ email }: Person): Promise<readonly string[]> =>
  (await stage.operations.ledgerShow({ lead: email })).map(({ kind }) => kind);

describe('whoever is outside the selection takes no part', () => {
  it('hands over only those on the list, and writes nothing about the others', async () => {
    await opened({ list: '42' });
    const [inside, outside] = [aQualifyingPerson(stage, 'uchi'), aQualifyingPerson(stage, 'soto')];
    joins(inside);
    await stage.pass(3, 0.5);
    expect(await handedOver()).toEqual([inside.email]);
    expect(await kindsOf(outside)).toEqual([]);
    expect(stage.hubspot.world.portal.store.live('contacts', outside.contact)?.values['baton_stage']).toBeUndefined();
    expect((await stage.operations.explain({ lead: outside.email })).outside).toEqual({ since: undefined });
    expect((await stage.operations.explain({ lead: inside.email })).outside).toBeUndefined();
    expect((await stage.operations.status({})).outside).toBe(1);
  });

  it('sees that somebody has left by a walk over the list, follows the open handoff, and lets nobody else leave', async () => {
    await opened({ list: '42' });
    const [goes, stays] = [aQualifyingPerson(stage, 'iku'), aQualifyingPerson(stage, 'nokoru')];
    joins(goes);
    joins(stays);
    await stage.pass(2, 0.5);
    leaves(goes);
    asks(stage, goes, 'quote');
    await stage.pass(2, 0.5);
    expect(await kindsOf(goes)).toContain('left-selection');
    expect(await kindsOf(stays)).not.toContain('left-selection');
    expect((await stage.operations.handoffs({ open: true })).map(({ email }) => email).sort()).toEqual(
      [goes.email, stays.email].sort(),
    );
    await stage.pass(24 * 7, 12);
    expect(await kindsOf(goes)).toContain('deadline-missed');
  });

  it('floods nobody when people come back, or when the selection itself changes', async () => {
    await opened({ list: '42' });
    const people = ['ichi', 'ni', 'san'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(72, 12);
    for (const person of people) joins(person);
    await stage.pass(2, 0.5);
    expect(await handedOver()).toEqual([]);
    expect((await stage.operations.status({})).standing).toBe(3);

    const wider = systemMapping.parse({ ...shipped.mappings.hubspot });
    const more = aQualifyingPerson(stage, 'yon');
    await stage.pass(1, 0.5);
    stage.context = {
      ...stage.context,
      settings: { ...stage.settings, mappings: { ...shipped.mappings, hubspot: wider } },
    };
    await stage.turn();
    expect((await facts(stage, 'baseline-taken')).map(({ fact }) => fact.reason)).toContain('selection');
    expect(await handedOver()).toEqual([]);
    expect((await kindsOf(more)).slice(0, 2)).toEqual(['lead-found', 'entered-selection']);
  });

  it('judges by a condition over mapped fields, too', async () => {
    await opened({ when: { attribute: 'title', contains: ['部長'] } });
    const [head, clerk] = [
      aQualifyingPerson(stage, 'bucho'),
      aQualifyingPerson(stage, 'tanto', { jobtitle: '担当 課長代理' }),
    ];
    await stage.pass(1, 0.5);
    expect(await handedOver()).toEqual([head.email]);
    expect(await kindsOf(clerk)).toEqual([]);
  });
});
