/** Makes the properties that the mapping needs and the account lacks, and takes away what was made. Whatever else stands is left as it is. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import { ASKED_BY_FORMS } from '../../src/domain/own-fields.ts';
import type { Made, SetupPlan, SetupPort, SetupStep, SetupWish } from '../../src/ports/setup.ts';
import type { Unanswered } from '../kit/send.ts';
import {
  NOTE_KEY_PLACE,
  noteKeyClash,
  noteKeyDefinition,
  OWN_OBJECTS,
  type OwnObject,
  pluralOf,
  schemaScope,
} from './own-note.ts';
import { definitionOf, GROUP, groupDefinition } from './own-properties.ts';
import { misfit } from './property-fit.ts';
import type { PropertyFacts } from './property-types.ts';
import { KEPT, type KeptObject } from './read-records.ts';
import type { Reading } from './reading.ts';
import { carrySteps } from './setup-carry.ts';
import { tokenFacts } from './token-facts.ts';
import { propertiesOf } from './values.ts';

/** Baton's own begin so; other missing properties are the admin's to make, since only they know what they should hold. */
const OURS = /^baton_/;
const OBJECTS: readonly KeptObject[] = ['contact', 'company'];
const LOOK = { purpose: 'setup', writes: false, lane: 'first' } as const;
const groups = z.looseObject({ results: z.array(z.looseObject({ name: z.string() })) });
const found = z.looseObject({ total: z.number() });

/** The group is made first, as HubSpot asks. */
export function openSetup(reading: Reading): SetupPort {
  return {
    plan: (wish) => plan(reading, wish),
    planRemoval: (made) => planRemoval(reading, made),
    carry: (steps) => carrySteps(reading.client, steps),
  };
}

async function plan(reading: Reading, wish: SetupWish): Promise<SetupPlan> {
  const steps: SetupStep[] = [];
  const findings: Finding[] = [];
  for (const object of OBJECTS) {
    const mapping = reading.mapping.objects[object];
    if (mapping === undefined) continue;
    const known = await reading.types.list(LOOK, KEPT[object].plural);
    if (known.state !== 'answered') {
      findings.push(failed(object, known));
      continue;
    }
    const looked = ownOf(mapping).map(([name, property]) =>
      look({ object, name, property, mapping, wish, facts: known.value.get(property) }),
    );
    findings.push(...looked.flatMap(({ finding }) => finding ?? []));
    const todo = looked.flatMap(({ step }) => step ?? []);
    if (todo.some(({ does }) => does === 'make-field')) {
      const group = await groupStep(reading, object, wish);
      if ('problem' in group) findings.push(failed(object, group));
      else steps.push(...group.steps);
    }
    steps.push(...todo);
  }
  const notes = await planNotes(reading, wish);
  steps.push(...notes.steps);
  findings.push(...notes.findings, ...(await scopesFor(reading, steps)));
  return { steps, findings, gone: [] };
}

/** Only where the mapping asks for notes of handoffs. */
async function planNotes(
  reading: Reading,
  wish: SetupWish,
): Promise<{ readonly steps: readonly SetupStep[]; readonly findings: readonly Finding[] }> {
  const key = reading.mapping.handoffNotes?.key;
  if (key === undefined) return { steps: [], findings: [] };
  const known = await reading.types.list(LOOK, pluralOf('note'));
  if (known.state !== 'answered') return { steps: [], findings: [failed('note', known)] };
  const facts = known.value.get(key);
  if (facts === undefined) {
    const group = await groupStep(reading, 'note', wish);
    if ('problem' in group) return { steps: [], findings: [failed('note', group)] };
    return { steps: [...group.steps, noteKeyDefinition(key, wish.language)], findings: [] };
  }
  const clash = noteKeyClash(key, facts);
  if (clash !== undefined) return { steps: [], findings: [clash] };
  if (isMade(wish.made, 'field', 'note', key) && facts.groupName === GROUP) return { steps: [], findings: [] };
  const about = { property: key, label: facts.label, group: facts.groupName };
  const theirs = { ok: true, severity: 'note', says: 'field-theirs', at: NOTE_KEY_PLACE, about } as const;
  return { steps: [], findings: [{ name: 'field', detail: `note.${key}`, ...theirs }] };
}

/** Baton's names and properties that are Baton's to make. */
export function ownOf(mapping: ObjectMapping): readonly (readonly [name: string, property: string])[] {
  return [...propertiesOf(mapping)].filter(([name, property]) => OURS.test(property) || ASKED_BY_FORMS.has(name));
}

interface Own {
  readonly object: KeptObject;
  readonly name: string;
  readonly property: string;
  readonly mapping: ObjectMapping;
  readonly wish: SetupWish;
  readonly facts: PropertyFacts | undefined;
}

