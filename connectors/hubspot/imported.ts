/** Imports that stand for something that people did, such as cards collected at an exhibition: HubSpot says of a contact by which import it was made (page "View and use record source properties"). */
import type { Activity } from '../../src/domain/activity.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { type RecordRef, recordKey } from '../../src/domain/record.ts';
import type { Row } from './answers.ts';
import { momentOf } from './reading.ts';

/** Where it says so: `IMPORT`, and the import's name. HubSpot fills them once, when the record is made, and nobody can change them. */
const SOURCE = 'hs_object_source_label';
const DETAIL = 'hs_object_source_detail_1';
const MADE = 'createdate';

/** Read only where the mapping names imports. */
export function importProperties({ imports }: SystemMapping): readonly string[] {
  return imports.length === 0 ? [] : [SOURCE, DETAIL, MADE];
}

/** What the import means by which the contact was made, at that moment, if the mapping names it. No property tells of an import that found the contact there already. */
export function importedBy(ref: RecordRef, row: Row, { imports }: SystemMapping): Activity | undefined {
  if (row.properties[SOURCE] !== 'IMPORT') return undefined;
  const name = row.properties[DETAIL]?.trim();
  const mapped = imports.find((one) => one.import === name);
  const occurredAt = momentOf(row, [MADE]);
  if (mapped === undefined || occurredAt === undefined) return undefined;
  return {
    system: 'hubspot',
    kind: mapped.is,
    id: `import:${ref.id}`,
    subjects: [recordKey(ref)],
    occurredAt,
    actor: { type: 'lead' },
    properties: { import: mapped.name ?? mapped.import },
  };
}
