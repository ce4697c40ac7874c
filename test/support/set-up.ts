/** Makes Baton's properties in a HubSpot account by the connector alone, where a test needs no installation. */
import { createHubSpotConnector, type HubSpotOptions } from '../../connectors/hubspot/index.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { choicesIn } from '../../src/domain/own-fields.ts';
import type { SetupOutcome, SetupStep } from '../../src/ports/setup.ts';

export interface SetUp {
  readonly steps: readonly SetupStep[];
  readonly outcomes: readonly SetupOutcome[];
  readonly findings: readonly Finding[];
}

export async function setUpHubSpot(options: HubSpotOptions): Promise<SetUp> {
  const { setup } = createHubSpotConnector(options);
  if (setup === undefined) throw new Error('HubSpot can be set up');
  const { steps, findings } = await setup.plan({
    language: 'en',
    choices: (field) => choicesIn('hubspot', field, { agreement: undefined, language: 'en' }),
    made: [],
  });
  return { steps, findings, outcomes: await setup.carry(steps) };
}

/** What of it could not be done, by the name of the property. */
export function failures({ steps, outcomes, findings }: SetUp): readonly string[] {
  return [
    ...outcomes.flatMap(({ state }, index) => (state === 'done' ? [] : [`${steps[index]?.name ?? ''}: ${state}`])),
    ...findings.flatMap(({ ok, detail }) => (ok ? [] : [detail])),
  ];
}
