/** The process dies before or in the middle of each writing call of `setup` and `setup --remove`: the next one finishes it, and takes away all that was made and nothing else. */
import { describe, expect, test } from 'vitest';
import { dieInSetup } from '../support/dying-setup.ts';
import type { TestInstallation } from '../support/installation.ts';
import { installations } from '../support/installations.ts';

const { open } = installations();

/** Asks for BANT by forms too, so that options can be added. */
const BANT = {
  'mappings/hubspot.yaml': [
    ['      budget: purchase_budget', '      budget: purchase_budget\n      bantNeed: baton_need'],
  ],
} as const;

/** What an admin sees, without when it was made; archived properties are gone. */
function account({ sandbox }: TestInstallation): unknown {
  const { catalogue } = sandbox.world.portal;
  const properties = catalogue
    .list('contacts')
    .filter(({ archived }) => !archived)
    .map(({ createdAt: _, updatedAt: __, ...property }) => property);
  return JSON.parse(JSON.stringify([properties, catalogue.groups('contacts')]));
}

const WAYS = [false, true];

describe('killed in the middle of setting up', () => {
  test.each(WAYS)('the next one makes the rest, and all can be taken away (in the call: %s)', async (within) => {
    const whole = await open({ edit: BANT });
    const before = account(whole);
    const calls = whole.sandbox.server.callCount;
    await whole.setup();
    const expected = account(whole);
    const writing = whole.sandbox.server.calls.slice(calls).filter(({ method, path }) => {
      return method !== 'GET' && path.includes('/properties/');
    }).length;
    await whole.close();
    expect(writing).toBeGreaterThan(1);
    for (let n = 0; n < writing; n += 1) {
      const place = await open({ edit: BANT });
      await dieInSetup(place, false, { n, in: within });
      await place.setup();
      expect(account(place), `call ${n}`).toEqual(expected);
      expect((await place.setup()).steps).toEqual([]);
      await place.setup({ remove: true });
      expect(account(place), `call ${n}`).toEqual(before);
      await place.close();
    }
  });
});

describe('killed in the middle of taking away', () => {
  test.each(WAYS)('the next one takes away the rest, and then nothing is left (in the call: %s)', async (within) => {
    for (const n of [0, 1, 7, 21]) {
      const place = await open({ edit: BANT });
      const before = account(place);
      await place.setup();
      await dieInSetup(place, true, { n, in: within });
      expect(account(place)).not.toEqual(before);
      await place.setup({ remove: true });
      expect(account(place), `call ${n}`).toEqual(before);
      expect((await place.setup({ remove: true })).steps).toEqual([]);
      await place.close();
    }
  });
});
