/** Everything that Baton makes in an org, from one definition: what `baton setup` asks for and what stands in `metadata/` for Salesforce's own CLI. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { checkpointParts } from './own-checkpoint.ts';
import { ownColumns } from './own-columns.ts';
import { handoffObject, handoffParts, handoffTab } from './own-handoff.ts';
import type { Part, PartWish } from './own-part.ts';
import { permissionSets } from './own-rights.ts';
import { listViews, reportType } from './own-views.ts';

/** In the order in which they can refer to each other. */
export function ownParts(mapping: SystemMapping, wish: PartWish): readonly Part[] {
  const columns = ownColumns(mapping, wish);
  const handoff = handoffParts(wish);
  const checkpoints = wish.checkpoints === true ? checkpointParts(wish) : [];
  return [
    handoffObject(wish),
    ...columns.map(({ part }) => part),
    ...handoff,
    handoffTab(),
    ...checkpoints,
    ...listViews(mapping, wish),
    reportType(wish),
    ...permissionSets(columns, [...handoff, ...checkpoints], wish),
  ];
}
