/** Points, temperature and grade in words. */
import type { Agreement, AttributeRule, BehaviourRule, Decay } from '../vocabulary.ts';
import { underLabel } from './condition.ts';
import type { Line, Speaker, TextLine } from './speaker.ts';

type Scoring = Agreement['scoring'];

/** `Company size (employees)`, and a line per band or list of values. */
export function attributeLines(rule: AttributeRule, say: Speaker): readonly TextLine[] {
  const { agreement: t } = say.texts;
  const field = say.field(rule.field);
  // "Budget (budget)" would say it twice.
  const known = field.toLowerCase() === say.label(rule.label).toLowerCase() ? undefined : field;
  const head = say.beside(say.label(rule.label), [known, groupNote(rule.group, say)]);
  const bands = (rule.bands ?? []).map((band) => bandWords(band, say));
  const values = (rule.values ?? []).map((entry) => entryWords(entry, say));
  const rest = say.pair(t.otherwise, say.points(rule.otherwise));
  return [{ level: 0, text: head }, ...[...bands, ...values, rest].map((text) => ({ level: 1, text }))];
}

type Band = NonNullable<AttributeRule['bands']>[number];
type Entry = NonNullable<AttributeRule['values']>[number];

/** `500 or more: 15 points` */
export function bandWords({ from, below, points }: Band, say: Speaker): string {
  const band = say.texts.agreement.band(say.value(from), below === undefined ? undefined : say.value(below));
  return say.pair(band, say.points(points));
}

export function entryWords(entry: Entry, say: Speaker): string {
  const { agreement: t } = say.texts;
  const words = 'in' in entry ? say.list(say.values(entry.in)) : t.contains(say.list(entry.contains));
  return say.pair(words, say.points(entry.points));
}

/** `Price list downloaded: 20 points (…)` */
export function behaviourLine(rule: BehaviourRule, say: Speaker): TextLine {
  const { agreement: t, words } = say.texts;
  const { activity, where = {}, count, cap, atLeast, within, decay, group, points } = rule;
  const notes = [
    say.texts.conditions.or([activity].flat().map((kind) => words.activity[kind])),
    ...Object.entries(where).map(([name, values]) =>
      say.pair(say.texts.explain.field(name), say.texts.conditions.or(say.values([values].flat()))),
    ),
    count === 'once' ? t.once : cap === undefined ? t.eachTime : t.each(say.points(points < 0 ? -cap : cap)),
    atLeast === 1 ? undefined : t.atLeastTimes(atLeast),
    within === undefined ? undefined : t.within(say.term(within)),
    decay === undefined ? undefined : decayWords(decay, say),
    groupNote(group, say),
  ];
  return { level: 0, text: say.beside(say.pair(say.label(rule.label), say.points(points)), notes) };
}

function decayWords(decay: Decay, say: Speaker): string {
  const { agreement: t } = say.texts;
  return 'halfLife' in decay ? t.halfLife(say.term(decay.halfLife)) : t.linear(say.term(decay.linear));
}

function groupNote(group: string | undefined, say: Speaker): string | undefined {
  return group === undefined ? undefined : say.texts.agreement.inGroup(say.group(group));
}

export function capLines({ groups, caps }: Scoring, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  const lines = Object.values(groups).map(({ label, cap }) => t.cap(say.label(label), say.points(cap)));
  if (caps !== undefined) {
    lines.push(t.cap(t.capOf.attribute, say.points(caps.attribute)));
    lines.push(t.cap(t.capOf.behaviour, say.points(caps.behaviour)));
    lines.push(t.takenAway(say.label(caps.label)));
  }
  return lines.map((text) => ({ level: 0, text }));
}

export function exclusionLines({ exclusions }: Scoring, say: Speaker): readonly Line[] {
  return exclusions.flatMap(({ label, when }) => underLabel(say.label(label), when, say, 0));
}

export function temperatureLines({ temperature }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t, words } = say.texts;
  const { hot, warm, margin } = temperature;
  const band = (name: 'hot' | 'warm', { from, attributeFloor, behaviourFloor }: typeof hot): string => {
    const floors = attributeFloor === 0 && behaviourFloor === 0;
    return say.beside(t.bandFrom(words.temperature[name], say.points(from)), [
      floors ? undefined : t.floors(say.points(attributeFloor), say.points(behaviourFloor)),
    ]);
  };
  const texts = [band('hot', hot), band('warm', warm), t.cold(words.temperature.cold)];
  return [...texts, ...(margin === 0 ? [] : [t.margin(say.points(margin))])].map((text) => ({ level: 0, text }));
}

export function gradeLines({ grade }: Agreement, say: Speaker): readonly Line[] {
  if (grade === undefined) return [];
  const { agreement: t } = say.texts;
  return (['fit', 'engagement'] as const).map((side) => ({
    level: 0,
    text: say.pair(t[side], say.list(grade[side].map((one) => gradeWords(one, say)))),
  }));
}

type Letter = NonNullable<Agreement['grade']>['fit'][number];

export function gradeWords({ grade, from }: Letter, say: Speaker): string {
  return say.texts.agreement.gradeFrom(grade, from === undefined ? undefined : say.points(from));
}
