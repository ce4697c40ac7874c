/** Records as the API shows them: all values strings or null, only what was asked for. */
import type { LinkType } from './association-types.ts';
import type { End } from './links.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import type { HistoryEntry, HubSpotRecord } from './store.ts';
import type { Values } from './values.ts';

export interface Wanted {
  /** Empty: the standard ones of the type. */
  readonly properties: readonly string[];
  readonly history?: readonly string[];
  /** Other types, by any name the API takes. */
  readonly associations?: readonly string[];
}

/** `values` may be an older state than the record's own: search shows what its index holds. */
export function renderRecord(
  portal: Portal,
  record: HubSpotRecord,
  wanted: Wanted,
  values: Values = record.values,
): Record<string, unknown> {
  const { type, id, createdAt, archivedAt } = record;
  const associations = (wanted.associations ?? []).map((name) => renderLinks(portal, record, objectType(name)));
  return {
    id,
    properties: renderValues(portal, type, wanted.properties, values),
    ...(wanted.history && wanted.history.length > 0
      ? { propertiesWithHistory: renderHistory(portal, record, wanted.history) }
      : {}),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: values[TYPE_FACTS[type].modified] ?? new Date(record.updatedAt).toISOString(),
    archived: archivedAt !== undefined,
    ...(archivedAt === undefined ? {} : { archivedAt: new Date(archivedAt).toISOString() }),
    ...(associations.some((entry) => entry !== undefined)
      ? { associations: Object.fromEntries(associations.filter((entry) => entry !== undefined)) }
      : {}),
  };
}

/** Three properties come with every answer; an unknown name is left out of a read without error. */
function renderValues(
  portal: Portal,
  type: ObjectType,
  names: readonly string[],
  values: Values,
): Record<string, string | null> {
  const facts = TYPE_FACTS[type];
  const asked = names.length === 0 ? facts.standard : names.map((name) => name.toLowerCase());
  const all = new Set([facts.created, ...asked, facts.modified, 'hs_object_id']);
  const shown: Record<string, string | null> = {};
  for (const name of all) if (portal.catalogue.find(type, name) !== undefined) shown[name] = values[name] ?? null;
  return shown;
}

function renderHistory(portal: Portal, record: HubSpotRecord, names: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of names) {
    if (portal.catalogue.find(record.type, name) === undefined) continue;
    shown[name] = (record.history.get(name) ?? []).toReversed().map(renderEntry);
  }
  return shown;
}

function renderEntry({ value, at, source }: HistoryEntry): Record<string, unknown> {
  return {
    value,
    timestamp: new Date(at).toISOString(),
    sourceType: source.type,
    ...(source.id === undefined ? {} : { sourceId: source.id }),
    ...(source.label === undefined ? {} : { sourceLabel: source.label }),
    ...(source.userId === undefined ? {} : { updatedByUserId: source.userId }),
  };
}

function renderLinks(portal: Portal, record: HubSpotRecord, to: ObjectType): readonly [string, unknown] | undefined {
  const results = linksInV3(portal, record, to);
  return results.length === 0 ? undefined : [to, { results }];
}

/** The older form of associations that comes with a record: one entry per link, its type spelled out. */
export function linksInV3(portal: Portal, from: End, to: ObjectType): readonly { id: string; type: string }[] {
  return portal.links
    .of(from, to)
    .flatMap(({ id, types }) => types.map((type) => ({ id, type: nameInV3(portal, type) })));
}

/** `contact_to_company` is the primary link where there is one, else the plain one; a label goes by its own name. */
export function nameInV3(portal: Portal, { from, to, label, category }: LinkType): string {
  if (category === 'USER_DEFINED') return (label ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
  const name = `${TYPE_FACTS[from].singular}_to_${TYPE_FACTS[to].singular}`;
  return label === null && portal.links.types.primary(from, to) !== undefined ? `${name}_unlabeled` : name;
}
