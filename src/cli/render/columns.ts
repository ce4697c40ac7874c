/** Tables and lines that stand in columns although Japanese characters are two wide. */
import stringWidth from 'fast-string-width';

/** Wide characters count two. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Cut to `width` columns with a mark; never inside a character. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > width - 1) break;
    cut += segment;
    used += wide;
  }
  return `${cut}…`;
}

/** Rows under their heads, each column as wide as it must be and at most its limit. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  limits: readonly number[],
): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) =>
    Math.min(limits[column] ?? 40, Math.max(...all.map((row) => stringWidth(row[column] ?? '')))),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => padTo(cutTo(cell, widths[column] ?? 0), widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `2026-11-21 18:00` in that zone. */
export function moment(at: string, zone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}
