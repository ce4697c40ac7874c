/** Makes the properties that the mapping needs and the account lacks. Nothing that stands is changed, so it can be run again. */
import { z } from 'zod';
import { STAGES } from '../../src/domain/facts.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Finding } from '../../src/ports/connector.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { HubSpotClient } from './client.ts';
import type { PropertyTypes } from './property-types.ts';
import { KEPT } from './read-records.ts';
import { propertiesOf, typeOfName } from './values.ts';

/** Baton's own begin so; other missing properties are the admin's to make, since only they know what they should hold. */
const OURS = /^baton_/;
const GROUP = { name: 'baton', label: 'Baton', displayOrder: -1 };
const TIMEFRAMES = ['within-3-months', 'within-6-months', '6-12-months', 'over-1-year', 'undecided'];
/** Fields whose values are a closed list: selects, so that lists and workflows can offer them. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  stage: STAGES,
  temperature: ['hot', 'warm', 'cold'],
  timeframe: TIMEFRAMES,
};
/** Asked by forms, and ours to make where the mapping names them. */
const ASKED_BY_FORMS: ReadonlySet<string> = new Set(['timeframe', 'budget']);
/** Properties of one batch call (page "Properties"). */
const BATCH = 100;
const MAKE = { purpose: 'setup', writes: true } as const;
const anything = z.unknown();

/** What was made and what stood already (`ok`), and what could not be made. The group is made first, as HubSpot asks. */
export async function setUp(
  client: HubSpotClient,
  types: PropertyTypes,
  objects: Readonly<Partial<Record<keyof typeof KEPT, ObjectMapping | undefined>>>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const object of ['contact', 'company'] as const) {
    const mapping = objects[object];
    if (mapping === undefined) continue;
    const { plural } = KEPT[object];
    const known = await types.list('setup', plural);
    if (known.state !== 'answered') {
      findings.push(failed(plural, known));
      continue;
    }
    const missing = [...propertiesOf(mapping)].filter(
      ([name, property]) => !known.value.has(property) && (OURS.test(property) || ASKED_BY_FORMS.has(name)),
    );
    if (missing.length > 0) findings.push(...(await make(client, plural, missing)));
  }
  return findings;
}

async function make(
  client: HubSpotClient,
  plural: string,
  missing: readonly (readonly [name: string, property: string])[],
): Promise<readonly Finding[]> {
  const group = await client.request(MAKE, 'POST', `/crm/v3/properties/${plural}/groups`, anything, { body: GROUP });
  if (group.state !== 'answered' && !stood(group)) return [failed(`${plural}: group`, group)];
  const findings: Finding[] = [];
  for (const batch of inBatches(missing, { most: BATCH })) {
    const inputs = batch.map(([name, property]) => definition(name, property));
    const path = `/crm/v3/properties/${plural}/batch/create`;
    const made = await client.request(MAKE, 'POST', path, anything, { body: { inputs } });
    for (const [, property] of batch) {
      const detail = `${plural}.${property}`;
      findings.push(made.state === 'answered' ? { name: 'field', ok: true, detail } : failed(detail, made));
    }
  }
  return findings;
}

/** Page "Properties": a datetime has the field type `date`; a unique property is so from the beginning or never. */
function definition(name: string, property: string): Record<string, unknown> {
  const common = { name: property, label: label(property), groupName: GROUP.name, formField: ASKED_BY_FORMS.has(name) };
  const choices = CHOICES[name];
  if (choices !== undefined) {
    const options = choices.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false }));
    return { ...common, type: 'enumeration', fieldType: 'select', options };
  }
  switch (typeOfName(name)) {
    case 'number':
      return { ...common, type: 'number', fieldType: 'number' };
    case 'instant':
      return { ...common, type: 'datetime', fieldType: 'date' };
    case 'boolean':
      return { ...common, type: 'bool', fieldType: 'booleancheckbox' };
    default:
      return {
        ...common,
        type: 'string',
        fieldType: name === 'reasons' ? 'textarea' : 'text',
        hasUniqueValue: name === 'batonId',
      };
  }
}

/** `baton_total_score` → `Baton total score`: an identifier, which the admin may relabel in HubSpot. */
function label(property: string): string {
  const words = property.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Undocumented, and 409 in practice. */
function stood(answer: Attempt<unknown>): boolean {
  return answer.state === 'refused' && answer.status === 409;
}

function failed(detail: string, answer: Unanswered): Finding {
  return { name: 'field', ok: false, detail, problem: answer.problem };
}
