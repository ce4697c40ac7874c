/** Conditions in words: within a line, or as a list under a line. */
import { type LeafAt, partsOf } from '../places.ts';
import type { Condition } from '../vocabulary.ts';
import type { Speaker, TextLine } from './speaker.ts';

type Leaf = LeafAt['leaf'];

/** In one line; groups stand in brackets. */
export function inLine(rule: Condition, say: Speaker, among = false): string {
  const { conditions: t } = say.texts;
  if ('all' in rule || 'any' in rule) {
    const parts = partsOf(rule).map(({ part }, _, all) => inLine(part, say, all.length > 1));
    return t.together('all' in rule ? 'all' : 'any', parts, among);
  }
  if ('not' in rule) return t.unless(inLine(rule.not, say, true));
  return leafWords(rule, say);
}

/** Under a label: on its line where it is a single comparison, else as a list below it. */
export function underLabel(label: string, rule: Condition, say: Speaker, level: number): readonly TextLine[] {
  const [first, ...rest] = asList(rule, say, 0);
  if (first === undefined) return [];
  return [
    { level, text: say.pair(label, first.text) },
    ...rest.map((line) => ({ ...line, level: level + line.level })),
  ];
}

/** One line per comparison, under the heads "all of these", "at least one of these", "not so". */
export function asList(rule: Condition, say: Speaker, level: number): readonly TextLine[] {
  const { conditions: t } = say.texts;
  const parts = partsOf(rule).map(({ part }) => part);
  if ('all' in rule) return [{ level, text: t.all }, ...parts.flatMap((part) => asList(part, say, level + 1))];
  if ('any' in rule) return [{ level, text: t.any }, ...parts.flatMap((part) => asList(part, say, level + 1))];
  if ('not' in rule) {
    if (partsOf(rule.not).length === 0) return [{ level, text: t.unless(inLine(rule.not, say)) }];
    return [{ level, text: t.not }, ...asList(rule.not, say, level + 1)];
  }
  return [{ level, text: leafWords(rule, say) }];
}

function leafWords(leaf: Leaf, say: Speaker): string {
  const { conditions: t, words } = say.texts;
  const stages = (list: readonly (keyof typeof words.stage)[]): readonly string[] =>
    list.map((one) => words.stage[one]);
  if ('score' in leaf) return t.score(leaf.score, leaf.atLeast, leaf.atMost);
  if ('attribute' in leaf) {
    const { attribute, atLeast, atMost, in: values, contains, present } = leaf;
    return t.attribute(say.field(attribute), {
      atLeast: atLeast === undefined ? undefined : say.value(atLeast),
      atMost: atMost === undefined ? undefined : say.value(atMost),
      in: values === undefined ? undefined : say.values(values),
      contains,
      present,
    });
  }
  if ('activity' in leaf) {
    const { activity, where = {}, atLeast, distinctDays, within } = leaf;
    return t.activity({
      kinds: [activity].flat().map((kind) => words.activity[kind]),
      where: Object.entries(where).map(([name, values]) => [
        say.texts.explain.field(name),
        say.values([values].flat()),
      ]),
      atLeast,
      distinctDays,
      within: within === undefined ? undefined : say.term(within),
    });
  }
  if ('evidence' in leaf) return t.evidence(leaf.evidence.atLeast, named('evidence', leaf.evidence.of, say));
  if ('level' in leaf) return t.level(say.name('evidence', leaf.level.of), say.value(leaf.level.atLeast));
  if ('temperature' in leaf) return t.temperature(leaf.temperature.map((one) => words.temperature[one]));
  if ('grade' in leaf) return t.grade(leaf.grade.fit, leaf.grade.engagement);
  if ('cell' in leaf) return t.cell(leaf.cell.map((id) => say.name('cell', id)));
  if ('criteria' in leaf) {
    const { reading, atLeast, of } = leaf.criteria;
    return t.criteria(reading, atLeast, named('criterion', of, say));
  }
  if ('axis' in leaf) return t.axis(say.name('axis', leaf.axis), leaf.is);
  if ('quality' in leaf) return t.quality(leaf.quality.map((id) => say.name('quality', id)));
  if ('stage' in leaf) return t.stage(stages(leaf.stage));
  const { stage, within } = leaf.been;
  return t.been(stages(stage), within === undefined ? undefined : say.term(within));
}

function named(
  kind: 'evidence' | 'criterion',
  ids: readonly string[] | undefined,
  say: Speaker,
): readonly string[] | undefined {
  return ids?.map((id) => say.name(kind, id));
}

/** What a comparison looks at, without what it asks: of which a change is told. */
export function leafSubject(leaf: Condition, say: Speaker): string {
  const { conditions: t, words } = say.texts;
  if ('score' in leaf) return t.part[leaf.score];
  if ('attribute' in leaf) return say.field(leaf.attribute);
  if ('activity' in leaf) return t.or([leaf.activity].flat().map((kind) => words.activity[kind]));
  if ('level' in leaf) return say.name('evidence', leaf.level.of);
  if ('criteria' in leaf) return t.subject.criteria(leaf.criteria.reading);
  if ('axis' in leaf) return say.name('axis', leaf.axis);
  if ('evidence' in leaf) return t.subject.evidence;
  if ('temperature' in leaf) return t.subject.temperature;
  if ('grade' in leaf) return t.subject.grade;
  if ('cell' in leaf) return t.subject.cell;
  if ('quality' in leaf) return t.subject.quality;
  if ('stage' in leaf) return t.subject.stage;
  return 'been' in leaf ? t.subject.been : '';
}
