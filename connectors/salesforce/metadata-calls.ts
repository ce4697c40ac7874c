/** The calls of the Metadata API that `setup` needs, at most ten parts each, and every part's answer for itself (Metadata API, CRUD-Based Calls). */
import type { Schema } from 'jsforce';
import type { MetadataApi } from 'jsforce/lib/api/metadata.js';
import { z } from 'zod';
import { inBatches } from '../kit/batches.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Metadata, Part, PartType } from './own-part.ts';
import { errorAnswer, type VendorError, vendorError } from './vendor-error.ts';

const PARTS_PER_CALL = 10;

/** A part that is not there comes back without its name. jsforce turns `true` and numbers into what they mean where its schema knows the type. */
const readAnswer = z.array(z.looseObject({ fullName: z.string().nullish() }));
export type Found = Readonly<Record<string, unknown>> & { readonly fullName: string };

const saveAnswer = z.array(
  z.looseObject({
    success: z.boolean(),
    fullName: z.string(),
    errors: z.preprocess((one) => [one ?? []].flat(), z.array(errorAnswer)),
  }),
);
export type Saved =
  | { readonly state: 'done' }
  | { readonly state: 'refused'; readonly error: VendorError }
  | Unanswered;

type Api = MetadataApi<Schema>;

/** Those of the parts that are there, by their full names. Seen whoever may see their fields: rights to records do not matter here. */
export async function readParts(
  client: SalesforceClient,
  type: PartType,
  names: readonly string[],
): Promise<Attempt<ReadonlyMap<string, Found>>> {
  const found = new Map<string, Found>();
  for (const batch of inBatches(names, { most: PARTS_PER_CALL })) {
    const answer = await client.metadata(
      { purpose: 'setup', writes: false },
      (api) => api.read(type, [...batch]),
      readAnswer,
    );
    if (answer.state !== 'answered') return answer;
    for (const part of answer.value) {
      const { fullName } = part;
      if (typeof fullName === 'string' && fullName !== '') found.set(fullName, { ...part, fullName });
    }
  }
  return { state: 'answered', value: found };
}

/** Makes parts that are not there; one that is, is refused and left as it is. In the order asked. */
export function createParts(client: SalesforceClient, parts: readonly Part[]): Promise<readonly Saved[]> {
  return save(client, parts, (api, type, batch) => api.create(type, batch.map(bodyOf)));
}

/** Puts the whole of each in the place of what stands. */
export function updateParts(client: SalesforceClient, parts: readonly Part[]): Promise<readonly Saved[]> {
  return save(client, parts, (api, type, batch) => api.update(type, batch.map(bodyOf)));
}

export function deleteParts(
  client: SalesforceClient,
  parts: readonly Pick<Part, 'type' | 'fullName'>[],
): Promise<readonly Saved[]> {
  return save(client, parts, (api, type, batch) =>
    api.delete(
      type,
      batch.map(({ fullName }) => fullName),
    ),
  );
}

/** Type by type, in the order in which each first comes up. */
async function save<P extends Pick<Part, 'type' | 'fullName'>>(
  client: SalesforceClient,
  parts: readonly P[],
  ask: (api: Api, type: PartType, batch: readonly P[]) => Promise<unknown>,
): Promise<readonly Saved[]> {
  const saved = new Map<P, Saved>();
  for (const type of new Set(parts.map((part) => part.type)))
    for (const batch of inBatches(
      parts.filter((part) => part.type === type),
      { most: PARTS_PER_CALL },
    )) {
      const answer = await client.metadata(
        { purpose: 'setup', writes: true },
        (api) => ask(api, type, batch),
        saveAnswer,
      );
      for (const [index, part] of batch.entries())
        saved.set(part, answer.state === 'answered' ? savedOf(answer.value[index]) : answer);
    }
  return parts.map((part) => saved.get(part) ?? NO_ANSWER);
}

function savedOf(row: z.infer<typeof saveAnswer>[number] | undefined): Saved {
  if (row === undefined) return NO_ANSWER;
  if (row.success) return { state: 'done' };
  const [first] = row.errors;
  return { state: 'refused', error: first === undefined ? { code: 'UNKNOWN', message: '' } : vendorError(first) };
}

const NO_ANSWER: Saved = {
  state: 'unknown',
  problem: {
    category: 'lost-answer',
    mover: 'vendor',
    system: 'salesforce',
    code: 'NO_RESULT',
    detail: 'the answer does not say what became of this part',
  },
};

/** The name first, then by the alphabet, as the WSDL has them. */
function bodyOf({ fullName, metadata }: Part): Metadata & { readonly fullName: string } {
  const rest = Object.entries(metadata).filter(([name]) => name !== 'fullName');
  return { fullName, ...Object.fromEntries(rest.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
