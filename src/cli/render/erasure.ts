/** Whom an erasure meets, what goes, and where the person still stands. */
import { type Language, texts } from '../../domain/texts/index.ts';
import type { EraseReport } from '../../ports/reports.ts';
import { hung, plain } from './columns.ts';

export function renderErasure(report: EraseReport, language: Language): string {
  const { erasing: t, words } = texts(language);
  const { name, company, email, records, activities, openHandoffs, erased } = report;
  const lines = [
    [name, company, email]
      .filter((word) => word !== '')
      .map(plain)
      .join(' · '),
    ...records.map(({ system, object, id, deleted }) =>
      t.record(words.system[system] ?? system, `${t.kind[`${system}/${object}`] ?? object} ${id}`, deleted),
    ),
    t.sum(records.length, activities, openHandoffs),
    erased ? t.erased : t.wouldErase,
  ];
  const alive = records.filter(({ deleted }) => !deleted).length;
  if (alive > 0) lines.push(t.alive(alive));
  return lines.flatMap((line) => hung(line, '', 2)).join('\n');
}
