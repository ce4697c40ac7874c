/** Who gave a property the value it has: from its history, read for just the records and properties that are asked about (page "Using object APIs"). */
import { z } from 'zod';
import { type Editor, type Machine, recordKey, type SubjectKey } from '../../src/domain/record.ts';
import type { EditorsAsked } from '../../src/ports/connector.ts';
import { inBatches } from '../kit/batches.ts';
import { moment } from './answers.ts';
import { KEPT, type KeptObject } from './read-records.ts';
import type { Reading } from './reading.ts';
import { propertiesOf } from './values.ts';

const entry = z.looseObject({
  value: z.string().nullish(),
  timestamp: moment,
  sourceType: z.string().nullish(),
  sourceId: z.string().nullish(),
  updatedByUserId: z.number().nullish(),
});
type Entry = z.infer<typeof entry>;

const histories = z.looseObject({
  results: z
    .array(
      z.looseObject({
        id: z.string(),
        properties: z.record(z.string(), z.string().nullish()).default({}),
        propertiesWithHistory: z.record(z.string(), z.array(entry)).default({}),
      }),
    )
    .default([]),
});

/** With history a batch may hold fewer than the usual hundred: how many is not written. */
const BATCH = 50;

/** What is no person; all others that no screen stands for count as the system's own doing. */
const MACHINES: Readonly<Record<string, Machine>> = {
  AUTOMATION_PLATFORM: 'automation',
  WORKFLOWS: 'automation',
  INTEGRATION: 'integration',
  API: 'integration',
  SALESFORCE: 'integration',
  IMPORT: 'import',
};
const SCREENS = /^(CRM_UI|MOBILE_)/;

export type Editors = ReadonlyMap<SubjectKey, Readonly<Record<string, Editor>>>;

/** What cannot be had is missing: the change is recorded all the same, as somebody's. */
export function openEditors(reading: Reading): (asked: readonly EditorsAsked[]) => Promise<Editors> {
  return async (asked) => {
    const found = new Map<SubjectKey, Readonly<Record<string, Editor>>>();
    for (const object of ['contact', 'company'] as const) {
      const its = asked.filter(({ ref }) => ref.system === 'hubspot' && ref.object === object);
      for (const some of inBatches(its, { most: BATCH }))
        for (const [key, editors] of await askedOf(reading, object, some)) found.set(key, editors);
    }
    return found;
  };
}

async function askedOf(reading: Reading, object: KeptObject, asked: readonly EditorsAsked[]): Promise<Editors> {
  const mapping = reading.mapping.objects[object];
  const properties = mapping === undefined ? new Map<string, string>() : propertiesOf(mapping);
  const wanted = new Set(asked.flatMap(({ fields }) => fields.flatMap((field) => properties.get(field) ?? [])));
  if (wanted.size === 0) return new Map();
  const body = {
    properties: [...wanted],
    propertiesWithHistory: [...wanted],
    inputs: asked.map(({ ref }) => ({ id: ref.id })),
  };
  const question = { purpose: `history ${KEPT[object].plural}`, writes: false };
  const path = `/crm/v3/objects/${KEPT[object].plural}/batch/read`;
  const answer = await reading.client.request(question, 'POST', path, histories, { body });
  if (answer.state !== 'answered') return new Map();
  const { results } = answer.value;
  const byId = new Map(results.map((row) => [row.id, row]));
  const byApps = results.some(({ propertiesWithHistory }) => Object.values(propertiesWithHistory).some(nameApps));
  const ownApp = byApps ? await reading.ownApp.id() : undefined;
  return new Map(
    asked.map(({ ref, fields, modifiedAt }) => {
      const row = byId.get(ref.id);
      const editors = fields.flatMap((field): readonly (readonly [string, Editor])[] => {
        const property = properties.get(field) ?? '';
        const entries = row?.propertiesWithHistory[property] ?? [];
        const last = newestUpTo(entries, modifiedAt, row?.properties[property] ?? '');
        return last === undefined ? [] : [[field, editorOf(last, ownApp)]];
      });
      return [recordKey(ref), Object.fromEntries(editors)];
    }),
  );
}

/** The order of a history is not written; of equal moments the value that stands is the later. What happened after the record was read is another change. */
function newestUpTo(entries: readonly Entry[], moment: string, standing: string): Entry | undefined {
  const stands = ({ value }: Entry): number => Number((value ?? '') === standing);
  return entries
    .filter(({ timestamp }) => timestamp <= moment)
    .sort((a, b) => (a.timestamp === b.timestamp ? stands(a) - stands(b) : a.timestamp < b.timestamp ? -1 : 1))
    .at(-1);
}

function editorOf({ sourceType, sourceId, updatedByUserId }: Entry, ownApp: string | undefined): Editor {
  const source = sourceType ?? '';
  if (!SCREENS.test(source)) {
    const by = MACHINES[source] ?? 'system';
    const app = appIn({ sourceType, sourceId });
    return app === undefined || ownApp === undefined || app === ownApp ? { by } : { by, other: true };
  }
  const user = updatedByUserId === null || updatedByUserId === undefined ? userIn(sourceId) : String(updatedByUserId);
  return user === undefined ? { by: 'person' } : { by: 'person', user: `user:${user}` };
}

function nameApps(entries: readonly Entry[]): boolean {
  return entries.some((entry) => appIn(entry) !== undefined);
}

/** Of apps the history has the number; of anything else that writes by API, at most a name. */
function appIn({ sourceType, sourceId }: Pick<Entry, 'sourceType' | 'sourceId'>): string | undefined {
  return sourceType === 'INTEGRATION' && /^\d+$/.test(sourceId ?? '') ? (sourceId ?? undefined) : undefined;
}

/** `userId:1234567`. */
function userIn(sourceId: string | null | undefined): string | undefined {
  return /^userId:(\d+)$/.exec(sourceId ?? '')?.[1];
}
