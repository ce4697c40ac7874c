/** Evidence, criteria, axes, quality and matrix in words. */
import { type Agreement, AXES, CRITERIA, type EvidenceItem } from '../vocabulary.ts';
import { underLabel } from './condition.ts';
import type { Line, Speaker, TextLine } from './speaker.ts';

export function evidenceItemLines(item: EvidenceItem, say: Speaker): readonly TextLine[] {
  const { agreement: t } = say.texts;
  const { label, field, levels, met, confirmed, question, hint } = item;
  const details = [
    t.recordedIn(field),
    ...(levels === undefined ? [] : [t.levels(say.list(say.values(levels)))]),
    ...(confirmed === undefined
      ? []
      : [
          'in' in confirmed
            ? t.confirmed(say.texts.explain.field(confirmed.field), say.list(say.values(confirmed.in)))
            : t.confirmedBy(say.texts.explain.field(confirmed.field)),
        ]),
    say.pair(t.question, say.label(question)),
    ...(hint === undefined ? [] : [say.pair(t.hint, say.label(hint))]),
  ];
  const head = say.beside(say.label(label), [t.metAt(say.list(say.values(met)))]);
  return [{ level: 0, text: head }, ...details.map((text) => ({ level: 1, text }))];
}

export function evidenceLines({ evidence }: Agreement, say: Speaker): readonly Line[] {
  return Object.values(evidence).flatMap((item) => evidenceItemLines(item, say));
}

export function criteriaLines({ criteria = {} }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  return CRITERIA.flatMap((name): readonly Line[] => {
    const criterion = criteria[name];
    if (criterion === undefined) return [];
    const readings = (['mql', 'sql'] as const).flatMap((one) => [
      { level: 1, text: say.pair(t.reading[one], say.label(criterion[one].says)) },
      ...underLabel(t.judgedBy, criterion[one].when, say, 2),
    ]);
    return [{ level: 0, text: say.label(criterion.label) }, ...readings];
  });
}

export function axisLines({ quality }: Agreement, say: Speaker): readonly Line[] {
  if (quality === undefined) return [];
  const { agreement: t } = say.texts;
  return AXES.flatMap((name): readonly Line[] => {
    const { label, high, low } = quality.axes[name];
    return [
      { level: 0, text: say.label(label) },
      ...underLabel(t.high, high, say, 1),
      ...(low === undefined ? [{ level: 1, text: say.pair(t.low, t.otherwiseLow) }] : underLabel(t.low, low, say, 1)),
    ];
  });
}

export function qualityLines({ quality }: Agreement, say: Speaker): readonly Line[] {
  return (quality?.grades ?? []).flatMap(({ label, when }) => underLabel(say.label(label), when, say, 0));
}

/** The table, what each cell means, and when a lead stands in which row and column. */
export function matrixLines({ matrix }: Agreement, say: Speaker): readonly Line[] {
  if (matrix === undefined) return [];
  const { agreement: t } = say.texts;
  const { soon, size, cells } = matrix;
  const cellAt = (row: string, column: string): string => {
    const found = cells.find((one) => one.soon === row && one.size === column);
    return found === undefined ? t.noCell : say.label(found.label);
  };
  const sides: Line = { level: 0, text: t.across(say.label(soon.label), say.label(size.label)) };
  const table: Line = {
    level: 0,
    heads: ['', ...size.steps.map(({ label }) => say.label(label))],
    rows: soon.steps.map((row) => [say.label(row.label), ...size.steps.map(({ id }) => cellAt(row.id, id))]),
  };
  const steps = [soon, size].flatMap((side): readonly Line[] => [
    { level: 0, text: say.label(side.label) },
    ...side.steps.flatMap((step) => [
      ...underLabel(say.label(step.label), step.when, say, 1),
      ...(step.provisionally === undefined
        ? []
        : underLabel(t.provisionally(say.label(step.label)), step.provisionally, say, 1)),
    ]),
  ]);
  const meanings = cells.map(({ label, means }) => ({ level: 0, text: say.pair(say.label(label), say.label(means)) }));
  return [sides, table, ...meanings, ...steps];
}
