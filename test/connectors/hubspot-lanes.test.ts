/** What can wait leaves room: however much of it is read, a hint is followed at once. */
import { expect, onTestFinished, test } from 'vitest';
import { byPerson, openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { RateKeeper } from '../../connectors/kit/budget.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { watchOf } from '../support/budget.ts';
import { MAPPING, openStage } from './hubspot-setup.ts';

const LIST = { list: '42', is: 'exhibition-visited' };
const mapping = systemMapping.parse({ ...MAPPING, lists: [LIST], selection: { list: '43' } });
const NOW = '2026-11-21T09:00:00Z';

async function opened() {
  const watch = watchOf();
  const now = Temporal.Instant.from(NOW);
  const limits = { per10Seconds: 100 };
  const sandbox = await openHubSpotSandbox({ now: () => now, limits, machineMs: () => watch.machineMs() });
  onTestFinished(() => sandbox.close());
  const how = byPerson(1, now.subtract({ hours: 1 }).epochMilliseconds);
  const { id } = sandbox.world.create('contacts', { email: 'kaoru@kaede.example' }, how);
  const auth = { kind: 'token', token: sandbox.token } as const;
  const { connector } = openStage({ basePath: sandbox.url, auth, mapping, now: NOW, budget: watch });
  return { watch, sandbox, connector, refs: [{ system: 'hubspot', object: 'contact', id }] as const };
}
type Refs = Awaited<ReturnType<typeof opened>>['refs'];

const CAN_WAIT: Readonly<Record<string, (connector: Connector, refs: Refs) => Promise<unknown>>> = {
  'archived records': (connector) => connector.pull('archived', undefined),
  'members of lists': (connector) => connector.pull('lists', undefined),
  'who is selected': (connector) => connector.pull('selection', { list: '43' }),
  'the daily look': (connector, refs) => connector.look?.(refs, { account: '1' }, 'in time') ?? Promise.resolve(),
  'first readings': (connector) => connector.pull('mails', undefined),
};

test.each(Object.entries(CAN_WAIT))('%s', async (_, read) => {
  const { watch, sandbox, connector, refs } = await opened();
  const { server } = sandbox;
  // What is asked once is known from here on.
  await connector.look?.(refs, undefined);
  await read(connector, refs);
  watch.pass(60_000);
  const before = server.callCount;
  for (let n = 0; n < 100 && watch.waitedMs === 0; n += 1) await read(connector, refs);
  // Eighty, and those of the read that had to wait.
  expect(server.callCount - before).toBeGreaterThan(80);
  expect(server.callCount - before).toBeLessThan(85);
  watch.pass(60_000);
  const { waitedMs } = watch;
  const calls = server.callCount;
  while (server.callCount < calls + 78) await read(connector, refs);
  expect(await connector.look?.(refs, { account: '1' })).toMatchObject({ problems: [], records: [{ ref: refs[0] }] });
  expect(watch.waitedMs).toBe(waitedMs);
  expect(server.calls.filter(({ status }) => status === 429)).toEqual([]);
});

test('of the calls that wait for their turn in a worker, those of the lanes before go first', async () => {
  const terms = { system: 'hubspot', bursts: {}, daily: undefined, atOnce: { burst: 1 } } as const;
  const keeper = new RateKeeper(terms, watchOf(), () => Temporal.Instant.from(NOW));
  const order: string[] = [];
  const call = async (lane: 'first' | 'usual' | 'last'): Promise<void> => {
    const admission = await keeper.admit({ window: 'burst', lane, purpose: lane });
    order.push(lane);
    if (admission.state === 'go') await admission.done();
  };
  await Promise.all([call('last'), call('last'), call('usual'), call('last'), call('first'), call('usual')]);
  expect(order).toEqual(['last', 'first', 'usual', 'usual', 'last', 'last']);
});
