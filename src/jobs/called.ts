/** How the agreement calls its handoffs, its reasons for sending back and its cells: by the version in force, and what only the file knows by that. */
import { departmentsOf, type Named, namesOf } from '../domain/agreement/names.ts';
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { Settings } from './context.ts';
import type { Power } from './power.ts';

/** Undefined where no agreement knows it any more. */
export type Called = (kind: Named, id: string) => Bilingual | undefined;

export function calledBy({ inForce }: Pick<Power, 'inForce'>, { agreement }: Pick<Settings, 'agreement'>): Called {
  const known = [inForce?.terms, agreement.kind === 'read' ? agreement.terms : undefined].flatMap((terms) =>
    terms === undefined ? [] : [namesOf(terms)],
  );
  return (kind, id) => known.flatMap((names) => (Object.hasOwn(names[kind], id) ? [names[kind][id]] : []))[0];
}

/** Of the departments that the agreement lists. */
export function departmentsKnown(
  { inForce }: Pick<Power, 'inForce'>,
  { agreement }: Pick<Settings, 'agreement'>,
): Departments {
  const file = agreement.kind === 'read' ? departmentsOf(agreement.terms) : {};
  return { ...file, ...(inForce === undefined ? {} : departmentsOf(inForce.terms)) };
}
