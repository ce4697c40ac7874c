/** What nobody foresaw about one record, as a problem: it is set aside and told, so that it does not hold up the rest. */
import { BatonError, type Problem } from '../domain/problem.ts';
import type { RecordRef, System } from '../domain/record.ts';

const MOST_DETAIL = 500;

/** Of a fault in Baton or in what the company set up. Says no more of a message than is safe: a parser's own quotes what it read. */
export function unforeseen(error: unknown, about: { readonly system?: System; readonly record?: RecordRef }): Problem {
  const told = error instanceof TypeError || error instanceof RangeError || error instanceof BatonError;
  const name = error instanceof Error ? error.name : 'Error';
  const detail = told ? `${name}: ${error.message}` : name;
  return { category: 'unlisted', mover: 'baton', code: 'UNFORESEEN', detail: detail.slice(0, MOST_DETAIL), ...about };
}
