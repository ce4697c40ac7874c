/** Anything that an agreement may hold, in one line: what was added, what is gone. */
import { z } from 'zod';
import { isConditionAt, isTable, type Path, type Scalar } from '../difference/index.ts';
import { isRecord, isScalar } from '../difference/lists.ts';
import { handoff } from '../shape/handoff.ts';
import { evidenceItem } from '../shape/quality.ts';
import { accepted, duties, targets } from '../shape/review.ts';
import { bilingual } from '../shape/words.ts';
import { agreementShape, attributeRule, behaviourRule, condition } from '../vocabulary.ts';
import { inLine } from './condition.ts';
import { handoffLines } from './handing-over.ts';
import { dutyWords, targetWords } from './living.ts';
import { evidenceItemLines } from './quality.ts';
import { attributeLines, bandWords, behaviourLine, entryWords, gradeWords } from './scoring.ts';
import type { Speaker, TextLine } from './speaker.ts';
import { itemName } from './subject.ts';
import { valueWords } from './value.ts';

/** `path` leads to it. */
export function thingWords(path: Path, thing: unknown, say: Speaker): string {
  if (isScalar(thing)) return valueWords(path, thing, say);
  const rule = isConditionAt(path) ? condition.safeParse(thing).data : undefined;
  if (rule !== undefined) return inLine(rule, say);
  const text = bilingual.safeParse(thing).data;
  if (text !== undefined) return say.texts.agreement.quoted(say.label(text));
  if (Array.isArray(thing)) {
    const words = thing.map((one: unknown) => thingWords(path, one, say));
    return thing.every(isScalar) ? say.list(words) : say.texts.agreement.lists(words);
  }
  const known = WHOLE[listOf(path)]?.(thing, say);
  if (known !== undefined) return known;
  return isRecord(thing) ? recordWords(path, thing, say) : '';
}

/** The list or table whose member the path leads to. */
function listOf(path: Path): string {
  const [last, list] = [path.at(-1), path.at(-2)];
  return typeof list === 'string' && typeof last === 'object' ? list : typeof last === 'string' ? last : '';
}

const WHOLE: Readonly<Record<string, (thing: unknown, say: Speaker) => string | undefined>> = {
  behaviours: (thing, say) => {
    const rule = behaviourRule.safeParse(thing).data;
    return rule === undefined ? undefined : behaviourLine(rule, say).text;
  },
  attributes: (thing, say) => {
    const rule = attributeRule.safeParse(thing).data;
    return rule === undefined ? undefined : joined(attributeLines(rule, say), say);
  },
  bands: (thing, say) => {
    const band = attributeRule.shape.bands.safeParse([thing]).data?.[0];
    return band === undefined ? undefined : bandWords(band, say);
  },
  values: (thing, say) => {
    const entry = attributeRule.shape.values.safeParse([thing]).data?.[0];
    return entry === undefined ? undefined : entryWords(entry, say);
  },
  fit: (thing, say) => gradeOf(thing, say),
  engagement: (thing, say) => gradeOf(thing, say),
  parties: (thing, say) => {
    const party = agreementShape.shape.parties.safeParse([thing]).data?.[0];
    return party === undefined ? undefined : say.pair(say.department(party.department), party.head);
  },
  deadlines: (thing, say) => {
    const deadline = handoff.shape.deadlines.safeParse([thing]).data?.[0];
    if (deadline === undefined) return undefined;
    const { name, within } = deadline;
    return say.texts.agreement.deadline(say.texts.words.deadline[name] ?? name, say.term(within));
  },
  accepted: (thing, say) => {
    const one = accepted.safeParse([thing]).data?.[0];
    if (one === undefined) return undefined;
    return say.texts.agreement.acceptedAt(one.doubt, one.at, say.label(one.because));
  },
  handoffs: (thing, say) => {
    const terms = handoff.safeParse(thing).data;
    if (terms === undefined) return undefined;
    return joined([{ level: 0, text: say.label(terms.label) }, ...handoffLines(terms, say)], say);
  },
  evidence: (thing, say) => {
    const item = evidenceItem.safeParse(thing).data;
    return item === undefined ? undefined : joined(evidenceItemLines(item, say), say);
  },
  targets: (thing, say) => {
    const target = targets.safeParse([thing]).data?.[0];
    return target === undefined ? undefined : targetWords(target, say);
  },
  duties: (thing, say) => {
    const duty = duties.safeParse([thing]).data?.[0];
    return duty === undefined ? undefined : dutyWords(duty, say);
  },
};

function gradeOf(thing: unknown, say: Speaker): string | undefined {
  const letter = z.object({ grade: z.string(), from: z.int().optional() }).safeParse(thing).data;
  return letter === undefined ? undefined : gradeWords(letter, say);
}

/** The first line, with the others beside it; what stands under a head stands behind it. */
function joined([first, ...rest]: readonly TextLine[], say: Speaker): string {
  const notes: string[] = [];
  for (const { text } of rest) {
    const before = notes.at(-1);
    if (before !== undefined && /[:：]$/.test(before))
      notes[notes.length - 1] = say.texts.agreement.behind(before, text);
    else notes.push(text);
  }
  return say.beside(first?.text ?? '', notes);
}

/** Its label, if it has one, and the rest by the names of its keys. */
function recordWords(path: Path, thing: Readonly<Record<string, unknown>>, say: Speaker): string {
  const { part } = say.texts.changes;
  const above = path.findLast((step) => typeof step === 'string') ?? '';
  const label = bilingual.safeParse(thing['label'] ?? thing['name']).data;
  const parts = Object.entries(thing).flatMap(([key, value]): readonly string[] => {
    const isLabel = label !== undefined && (key === 'label' || key === 'name');
    // An id that stands beside a label is for the file, not for its readers.
    if (value === undefined || isLabel || (label !== undefined && key === 'id')) return [];
    const item = { id: key, label: isRecord(value) ? bilingual.safeParse(value['label']).data : undefined };
    const name = isTable(path) ? itemName([...path, item], item, say) : (part[`${above}.${key}`] ?? part[key] ?? key);
    const words = thingWords([...path, isTable(path) ? item : key], value, say);
    return [name === '' || words.startsWith(name) ? words : say.pair(name, words)];
  });
  return label === undefined ? say.list(parts) : say.beside(say.label(label), parts);
}

/** A list of values as one text. */
export function listWords(path: Path, values: Scalar | readonly Scalar[], say: Speaker): string {
  const list: readonly Scalar[] = isScalar(values) ? [values] : values;
  return say.list(list.map((one) => valueWords(path, one, say)));
}
