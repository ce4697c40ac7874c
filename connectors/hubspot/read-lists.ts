/** Lists that stand for something that people did, such as cards collected at an exhibition: who joined, in the order of joining (page "Lists"). */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { recordKey } from '../../src/domain/record.ts';
import { moment } from './answers.ts';
import { nothing, page, type Reading, type Stream } from './reading.ts';

const membershipPage = z.looseObject({
  results: z.array(
    z.looseObject({
      recordId: z.union([z.string(), z.number()]).transform(String),
      membershipTimestamp: moment,
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});

/** `last`: by list, the place from which its last page was read; `at`: the list that is being read. */
const cursorShape = z.object({
  last: z.record(z.string(), z.string()).default({}),
  at: z.string().optional(),
});

const PAGE = '250';

export function listStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const { last, at } = parsed.success ? parsed.data : { last: {}, at: undefined };
    const { lists } = reading.mapping;
    const turn = Math.max(
      0,
      lists.findIndex(({ list }) => list === at),
    );
    const mapped = lists[turn];
    if (mapped === undefined) return page(after, false);
    const { list, is, name = list } = mapped;
    const place: string | undefined = last[list];
    const answer = await reading.client.request(
      { purpose: 'pull lists', writes: false },
      'GET',
      `/crm/lists/2026-03/${encodeURIComponent(list)}/memberships/join-order`,
      membershipPage,
      { query: { limit: PAGE, ...(place === undefined ? {} : { after: place }) } },
    );
    // Who marked the place has left the list: it is begun again, which repeats memberships and skips none.
    if (answer.state === 'refused' && answer.status === 400 && place !== undefined) {
      const { [list]: _, ...others } = last;
      return page({ last: others, at: list }, true);
    }
    const gone = answer.state === 'refused' && answer.status === 404;
    if (answer.state !== 'answered' && !gone) return nothing(after, answer);
    const { results, paging } = answer.state === 'answered' ? answer.value : { results: [] };
    const activities = results.map(
      ({ recordId, membershipTimestamp }): Activity => ({
        system: 'hubspot',
        kind: is,
        id: `list:${list}:${recordId}`,
        subjects: [recordKey({ system: 'hubspot', object: 'contact', id: recordId })],
        occurredAt: membershipTimestamp,
        actor: { type: 'lead' },
        properties: { list: name },
      }),
    );
    const problems = answer.state === 'refused' ? [answer.problem] : [];
    const following = paging?.next?.after;
    if (following !== undefined)
      return page({ last: { ...last, [list]: following }, at: list }, true, { activities, problems });
    const next = lists[turn + 1]?.list;
    return page({ last, ...(next === undefined ? {} : { at: next }) }, next !== undefined, { activities, problems });
  };
}
