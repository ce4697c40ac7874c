/** Fields that the agreement asks for and no mapping reads: the question would never be answered. */
import { DEEPEST_CONDITION } from '../domain/agreement/coherence.ts';
import { conditionPlaces, leavesOf, type Path } from '../domain/agreement/places.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { SystemMapping } from '../domain/mapping.ts';
import type { System } from '../domain/record.ts';
import type { AgreementFile } from './agreement.ts';
import type { ConfigFault } from './faults.ts';
import { nearest } from './nearest.ts';

/** As doubts: the agreement loads all the same, and such a field stays unknown. */
export function unreadFields(
  { terms, file }: Pick<AgreementFile, 'terms' | 'file'>,
  systems: Readonly<Record<System, SystemMapping>>,
): readonly ConfigFault[] {
  const read = new Set(
    Object.values(systems).flatMap(({ objects }) =>
      Object.values(objects).flatMap((object) => [...Object.keys(object.read), ...Object.keys(object.write)]),
    ),
  );
  return askedFields(terms)
    .filter(({ field }) => !read.has(field))
    .map(({ path, field }) => file.fault(path, 'field-not-read', { name: field, nearest: nearest(field, [...read]) }));
}

function askedFields(terms: Agreement): readonly { readonly path: Path; readonly field: string }[] {
  const { scoring, evidence, handoffs } = terms;
  return [
    ...scoring.attributes.map(({ field }, index) => ({ path: ['scoring', 'attributes', index, 'field'], field })),
    ...Object.entries(evidence).flatMap(([item, { field, confirmed }]) => [
      { path: ['evidence', item, 'field'], field },
      ...(confirmed === undefined ? [] : [{ path: ['evidence', item, 'confirmed', 'field'], field: confirmed.field }]),
    ]),
    ...conditionPlaces(terms).flatMap(({ path, rule }) =>
      leavesOf(rule, path, DEEPEST_CONDITION).flatMap(({ path: at, leaf }) =>
        'attribute' in leaf ? [{ path: [...at, 'attribute'], field: leaf.attribute }] : [],
      ),
    ),
    ...handoffs.flatMap(({ gate }, index) =>
      gate.flatMap((item, at) =>
        typeof item === 'string' ? [{ path: ['handoffs', index, 'gate', at], field: item }] : [],
      ),
    ),
  ];
}
