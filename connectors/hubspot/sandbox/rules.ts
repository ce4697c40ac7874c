/** What HubSpot does to a record beyond checking single values: required properties, the one-way lifecycle stage, calculated deal fields. */
import type { Catalogue } from './catalogue.ts';
import type { ObjectType } from './object-types.ts';
import type { Pipelines } from './pipelines.ts';
import { invalid, invalidProperties } from './refusal.ts';
import type { Values } from './values.ts';

/** At least one of each group must be there at creation (the guide of each object, HubSpot developer documentation). */
const REQUIRED: Readonly<Record<ObjectType, readonly (readonly string[])[]>> = {
  contacts: [['email', 'firstname', 'lastname']],
  companies: [['name', 'domain']],
  deals: [['dealname'], ['dealstage']],
  calls: [['hs_timestamp']],
  meetings: [['hs_timestamp']],
  notes: [['hs_timestamp']],
  tasks: [['hs_timestamp']],
  emails: [['hs_timestamp'], ['hs_email_direction']],
  communications: [['hs_timestamp'], ['hs_communication_channel_type']],
  postal_mail: [['hs_timestamp']],
  tickets: [['subject'], ['hs_pipeline_stage']],
  leads: [['hs_lead_name']],
  products: [['name']],
  line_items: [],
  quotes: [['hs_title'], ['hs_expiration_date']],
};

/** Those without which nothing of a type can be made. */
export function requiredOf(type: ObjectType): readonly string[] {
  return REQUIRED[type].flatMap((group) => (group.length === 1 ? group : []));
}

export function checkRequired(type: ObjectType, values: Values): void {
  const missing = REQUIRED[type].find((group) => group.every((name) => (values[name] ?? '') === ''));
  if (missing === undefined) return;
  throw invalid(`Error creating ${type}. Some required properties were not set.`, [
    {
      message: `One of these must be set: ${missing.join(', ')}.`,
      code: 'REQUIRED_PROPERTY_MISSING',
      context: { properties: missing },
    },
  ]);
}

/**
 * What a backward write of `lifecyclestage` answers is not documented: `ignore` keeps the old stage and answers success, `refuse` answers 400. Either way
 * the stage stays; only clearing it first lets it go back ("Contacts guide", HubSpot developer documentation).
 */
export type BackwardStage = 'ignore' | 'refuse';

/** Takes a backward `lifecyclestage` out of a write; later stages have later places in the property's options. */
export function keepStageForward(
  catalogue: Catalogue,
  write: { readonly type: ObjectType; readonly before: Values; readonly values: Record<string, string> },
  backward: BackwardStage,
): Record<string, string> {
  const { lifecyclestage: next, ...rest } = write.values;
  const current = write.before['lifecyclestage'] ?? '';
  if (next === undefined || next === '' || current === '') return write.values;
  const stages = catalogue.find(write.type, 'lifecyclestage')?.options ?? [];
  const place = (value: string): number => stages.findIndex((stage) => stage.value === value);
  if (place(next) >= place(current)) return write.values;
  if (backward === 'ignore') return rest;
  throw invalidProperties([
    { name: 'lifecyclestage', error: 'INVALID_STAGE', message: `Cannot move from ${current} back to ${next}.` },
  ]);
}

/** What HubSpot calculates from the values just written. */
export function calculated(pipelines: Pipelines, type: ObjectType, values: Values): Record<string, string> {
  if (type !== 'deals') return {};
  const stage = pipelines.stage(type, values['pipeline'], values['dealstage'] ?? '');
  const closed = stage?.metadata['isClosed'] === 'true';
  return {
    hs_is_closed: String(closed),
    hs_is_closed_won: String(closed && Number(stage.metadata['probability']) === 1),
  };
}
