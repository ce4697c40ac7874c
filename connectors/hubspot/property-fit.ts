/** Whether a property can hold what Baton reads from it or writes to it (page "Properties": types and what each takes). */
import type { PropertyFacts } from './property-types.ts';
import { typeOfName, type ValueType } from './values.ts';

/** A text property takes anything; a list takes its options, which are looked at one by one elsewhere. */
const TAKES: Readonly<Record<ValueType, readonly string[]>> = {
  text: ['string', 'enumeration'],
  number: ['string', 'number'],
  boolean: ['string', 'bool', 'enumeration'],
  instant: ['string', 'datetime'],
};
/** What can be read as what: text is read as any type, value by value. */
const GIVES: Readonly<Record<ValueType, readonly string[]>> = {
  text: ['string', 'enumeration', 'number', 'bool', 'date', 'datetime'],
  number: ['string', 'number', 'enumeration'],
  boolean: ['string', 'bool', 'enumeration'],
  instant: ['string', 'datetime', 'date'],
};

/** The types that would do, where the property's does not. A name that is not Baton's takes the property's type, so anything fits. */
export function misfit(
  name: string,
  { type }: Pick<PropertyFacts, 'type'>,
  use: 'read' | 'write',
): readonly string[] | undefined {
  const wanted = typeOfName(name);
  if (wanted === undefined) return undefined;
  const allowed = (use === 'write' ? TAKES : GIVES)[wanted];
  return allowed.includes(type) ? undefined : allowed;
}
