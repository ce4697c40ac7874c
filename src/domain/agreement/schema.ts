/** The agreement: the document that marketing and sales sign. What passes here is well formed and fits together; mappings/agreement.yaml is an instance with comments. */
import { incoherences } from './coherence.ts';
import { agreementShape } from './vocabulary.ts';

export type {
  Agreement,
  AttributeRule,
  BehaviourRule,
  Bilingual,
  Condition,
  EvidenceItem,
  HandoffTerms,
  Where,
} from './vocabulary.ts';
export { agreementShape } from './vocabulary.ts';

/** An issue that {@link incoherences} finds carries its key as the message, for a catalogue to say. */
export const agreementSchema = agreementShape.superRefine((agreement, context) => {
  for (const { path, says, about } of incoherences(agreement)) {
    context.addIssue({ code: 'custom', path: [...path], message: says, params: { about } });
  }
});
