/** The object *Baton Checkpoint*: the ledger's checkpoints in the org, where whoever may rewrite Baton's database cannot reach. Made only if baton.yaml asks for it. */
import { texts } from '../../src/domain/texts/index.ts';
import { INSTANT, NUMBER, text } from './own-columns.ts';
import { described, fieldPart, type Metadata, type Part, type PartWish } from './own-part.ts';

export const CHECKPOINT_OBJECT = 'Baton_Checkpoint__c';

/** Column, the word it is called by in the catalogue, and what it holds. The key is the ledger's name with the size: no size can be anchored twice. */
const COLUMNS: readonly (readonly [column: string, word: string, shape: Metadata])[] = [
  ['Baton_Key__c', 'key', text(64, true)],
  ['Ledger__c', 'ledger', text(40)],
  ['Size__c', 'size', NUMBER],
  ['Root__c', 'root', text(64)],
  ['Head__c', 'head', text(64)],
  ['Sealed_At__c', 'sealedAt', INSTANT],
];
export const CHECKPOINT_COLUMNS: readonly string[] = COLUMNS.map(([column]) => column);

/** Everybody reads the rows; nobody's permission set of ours lets them be changed or deleted. */
export function checkpointParts({ language }: PartWish): readonly Part[] {
  const { checkpoint, checkpointNumber, checkpointRow } = texts(language).ownFields.salesforce;
  const metadata: Metadata = {
    label: checkpoint.label,
    pluralLabel: checkpoint.plural,
    description: described(checkpoint.help),
    nameField: { displayFormat: 'BC-{000000}', label: checkpointNumber, type: 'AutoNumber' },
    deploymentStatus: 'Deployed',
    sharingModel: 'Read',
    enableReports: true,
    enableSearch: false,
  };
  const fields = COLUMNS.map(([column, word, shape]) =>
    fieldPart(`${CHECKPOINT_OBJECT}.${column}`, checkpointRow[word] ?? { label: column, help: '' }, shape),
  );
  return [{ type: 'CustomObject', fullName: CHECKPOINT_OBJECT, metadata }, ...fields];
}
