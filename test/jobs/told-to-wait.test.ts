/** A system that says "not so fast" is asked again in the same run, after the pause that it wants, and not for ever. */
import { expect, onTestFinished, test } from 'vitest';
import { pull } from '../../src/jobs/pull.ts';
import { pullHinted } from '../../src/jobs/pull-hinted.ts';
import { watchOf } from '../support/budget.ts';
import { change, gather, later, openForCrowds } from '../support/crowd.ts';

function refusal(policyName: string) {
  const body = { status: 'error', errorType: 'RATE_LIMIT', message: 'You have reached your limit.', policyName };
  return { status: 429, body };
}

/** Contacts that have changed since they were read; the watch tells what calls have waited from now on. */
async function opened(contacts: number) {
  const watch = watchOf();
  const stage = await openForCrowds({ budget: watch });
  onTestFinished(() => stage.close());
  await stage.turn();
  const crowd = gather(stage, contacts);
  later(stage);
  await pull(stage.context, 'hubspot');
  later(stage);
  change(stage, crowd, 'hubspot');
  later(stage);
  watch.pass(60_000);
  const before = watch.waitedMs;
  return { stage, crowd, waitedMs: () => watch.waitedMs - before };
}

const CONTACTS = '/crm/v3/objects/contacts/search';

test('another app takes the searches of a second: the rest is read a second later, by the same pull', async () => {
  const { stage, waitedMs } = await opened(250);
  // The second search of the first page is refused, twice; what the first has found is kept.
  const fault = { path: CONTACTS, effect: { answer: refusal('SECONDLY') } };
  stage.hubspot.server.inject({ ...fault, after: 1, times: 2 });
  const report = await pull(stage.context, 'hubspot');
  expect(report).toMatchObject({ failed: false, news: 250 });
  expect(waitedMs()).toBeGreaterThanOrEqual(2_000);
  expect(await stage.store.transaction((tx) => tx.outbox.problems())).toEqual([]);
  later(stage);
  expect(await pull(stage.context, 'hubspot')).toMatchObject({ news: 0 });
});

test('a system that never lets it through is left to the next poll, and listed', async () => {
  const { stage } = await opened(1);
  const { server } = stage.hubspot;
  server.inject({ path: CONTACTS, times: 1_000, effect: { answer: refusal('SECONDLY') } });
  expect(await pull(stage.context, 'hubspot', ['contacts'])).toMatchObject({ failed: true, records: 0 });
  const asked = server.calls.filter(({ status }) => status === 429).length;
  expect(asked).toBe(6);
  expect(await stage.store.transaction((tx) => tx.outbox.problems())).toMatchObject([
    { key: 'pull hubspot contacts', code: '429 SECONDLY' },
  ]);
  server.clearFaults();
  expect(await pull(stage.context, 'hubspot', ['contacts'])).toMatchObject({ failed: false, records: 1 });
  expect(await stage.store.transaction((tx) => tx.outbox.problems())).toEqual([]);
});

test('where the day is over nothing is asked again', async () => {
  const { stage } = await opened(1);
  const { server } = stage.hubspot;
  server.inject({ path: CONTACTS, times: 1_000, effect: { answer: refusal('DAILY') } });
  expect(await pull(stage.context, 'hubspot', ['contacts'])).toMatchObject({ failed: true });
  expect(server.calls.filter(({ status }) => status === 429).length).toBe(1);
});

test('a hint is followed after the pause, not when its lease ends', async () => {
  const { stage, crowd, waitedMs } = await opened(1);
  const [id = ''] = crowd.contacts;
  const hint = {
    system: 'hubspot',
    stream: 'contacts',
    kind: 'changed',
    record: { system: 'hubspot', object: 'contact', id },
  };
  await stage.store.transaction((tx) => tx.hints.put([hint as never], stage.runtime.now().toString() as never));
  const batch = '/crm/v3/objects/contacts/batch/read';
  stage.hubspot.server.inject({ path: batch, times: 1, effect: { answer: refusal('TEN_SECONDLY_ROLLING') } });
  expect(await pullHinted(stage.context, 'hubspot')).toMatchObject({ failed: false, records: 1, news: 1 });
  expect(waitedMs()).toBeGreaterThanOrEqual(10_000);
});
