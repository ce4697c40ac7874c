/** Lists that stand for something that people did, such as cards collected at an exhibition: who joined, in the order of joining (page "Lists"). */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { recordKey } from '../../src/domain/record.ts';
import { listed, MEMBERSHIP_PAGE, type MembershipRow, membershipPage } from './read-selection.ts';
import { asking, nothing, page, type Reading, type Stream } from './reading.ts';

/** `last`: by list, the place from which its last page was read; `at`: the list that is being read. */
const cursorShape = z.object({
  last: z.record(z.string(), z.string()).default({}),
  at: z.string().optional(),
});

interface Followed {
  readonly list: string;
  /** Under which its place is kept: the list that selects may stand for something people did, too. */
  readonly key: string;
  told(row: MembershipRow): Activity;
}

function followed({ lists, selection }: SystemMapping): readonly Followed[] {
  const selecting = selection?.list;
  return [
    ...lists.map(({ list, is, name = list }) => ({
      list,
      key: list,
      told: ({ recordId, membershipTimestamp }: MembershipRow): Activity => ({
        system: 'hubspot',
        kind: is,
        id: `list:${list}:${recordId}`,
        subjects: [recordKey({ system: 'hubspot', object: 'contact', id: recordId })],
        occurredAt: membershipTimestamp,
        actor: { type: 'lead' },
        properties: { list: name },
      }),
    })),
    ...(selecting === undefined
      ? []
      : [{ list: selecting, key: `selection ${selecting}`, told: (row: MembershipRow) => listed(selecting, row) }]),
  ];
}

/** In the order of joining. */
export function membershipsOf(list: string): string {
  return `/crm/lists/2026-03/${encodeURIComponent(list)}/memberships/join-order`;
}

export function listStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const { last, at } = parsed.success ? parsed.data : { last: {}, at: undefined };
    const lists = followed(reading.mapping);
    const turn = Math.max(
      0,
      lists.findIndex(({ key }) => key === at),
    );
    const mapped = lists[turn];
    if (mapped === undefined) return page(after, false);
    const { list, key, told } = mapped;
    const place: string | undefined = last[key];
    const answer = await reading.client.request(
      asking('lists', { canWait: true }),
      'GET',
      membershipsOf(list),
      membershipPage,
      { query: { limit: MEMBERSHIP_PAGE, ...(place === undefined ? {} : { after: place }) } },
    );
    // Who marked the place has left the list: it is begun again, which repeats memberships and skips none.
    if (answer.state === 'refused' && answer.status === 400 && place !== undefined) {
      const { [key]: _, ...others } = last;
      return page({ last: others, at: key }, true);
    }
    const gone = answer.state === 'refused' && answer.status === 404;
    if (answer.state !== 'answered' && !gone) return nothing(after, answer);
    const { results, paging } = answer.state === 'answered' ? answer.value : { results: [] };
    const activities = results.map(told);
    const problems = answer.state === 'refused' ? [answer.problem] : [];
    const following = paging?.next?.after;
    if (following !== undefined)
      return page({ last: { ...last, [key]: following }, at: key }, true, { activities, problems });
    const next = lists[turn + 1]?.key;
    return page({ last, ...(next === undefined ? {} : { at: next }) }, next !== undefined, { activities, problems });
  };
}
