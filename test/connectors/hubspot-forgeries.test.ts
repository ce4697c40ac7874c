/** A hundred thousand ways to change a request that HubSpot signed: none is accepted, and none makes the code fail. */
import { expect, test } from 'vitest';
import { chance } from '../../connectors/kit/chance.ts';
import { forge } from '../support/webhook-forgeries.ts';
import { event, opened, signed, verdict } from '../support/webhooks.ts';

const FORGERIES = 100_000;

test(`none of ${FORGERIES} forgeries is accepted`, () => {
  const webhooks = opened();
  const body = JSON.stringify([
    event('contact.propertyChange', { propertyName: 'jobtitle', propertyValue: '情報システム部長' }),
    event('contact.merge', { primaryObjectId: 1, mergedObjectIds: [2, 3], newObjectId: 9 }),
  ]);
  const right = signed(body);
  const told = new Map<string, number>();
  const luck = chance('forgeries');
  for (let n = 0; n < FORGERIES; n += 1) {
    const { how, headers, bytes } = forge(right, luck);
    const found = verdict(webhooks, headers, bytes);
    if (found.state === 'heard') expect.fail(`accepted: ${how} ${JSON.stringify(headers)} ${bytes.toString('latin1')}`);
    told.set(found.why, (told.get(found.why) ?? 0) + 1);
  }
  // Forgeries of every depth were tried: most pass the look at the headers, and none is parsed.
  expect([...told.keys()].sort()).toEqual(['forged', 'out-of-time', 'unsigned']);
  expect(told.get('forged')).toBeGreaterThan(FORGERIES / 2);
  const values = Object.fromEntries(Object.entries(right.headers).map(([name, value]) => [name, [value]]));
  expect(verdict(webhooks, values, Buffer.from(body))).toMatchObject({ state: 'heard', foreign: 0 });
});
