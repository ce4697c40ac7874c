/** What HubSpot sends: which events are hints, and that nothing is one which HubSpot did not sign for this account. */
import { describe, expect, test } from 'vitest';
import type { Event } from '../support/webhooks.ts';
import { APP, event, look, NOW, opened, PORTAL, signed } from '../support/webhooks.ts';

const webhooks = opened();
const hear = (...events: readonly Event[]) => look(webhooks, signed(JSON.stringify(events)));
const hints = (...events: readonly Event[]) => {
  const heard = hear(...events);
  if (heard.state !== 'heard') throw new Error(heard.why);
  return heard.hints.map(({ system: _, ...hint }) => hint);
};

const by = (stream: 'contacts' | 'companies', kind: string, id: string): object => ({
  ...{ stream, kind },
  record: { system: 'hubspot', object: stream === 'contacts' ? 'contact' : 'company', id },
});

describe('an event', () => {
  test.each<[string, Event, object | undefined]>([
    ['a contact made', event('contact.creation'), by('contacts', 'changed', '101')],
    [
      'a property that is read',
      event('contact.propertyChange', { propertyName: 'jobtitle', propertyValue: '部長' }),
      by('contacts', 'changed', '101'),
    ],
    [
      'a counter that tells of forms',
      event('contact.propertyChange', { propertyName: 'recent_conversion_date' }),
      by('contacts', 'changed', '101'),
    ],
    ['a property that nobody reads', event('contact.propertyChange', { propertyName: 'favourite_colour' }), undefined],
    [
      'a company’s property',
      event('company.propertyChange', { propertyName: 'numberofemployees' }),
      by('companies', 'changed', '101'),
    ],
    [
      'an association',
      event('contact.associationChange', { objectId: undefined, fromObjectId: 7, toObjectId: 8 }),
      by('contacts', 'changed', '7'),
    ],
    ['a deletion', event('contact.deletion'), by('contacts', 'deleted', '101')],
    ['a restoration', event('contact.restore'), by('contacts', 'restored', '101')],
    ['a privacy deletion', event('contact.privacyDeletion'), by('contacts', 'erased', '101')],
    ['a privacy deletion of nobody', event('contact.privacyDeletion', { objectId: undefined }), undefined],
    [
      'a merge',
      event('contact.merge', {
        objectId: 1,
        primaryObjectId: 1,
        mergedObjectIds: [2, 3],
        newObjectId: 9,
        numberOfPropertiesMoved: 4,
      }),
      by('contacts', 'merged', '9'),
    ],
    ['a call', event('object.creation', { objectTypeId: '0-48' }), { stream: 'calls', kind: 'changed' }],
    ['an object by its type', event('object.creation', { objectTypeId: '0-1' }), by('contacts', 'changed', '101')],
    ['a ticket', event('ticket.creation'), undefined],
    ['a conversation', event('conversation.newMessage'), undefined],
    ['a word of later', event('contact.enlightenment'), undefined],
    ['a word out of the language itself', event('constructor.toString'), undefined],
  ])('%s', (_, given, hint) => {
    expect(hints(given)).toEqual(hint === undefined ? [] : [hint]);
  });

  test('of another account, or another app, is none of ours', () => {
    const foreign = [
      event('contact.creation', { portalId: PORTAL + 1 }),
      event('contact.creation', { appId: APP + 1 }),
    ];
    expect(hear(...foreign, event('contact.creation'))).toMatchObject({
      state: 'heard',
      foreign: 2,
      hints: [{ record: { id: '101' } }],
    });
  });
});

describe('a request', () => {
  test('with a hundred events is heard, with one more it is not', () => {
    const many = Array.from({ length: 100 }, (_, n) => event('contact.creation', { objectId: n + 1 }));
    expect(hints(...many)).toHaveLength(100);
    expect(hear(...many, event('contact.creation'))).toEqual({ state: 'refused', why: 'malformed' });
  });

  test.each([
    '',
    'null',
    '{}',
    '[1]',
    '[{}]',
    '"[]"',
    '[',
    `[${JSON.stringify(event('contact.creation', { objectId: '../1' }))}]`,
  ])('signed, and still no list of events: %j', (body) => {
    expect(look(webhooks, signed(body))).toEqual({ state: 'refused', why: 'malformed' });
  });

  test('without a word is heard: so the way can be tried', () => {
    expect(look(webhooks, signed('[]'))).toEqual({ state: 'heard', hints: [], foreign: 0 });
  });

  test('is not parsed before its signature was right', () => {
    const bad = signed('[', { secret: 'another' });
    expect(look(webhooks, bad)).toEqual({ state: 'refused', why: 'forged' });
  });

  test.each([
    ['no signature', {}],
    ['a signature v1', { 'x-hubspot-signature': 'f'.repeat(64), 'x-hubspot-signature-version': 'v1' }],
    ['a signature v2', { 'x-hubspot-signature': 'f'.repeat(64), 'x-hubspot-signature-version': 'v2' }],
    ['a v1 under the name of v3', { 'x-hubspot-signature-v3': 'f'.repeat(64) }],
  ])('with %s is refused by its headers', (_, headers) => {
    const { body, headers: given } = signed('[]');
    const timestamp = given['x-hubspot-request-timestamp'] ?? '';
    const claim = look(webhooks, { headers: { 'x-hubspot-request-timestamp': timestamp, ...headers }, body });
    expect(claim).toEqual({ state: 'refused', why: 'unsigned' });
  });

  test('is as true at the end of its five minutes, and not after', () => {
    let now = NOW;
    const later = opened({ now: () => now });
    const posted = signed('[]');
    for (const [seconds, expected] of [
      [-301, 'out-of-time'],
      [-299, undefined],
      [299, undefined],
      [301, 'out-of-time'],
    ] as const) {
      now = NOW.add({ seconds });
      const { state, ...more } = look(later, posted);
      expect({ state, ...more }).toMatchObject(
        expected === undefined ? { state: 'heard' } : { state: 'refused', why: expected },
      );
    }
  });
});

test('nobody listens without a secret', () => {
  for (const secret of ['', '   ']) expect(() => opened({ secret })).toThrow('secret');
});