/** What is to be done about one property, and what is to be said of it. */
function look(own: Own): { readonly step?: SetupStep; readonly finding?: Finding } {
  const { object, name, property, mapping, wish, facts } = own;
  if (facts === undefined) return { step: definitionOf(own) };
  const written = mapping.write[name];
  const use = written === undefined || written.rule === 'never' ? 'read' : 'write';
  const where = { name: 'field', detail: `${object}.${property}`, at: placeOf(mapping, object, name) } as const;
  const allowed = misfit(name, facts, use);
  if (allowed !== undefined) {
    const about = { property, type: facts.type, wanted: allowed.join(', '), label: facts.label };
    return { finding: { ...where, ok: false, severity: 'stops', says: 'field-clash', mover: 'admin', about } };
  }
  if (!isMade(wish.made, 'field', object, property) || facts.groupName !== GROUP) {
    const about = { property, label: facts.label, group: facts.groupName };
    return { finding: { ...where, ok: true, severity: 'note', says: 'field-theirs', about } };
  }
  const choices = wish.choices(name) ?? [];
  const missing = new Set(
    missingOptions(
      facts,
      choices.map(({ value }) => value),
    ),
  );
  if (facts.type !== 'enumeration' || missing.size === 0) return {};
  const options = choices.filter(({ value }) => missing.has(value));
  return { step: { does: 'add-options', object, name: property, label: facts.label, options } };
}

/** Values that a list does not have. */
export function missingOptions(facts: Pick<PropertyFacts, 'options'>, wanted: readonly string[]): readonly string[] {
  const there = new Set(facts.options.map(({ value }) => value));
  return wanted.filter((value) => !there.has(value));
}

/** Where the mapping names a field: as written, or else as read. */
export function placeOf(mapping: ObjectMapping, object: string, name: string): Finding['at'] {
  const part = Object.hasOwn(mapping.write, name) ? 'write' : 'read';
  return { file: 'mapping', path: ['objects', object, part, name] };
}

function isMade(made: readonly Made[], kind: Made['kind'], object: string, name: string): boolean {
  return made.some((one) => one.kind === kind && one.object === object && one.name === name);
}

async function groupStep(
  reading: Reading,
  object: OwnObject,
  { language }: SetupWish,
): Promise<{ readonly steps: readonly SetupStep[] } | Unanswered> {
  const standing = await groupsOf(reading, object);
  if (standing.state !== 'answered') return standing;
  return { steps: standing.value.has(GROUP) ? [] : [groupDefinition(object, language)] };
}

async function groupsOf({ client }: Reading, object: OwnObject) {
  const answer = await client.request(LOOK, 'GET', `/crm/v3/properties/${pluralOf(object)}/groups`, groups);
  if (answer.state !== 'answered') return answer;
  return { state: 'answered', value: new Set(answer.value.results.map(({ name }) => name)) } as const;
}

/** Asked before anything is made, where HubSpot tells what the token may do. */
async function scopesFor({ client }: Reading, steps: readonly SetupStep[]): Promise<readonly Finding[]> {
  if (steps.length === 0) return [];
  const token = await tokenFacts(client, LOOK);
  if (token.state !== 'answered') return [];
  const needed = new Set(steps.map(({ object }) => schemaScope(object as OwnObject)));
  return [...needed]
    .filter((scope) => !token.value.scopes.includes(scope))
    .map((scope) => ({
      name: 'scope',
      ok: false,
      severity: 'stops',
      detail: scope,
      says: 'scope-missing',
      about: { scope, use: 'setup' },
      mover: 'admin',
    }));
}

async function planRemoval(reading: Reading, made: readonly Made[]): Promise<SetupPlan> {
  const steps: SetupStep[] = [];
  const findings: Finding[] = [];
  const gone: Made[] = [];
  for (const object of OWN_OBJECTS) {
    const mine = made.filter((one) => one.object === object);
    if (mine.length === 0) continue;
    const known = await reading.types.list(LOOK, pluralOf(object));
    if (known.state !== 'answered') {
      findings.push(failed(object, known));
      continue;
    }
    const removed = new Set<string>();
    for (const one of mine.filter(({ kind }) => kind === 'field')) {
      const facts = known.value.get(one.name);
      if (facts === undefined) gone.push(one);
      else if (facts.groupName !== GROUP) {
        const about = { property: one.name, label: facts.label, group: facts.groupName };
        const detail = `${object}.${one.name}`;
        findings.push({ name: 'field', ok: true, severity: 'note', says: 'field-theirs', detail, about });
      } else {
        removed.add(one.name);
        const records = await holders(reading, object, one.name);
        steps.push({ does: 'remove-field', object, name: one.name, label: facts.label, records });
      }
    }
    const others = [...known.value.values()].filter((one) => one.groupName === GROUP && !removed.has(one.name));
    const group = mine.find(({ kind }) => kind === 'group');
    if (group === undefined) continue;
    if (others.length === 0) steps.push({ does: 'remove-group', object, name: GROUP, label: GROUP });
    else {
      const about = { group: GROUP, properties: others.map(({ name }) => name).join(', ') };
      findings.push({
        name: 'field',
        ok: true,
        severity: 'note',
        says: 'group-theirs',
        detail: `${object}/${GROUP}`,
        about,
      });
    }
  }
  findings.push(...(await scopesFor(reading, steps)));
  return { steps, findings, gone };
}

/** How many records hold a value in a property; undefined where HubSpot does not say. */
async function holders({ client }: Reading, object: OwnObject, property: string): Promise<number | undefined> {
  const body = { filterGroups: [{ filters: [{ propertyName: property, operator: 'HAS_PROPERTY' }] }], limit: 1 };
  const path = `/crm/v3/objects/${pluralOf(object)}/search`;
  const answer = await client.request({ ...LOOK, window: 'search' }, 'POST', path, found, { body });
  return answer.state === 'answered' ? answer.value.total : undefined;
}

function failed(detail: string, { problem }: Unanswered): Finding {
  return { name: 'field', ok: false, detail, problem };
}
