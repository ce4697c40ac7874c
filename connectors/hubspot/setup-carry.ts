/** Carries out the steps of a setup: new properties by the hundred, all else one by one. Nothing is repeated. */
import { z } from 'zod';
import type { SetupOutcome, SetupStep } from '../../src/ports/setup.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient } from './client.ts';
import { type OwnObject, pluralOf as plural } from './own-note.ts';

/** Properties of one batch call (page "Properties"). */
const BATCH = 100;
const DO = { purpose: 'setup', writes: true, lane: 'first' } as const;
const anything = z.unknown();
const property = z.looseObject({
  options: z.array(z.looseObject({ value: z.string(), label: z.string() })).default([]),
});
type MakeField = Extract<SetupStep, { does: 'make-field' }>;

/** In the order of the steps. */
export async function carrySteps(client: HubSpotClient, steps: readonly SetupStep[]): Promise<readonly SetupOutcome[]> {
  const outcomes = new Map<SetupStep, SetupOutcome>();
  for (const step of steps) if (step.does === 'make-group') outcomes.set(step, await makeGroup(client, step));
  for (const object of new Set(steps.map((step) => step.object))) {
    const fields = steps.filter((step): step is MakeField => step.does === 'make-field' && step.object === object);
    for (const batch of inBatches(fields, { most: BATCH })) await makeFields(client, object, batch, outcomes);
  }
  for (const step of steps) {
    if (step.does === 'add-options') outcomes.set(step, await addOptions(client, step));
    if (step.does === 'remove-field')
      outcomes.set(step, gone(await client.ask(DO, () => client.apis.properties.archive(pluralOf(step), step.name))));
  }
  for (const step of steps)
    if (step.does === 'remove-group')
      outcomes.set(step, gone(await client.ask(DO, () => client.apis.groups.archive(pluralOf(step), step.name))));
  return steps.map((step) => outcomes.get(step) ?? { state: 'done' });
}

function pluralOf({ object }: Pick<SetupStep, 'object'>): string {
  return plural(object as OwnObject);
}

async function makeGroup(client: HubSpotClient, step: SetupStep): Promise<SetupOutcome> {
  const body = { name: step.name, label: step.label, displayOrder: -1 };
  return outcomeOf(await client.request(DO, 'POST', `/crm/v3/properties/${pluralOf(step)}/groups`, anything, { body }));
}

/** One that is refused takes the whole batch with it: then each is asked for alone, so that it is the one that is named. */
async function makeFields(
  client: HubSpotClient,
  object: string,
  fields: readonly MakeField[],
  outcomes: Map<SetupStep, SetupOutcome>,
): Promise<void> {
  const path = `/crm/v3/properties/${pluralOf({ object })}`;
  const inputs = fields.map(({ definition }) => definition);
  const all = await client.request(DO, 'POST', `${path}/batch/create`, anything, { body: { inputs } });
  for (const field of fields) {
    const alone = all.state === 'refused' && all.status !== 403 && fields.length > 1;
    const answer = alone ? await client.request(DO, 'POST', path, anything, { body: field.definition }) : all;
    outcomes.set(field, outcomeOf(answer));
  }
}

/** Read again right before, and sent whole with the new ones at the end: HubSpot replaces the list by what it is sent. */
async function addOptions(
  client: HubSpotClient,
  step: Extract<SetupStep, { does: 'add-options' }>,
): Promise<SetupOutcome> {
  const { properties } = client.apis;
  const now = await client.ask({ ...DO, writes: false }, async () =>
    property.parse(await properties.getByName(pluralOf(step), step.name)),
  );
  if (now.state !== 'answered') return outcomeOf(now);
  const { options } = now.value;
  const there = new Set(options.map(({ value }) => value));
  const added = step.options
    .filter(({ value }) => !there.has(value))
    .map((option, index) => ({ ...option, displayOrder: options.length + index, hidden: false }));
  const path = `/crm/v3/properties/${pluralOf(step)}/${step.name}`;
  return outcomeOf(await client.request(DO, 'PATCH', path, anything, { body: { options: [...options, ...added] } }));
}

function outcomeOf(answer: Attempt<unknown>): SetupOutcome {
  if (answer.state === 'answered') return { state: 'done' };
  const { problem } = answer;
  return { state: answer.state === 'throttled' ? 'unsent' : answer.state, problem };
}

/** What is not there any more need not be removed. */
function gone(answer: Attempt<unknown>): SetupOutcome {
  return answer.state === 'refused' && answer.status === 404 ? { state: 'done' } : outcomeOf(answer);
}
