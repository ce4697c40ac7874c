/** The way of an opportunity through its stages: each move as a touch of its own, from the snapshots that the org takes by itself (Object Reference, OpportunityHistory). */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { toIso } from '../../src/domain/instant.ts';
import { id18, MOMENT } from './fields.ts';
import { present } from './row-values.ts';
import type { Children } from './soql.ts';

/** Of the snapshots that are taken whenever stage, amount, probability or close date change: so many of the newest come with each reading of an opportunity. */
export const SNAPSHOTS = 20;
export const STAGE_SNAPSHOTS: Children = {
  from: 'OpportunityHistories',
  fields: ['Id', 'StageName', 'Amount', 'CreatedDate', 'CreatedById'],
  newest: SNAPSHOTS,
};

export const snapshot = z.looseObject({
  Id: z.string().transform(id18),
  StageName: z.string(),
  Amount: z.number().nullish(),
  CreatedDate: z.string().regex(MOMENT).transform(toIso),
  CreatedById: z.string().transform(id18),
});
export type Snapshot = z.infer<typeof snapshot>;

/** Its own user is no person, and neither is what runs under no user. */
export function mover({ CreatedById: user }: Snapshot, integrationUser: string): string {
  return user === integrationUser || !user.startsWith('005') ? 'automation' : user;
}

/** Two of one second keep the order of their ids. */
export function oldestFirst(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const place = ({ CreatedDate, Id }: Snapshot): string => `${CreatedDate} ${Id}`;
  return [...snapshots].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/**
 * Each under the id of the snapshot that shows the new stage first, so that it is kept once however often it is read. `stage` is where it came to, `from`
 * where it stood (absent: it was made there), `amount` as it was then.
 */
export function movesOf(deal: Activity, snapshots: readonly Snapshot[], integrationUser: string): readonly Activity[] {
  const inOrder = oldestFirst(snapshots);
  return inOrder.flatMap((one, index): readonly Activity[] => {
    const before = inOrder[index - 1];
    // What came before the oldest of as many as are asked for is not known: it may be no move.
    if (before === undefined ? inOrder.length >= SNAPSHOTS : before.StageName === one.StageName) return [];
    const by = mover(one, integrationUser);
    return [
      {
        ...deal,
        kind: 'deal-moved',
        id: one.Id,
        occurredAt: one.CreatedDate,
        actor: by === 'automation' ? { type: 'automation' } : { type: 'person', user: by },
        properties: present({
          deal: deal.id,
          subject: deal.properties['subject'] ?? undefined,
          from: before?.StageName,
          stage: one.StageName,
          outcome: one.StageName,
          amount: one.Amount ?? undefined,
        }),
      },
    ];
  });
}
