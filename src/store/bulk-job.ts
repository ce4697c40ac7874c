/** Keeps the note of a system's bulk job among the settings: of all workers together, since one of them at a time sends to a system. */
import { z } from 'zod';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { BulkJobNote } from '../ports/bulk-job.ts';
import type { Store } from '../ports/store.ts';

const noted = z.object({ object: z.string(), since: z.custom<IsoInstant>(), id: z.string().optional() });

export function bulkJobNote(store: Store, system: System): BulkJobNote {
  const name = `bulk job ${system}`;
  return {
    read: () => store.transaction(async ({ installation }) => noted.safeParse(await installation.get(name)).data),
    write: (job) =>
      store.transaction(({ installation }) => installation.set(name, job === undefined ? null : { ...job })),
  };
}
