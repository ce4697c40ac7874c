/** Proves docs/setup.md: its HubSpot scopes are enough and all needed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createHubSpotConnector } from '../connectors/hubspot/index.ts';
import { openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { makeStory } from '../connectors/kit/story-of-the-sandbox.ts';
import { readMappings } from '../src/config/mappings.ts';
import { SHIPPED_MAPPINGS } from '../src/config/new-home.ts';
import { iso } from '../src/domain/instant.ts';
import { rowsOf } from './support/markdown.ts';
import { failures, setUpHubSpot } from './support/set-up.ts';

const page = readFileSync(new URL('../docs/setup.md', import.meta.url), 'utf8');
const [hubspot = ''] = page.split('\n## Salesforce');
const SCOPES = rowsOf(hubspot).map(([scope = '']) => scope.replaceAll('`', ''));

/** Everything that Baton does in HubSpot, and what of it was refused. */
async function refusals(scopes: readonly string[]): Promise<readonly string[]> {
  const start = Temporal.Instant.from('2026-10-05T00:00:00Z');
  const now = (): Temporal.Instant => start;
  const story = makeStory({ seed: 'scopes', people: 5, days: 1, start: iso(start) });
  const sandbox = await openHubSpotSandbox({ now, scopes, story });
  const { hubspot: mapping } = readMappings(SHIPPED_MAPPINGS).systems;
  const surroundings = { now, mayWrite: () => true, log: () => {} };
  const options = {
    basePath: sandbox.url,
    auth: { kind: 'token' as const, token: sandbox.token },
    mapping,
    surroundings,
  };
  const connector = createHubSpotConnector(options);
  const refused = [
    ...failures(await setUpHubSpot(options)),
    // What forms ask has nothing to do with scopes.
    ...(await connector.check()).flatMap(({ name, ok, detail }) => (ok || name === 'form' ? [] : [detail])),
  ];
  let contact = '';
  for (const stream of connector.streams) {
    const { records, problems } = await connector.pull(stream, undefined);
    refused.push(...problems.map(({ code }) => `${stream}: ${code}`));
    contact = records.find(({ ref }) => ref.object === 'contact')?.ref.id ?? contact;
  }
  const target = { system: 'hubspot', object: 'contact', id: contact } as const;
  const outcomes = await connector.send([{ kind: 'fields', target, fields: { stage: 'mql' } }]);
  refused.push(...outcomes.flatMap(({ state }) => (state === 'done' ? [] : [`write: ${state}`])));
  await connector.close();
  await sandbox.close();
  return refused;
}

test('the HubSpot scopes are enough', async () => {
  expect(SCOPES).toContain('crm.objects.contacts.write');
  expect(await refusals(SCOPES)).toEqual([]);
});

test.each(SCOPES)('%s is needed', async (scope) => {
  expect(await refusals(SCOPES.filter((other) => other !== scope))).not.toEqual([]);
});
