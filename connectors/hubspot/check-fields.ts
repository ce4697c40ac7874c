/** The account's properties against the mapping: there, of a type that fits, to be written where they are written, with the values that are needed. */
import type { Finding } from '../../src/domain/finding.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import { CHECK } from './check-token.ts';
import { NOTE_KEY_PLACE, noteKeyClash, pluralOf } from './own-note.ts';
import { misfit } from './property-fit.ts';
import type { PropertyFacts } from './property-types.ts';
import { KEPT, type KeptObject } from './read-records.ts';
import type { Reading } from './reading.ts';
import { missingOptions, ownOf, placeOf } from './setup.ts';
import { propertiesOf } from './values.ts';

export async function checkFields(
  reading: Reading,
  object: KeptObject,
  asked: CheckAsked,
): Promise<readonly Finding[]> {
  const mapping = reading.mapping.objects[object];
  if (mapping === undefined) return [];
  const known = await reading.types.list(CHECK, KEPT[object].plural);
  if (known.state !== 'answered') return [{ name: 'field', ok: false, detail: object, problem: known.problem }];
  const all = [...propertiesOf(mapping)];
  const unmade = ownOf(mapping).filter(([, property]) => !known.value.has(property));
  const faults = [
    ...unmadeFinding(object, mapping, unmade),
    ...all
      .filter(([name]) => !unmade.some(([own]) => own === name))
      .flatMap(([name, property]) =>
        look({ object, name, property, mapping, asked, facts: known.value.get(property) }),
      ),
  ];
  if (faults.some(({ ok }) => !ok)) return faults;
  const about = { object, count: String(all.length) };
  return [{ name: 'field', ok: true, detail: `${object}: ${all.length}`, says: 'fields-fine', about }, ...faults];
}

/** The key of notes of handoffs, where the mapping asks for them: without it they are refused, and all else goes on. */
export async function checkNotes(reading: Reading): Promise<readonly Finding[]> {
  const property = reading.mapping.handoffNotes?.key;
  if (property === undefined) return [];
  const known = await reading.types.list(CHECK, pluralOf('note'));
  if (known.state !== 'answered') return [{ name: 'field', ok: false, detail: 'note', problem: known.problem }];
  const facts = known.value.get(property);
  const base = { name: 'field', at: NOTE_KEY_PLACE } as const;
  if (facts === undefined) {
    const about = { object: 'note', properties: property, count: '1' };
    const says = { says: 'fields-unmade', about, mover: 'admin' } as const;
    return [{ ...base, ok: false, severity: 'warning', detail: `note: ${property}`, ...says }];
  }
  const clash = noteKeyClash(property, facts);
  if (clash !== undefined) return [{ ...clash, severity: 'warning' }];
  return [{ name: 'field', ok: true, detail: 'note: 1', says: 'fields-fine', about: { object: 'note', count: '1' } }];
}

interface Mapped {
  readonly object: KeptObject;
  readonly name: string;
  readonly property: string;
  readonly mapping: ObjectMapping;
  readonly asked: CheckAsked;
  readonly facts: PropertyFacts | undefined;
}

/** All that `setup` would make, in one: before it has run, they are many. */
function unmadeFinding(
  object: KeptObject,
  mapping: ObjectMapping,
  unmade: readonly (readonly [name: string, property: string])[],
): readonly Finding[] {
  const [first] = unmade;
  if (first === undefined) return [];
  const severity = unmade.some(([name]) => isWritten(mapping, name)) ? 'stops' : 'warning';
  const properties = unmade.map(([, property]) => property).join(', ');
  const about = { object, properties, count: String(unmade.length) };
  const at = placeOf(mapping, object, first[0]);
  const says = { says: 'fields-unmade', about, at, mover: 'admin' } as const;
  return [{ name: 'field', ok: false, severity, detail: `${object}: ${properties}`, ...says }];
}

function isWritten(mapping: ObjectMapping, name: string): boolean {
  const rule = mapping.write[name]?.rule;
  return rule !== undefined && rule !== 'never';
}

function look(mapped: Mapped): readonly Finding[] {
  const { object, name, property, mapping, facts } = mapped;
  const writes = isWritten(mapping, name);
  const at = placeOf(mapping, object, name);
  const base = { name: 'field', ok: false, detail: `${object}.${property}`, at, mover: 'admin' } as const;
  // A write to what is not there, or not to be written, is refused with the whole record; a read only lacks it.
  const severity = writes ? 'stops' : 'warning';
  if (facts === undefined) return [{ ...base, severity, says: 'field-missing', about: { property, object } }];
  if (writes && facts.modificationMetadata?.readOnlyValue === true)
    return [{ ...base, severity, says: 'field-read-only', about: { property, label: facts.label } }];
  const wanted = misfit(name, facts, writes ? 'write' : 'read');
  if (wanted !== undefined) {
    const about = { property, label: facts.label, type: facts.type, wanted: wanted.join(', ') };
    return [{ ...base, severity, says: 'field-type', about }];
  }
  return facts.type === 'enumeration' ? choices(mapped, facts, writes) : [];
}

/** Values that Baton would write and the list lacks; values that people may choose and no rule knows; translations of values that are not there. */
function choices({ object, name, property, mapping, asked }: Mapped, facts: PropertyFacts, writes: boolean): Finding[] {
  const findings: Finding[] = [];
  const base = { name: 'field', detail: `${object}.${property}`, mover: 'admin' } as const;
  const at = placeOf(mapping, object, name);
  const label = facts.label;
  const translations = mapping.values[name] ?? {};
  const theirs = (ours: string): string => Object.entries(translations).find(([, one]) => one === ours)?.[0] ?? ours;
  if (writes) {
    const written = asked.written[name] ?? [];
    for (const one of written.filter(({ value }) => missingOptions(facts, [theirs(value)]).length > 0)) {
      const about = { property, label, values: theirs(one.value) };
      findings.push({ ...base, ok: false, severity: 'stops', says: 'choice-missing', about, at: one.at ?? at });
    }
  }
  const known = asked.known(name);
  if (known !== undefined) {
    const missing = missingOptions(facts, known.map(theirs));
    if (missing.length > 0) {
      const about = { property, label, values: missing.join(', ') };
      findings.push({ ...base, ok: false, severity: 'warning', says: 'choice-missing', about, at });
    }
    const strange = facts.options
      .map(({ value }) => value)
      .filter((value) => !known.includes(translations[value] ?? value));
    if (strange.length > 0) {
      const about = { property, label, values: strange.join(', ') };
      findings.push({ ...base, ok: false, severity: 'warning', says: 'choice-unknown', about, at });
    }
  }
  const idle = missingOptions(facts, Object.keys(translations));
  if (idle.length > 0) {
    const about = { property, label, values: idle.join(', ') };
    const place = { file: 'mapping', path: ['objects', object, 'values', name] } as const;
    findings.push({ ...base, ok: true, severity: 'note', says: 'choice-untranslated', about, at: place });
  }
  return findings;
}
