/** Finds the word that was probably meant. */

/** The candidate that differs least, if it differs by no more than a third of its letters (two letters of a word of five or more, one of a shorter one). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = candidate.length < 5 ? 1 : Math.max(2, Math.floor(candidate.length / 3));
    const apart = distance(word.toLowerCase(), candidate.toLowerCase(), most);
    if (apart <= most && apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** Letters to insert, drop, exchange or swap with a neighbour (optimal string alignment). Beyond `most` any greater number may be answered. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const exchange = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, exchange);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
