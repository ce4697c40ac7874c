/** Vendors take many records in one call, up to a stated size: cutting a list into such calls. */

export interface BatchLimit<T> {
  /** Most items in a batch. */
  readonly most: number;
  /** A second limit, where the vendor has one: the weight of one item and the most that a batch may weigh. */
  readonly weight?: { of(item: T): number; readonly most: number };
}

/** The same items in the same order, in the fewest consecutive batches. An item that alone is too heavy gets a batch of its own. */
export function inBatches<T>(items: readonly T[], limit: BatchLimit<T>): readonly (readonly T[])[] {
  if (!Number.isInteger(limit.most) || limit.most < 1) throw new RangeError(`a batch of ${limit.most} items`);
  const batches: T[][] = [];
  let weight = 0;
  for (const item of items) {
    const own = limit.weight?.of(item) ?? 0;
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      last.length < limit.most &&
      (limit.weight === undefined || weight + own <= limit.weight.most);
    if (fits) {
      last.push(item);
      weight += own;
    } else {
      batches.push([item]);
      weight = own;
    }
  }
  return batches;
}
