/** A checkpoint as text from outside, where anything may stand. */
import { z } from 'zod';
import type { IsoInstant } from '../domain/instant.ts';
import type { Checkpoint } from '../domain/merkle.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.object({
  size: z.int().min(1),
  root: hash,
  head: hash,
  at: z.iso.datetime().transform((at) => at as IsoInstant),
});

/** Undefined for what is none: an empty line, or one that a crash cut in half. */
export function checkpointOf(line: string): Checkpoint | undefined {
  try {
    return shape.safeParse(JSON.parse(line)).data;
  } catch {
    // JSON.parse says "no JSON" only by throwing.
    return undefined;
  }
}
