/** Makes what Baton needs in a HubSpot account or a Salesforce org by the connector alone, where a test needs no installation. */
import { createHubSpotConnector, type HubSpotOptions } from '../../connectors/hubspot/index.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { choicesIn } from '../../src/domain/own-fields.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { SetupOutcome, SetupStep } from '../../src/ports/setup.ts';

export interface SetUp {
  readonly steps: readonly SetupStep[];
  readonly outcomes: readonly SetupOutcome[];
  readonly findings: readonly Finding[];
}

export async function setUpHubSpot(options: HubSpotOptions): Promise<SetUp> {
  return setUp(createHubSpotConnector(options));
}

export async function setUpSalesforce(connector: Connector | undefined): Promise<void> {
  if (connector === undefined) throw new Error('there is a connector');
  const { outcomes } = await setUp(connector);
  if (outcomes.some(({ state }) => state !== 'done')) throw new Error(`not set up: ${JSON.stringify(outcomes)}`);
}

async function setUp({ setup, system }: Connector): Promise<SetUp> {
  if (setup === undefined) throw new Error(`${system} can be set up`);
  const { steps, findings } = await setup.plan({
    language: 'en',
    choices: (field) => choicesIn(system, field, { agreement: undefined, language: 'en' }),
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
