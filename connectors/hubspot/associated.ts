/** Which contacts other records name: one batch of associations a page (page "Associate records"). */
import { z } from 'zod';
import type { Attempt } from '../kit/send.ts';
import { type Row, rowError } from './answers.ts';
import { ASSOCIATION_BATCH } from './client.ts';
import { incomplete } from './problems.ts';
import { asking, type Reading } from './reading.ts';

export interface Associated {
  readonly id: string;
  /** Names of the account's own, as `Decision maker`; HubSpot's plain association has none. */
  readonly labels: readonly string[];
}

const associations = z.looseObject({
  errors: z.array(rowError).default([]),
  results: z
    .array(
      z.looseObject({
        _from: z.looseObject({ id: z.string() }),
        to: z.array(
          z.looseObject({
            toObjectId: z.union([z.string(), z.number()]).transform(String),
            associationTypes: z.array(z.looseObject({ label: z.string().nullish() })).default([]),
          }),
        ),
        paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).optional(),
      }),
    )
    .default([]),
});

/** Further pages of one record's contacts that are followed: with 500 contacts a page, more than any meeting has. */
const FURTHER_PAGES = 20;

/** By record, in HubSpot's order; those without any are missing, and HubSpot lists them as errors of a 207. */
export async function contactsOf(
  reading: Reading,
  object: string,
  rows: readonly Row[],
  question = asking(object),
): Promise<Attempt<ReadonlyMap<string, readonly Associated[]>>> {
  const contacts = new Map<string, Map<string, Associated>>();
  let asked: { id: string; after?: string }[] = rows.slice(0, ASSOCIATION_BATCH).map(({ id }) => ({ id }));
  for (let round = 0; asked.length > 0 && round <= FURTHER_PAGES; round += 1) {
    const inputs = asked;
    const answer = await reading.client.ask(question, async () =>
      associations.parse(await reading.client.apis.associations.getPage(object, 'contacts', { inputs })),
    );
    if (answer.state !== 'answered') return answer;
    const partly = incomplete(answer.value.errors, reading.now());
    if (partly !== undefined) return partly;
    asked = [];
    for (const { _from, to, paging } of answer.value.results) {
      const found = contacts.get(_from.id) ?? new Map<string, Associated>();
      for (const { toObjectId: id, associationTypes } of to)
        found.set(id, { id, labels: associationTypes.flatMap(({ label }) => label ?? []) });
      contacts.set(_from.id, found);
      if (paging?.next !== undefined) asked.push({ id: _from.id, after: paging.next.after });
    }
  }
  return { state: 'answered', value: new Map([...contacts].map(([from, found]) => [from, [...found.values()]])) };
}
