/** The mapping that Baton ships fits the account that its sandbox shows. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createHubSpotConnector } from '../../connectors/hubspot/index.ts';
import { openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import { failures, setUpHubSpot } from '../support/set-up.ts';

test('after setup every property of mappings/hubspot.yaml is there, and what is written may be written', async () => {
  const now = () => Temporal.Instant.from('2026-11-21T09:00:00Z');
  const text = await readFile(new URL('../../mappings/hubspot.yaml', import.meta.url), 'utf8');
  const sandbox = await openHubSpotSandbox({ now });
  try {
    const options = {
      basePath: sandbox.url,
      auth: { kind: 'token', token: sandbox.token },
      mapping: systemMapping.parse(parse(text)),
      surroundings: { now, mayWrite: () => true, log: () => {} },
    } as const;
    expect(failures(await setUpHubSpot(options))).toEqual([]);
    const findings = await createHubSpotConnector(options).check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    const fine = findings.filter(({ says }) => says === 'fields-fine').map(({ about }) => Number(about?.['count']));
    expect(fine[0]).toBeGreaterThan(30);
  } finally {
    await sandbox.close();
  }
});
