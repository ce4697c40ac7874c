/** Writes in two steps, check then apply, so that a batch is refused whole before any of it is done. */
import { z } from 'zod';
import type { ObjectType } from './object-types.ts';
import { type Portal, refusalKey } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import { wholeNumber } from './router.ts';
import { calculated, checkRequired, keepStageForward } from './rules.ts';
import type { HubSpotRecord, Source } from './store.ts';
import type { Claims } from './unique-values.ts';
import { checkProperties } from './values.ts';

export const propertiesBody = z.record(z.string(), z.unknown());
export const associationsBody = z
  .array(
    z.object({
      to: z.object({ id: z.union([z.string(), z.number()]).transform(String) }),
      types: z.array(z.object({ associationCategory: z.string(), associationTypeId: wholeNumber })).min(1),
    }),
  )
  .nullish();
type Associations = z.output<typeof associationsBody>;

export interface WriteContext {
  readonly portal: Portal;
  readonly type: ObjectType;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: Source;
  readonly claims: Claims;
}

/** Checks a creation; the answered function does it and cannot fail. */
export function prepareCreate(
  context: WriteContext,
  given: { readonly properties: Readonly<Record<string, unknown>>; readonly associations?: Associations },
): () => HubSpotRecord {
  const { portal, type, at, source, claims } = context;
  const values = checkProperties(portal.catalogue, type, given.properties);
  checkRequired(type, values);
  checkCompany(portal, type, values);
  const targets = (given.associations ?? []).flatMap(({ to, types }) =>
    types.map(({ associationTypeId }) => ({ to: to.id, link: targetType(portal, type, associationTypeId, to.id) })),
  );
  const conflict = portal.store.unique.conflict(type, undefined, values, claims);
  if (conflict !== undefined) throw conflict;
  return () => {
    const record = portal.store.create(type, {
      values: { ...values, ...calculated(portal.pipelines, type, values) },
      at,
      source,
    });
    for (const { to, link } of targets) {
      portal.links.link({ type, id: record.id }, { type: link.to, id: to }, link.typeId, { at, source });
    }
    linkCompany(context, record, values);
    return record;
  };
}

/** Checks an update; the answered function does it and cannot fail. */
export function prepareUpdate(
  context: WriteContext,
  record: HubSpotRecord,
  properties: Readonly<Record<string, unknown>>,
): () => HubSpotRecord {
  const { portal, type, at, source, claims } = context;
  checkOrdered(portal, type, record.id);
  const before = record.values;
  const checked = checkProperties(portal.catalogue, type, properties, before);
  checkCompany(portal, type, checked);
  const values = keepStageForward(portal.catalogue, { type, before, values: checked }, portal.backwardStage);
  const conflict = portal.store.unique.conflict(type, record.id, { ...before, ...values }, claims);
  if (conflict !== undefined) throw conflict;
  return () => {
    const all = { ...values, ...calculated(portal.pipelines, type, { ...before, ...values }) };
    portal.store.update(record, { values: all, at, source });
    linkCompany(context, record, values);
    return record;
  };
}

/** Throws the refusal that was ordered for a record. */
export function checkOrdered(portal: Portal, type: ObjectType, id: string): void {
  const ordered = portal.refusals.get(refusalKey(type, id));
  if (ordered !== undefined) throw ordered;
}

/** The live record of a path; by another unique property if the call says so. */
export function recordOf(portal: Portal, type: ObjectType, id: string, idProperty?: string): HubSpotRecord {
  const record = portal.store.lookUp(type, id, idProperty);
  if (record === undefined || record.archivedAt !== undefined) throw notFound();
  return record;
}

function targetType(portal: Portal, from: ObjectType, typeId: number, to: string) {
  const link = portal.links.types.find(from, typeId);
  if (link === undefined) throw invalid(`Association type ${typeId} does not start from ${from}.`);
  if (portal.store.live(link.to, to) === undefined) throw invalid(`No ${link.to} with ID ${to} exists.`);
  return link;
}

function checkCompany(portal: Portal, type: ObjectType, values: Readonly<Record<string, string>>): void {
  const company = type === 'contacts' ? (values['associatedcompanyid'] ?? '') : '';
  if (company !== '' && portal.store.live('companies', company) === undefined) {
    throw invalid(`No companies with ID ${company} exists.`);
  }
}

/** Writing a contact's `associatedcompanyid` links it; clearing it ends the primary link. */
function linkCompany(context: WriteContext, record: HubSpotRecord, values: Readonly<Record<string, string>>): void {
  const company = values['associatedcompanyid'];
  if (record.type !== 'contacts' || company === undefined) return;
  const { portal, at, source } = context;
  const former = portal.links.primaryCompany(record);
  if (company !== '') portal.links.setPrimary(record, company, { at, source });
  else if (former !== undefined) portal.links.unlink(record, { type: 'companies', id: former }, { at, source });
}
