/** The headers that every write of a person's or company's record carries, on the call or, in a composite, on its own node: subrequests inherit none of them. */
import type { SystemMapping } from '../../src/domain/mapping.ts';

/** Assignment rules run on creating *and* updating Leads unless this is said, and would take the owner away ("Assignment Rule Header"). */
const NO_ASSIGNMENT = { 'Sforce-Auto-Assign': 'FALSE' } as const;

/** Lets a row past a duplicate rule that only alerts; one that blocks still refuses it ("Duplicate Rule Header"). */
const PAST_ALERTS = {
  'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=true',
} as const;

export function writeHeaders({ duplicateRules }: SystemMapping): Readonly<Record<string, string>> {
  return duplicateRules === 'save-past-alerts' ? { ...NO_ASSIGNMENT, ...PAST_ALERTS } : NO_ASSIGNMENT;
}
