/** What questions about versions of the agreement are answered with: their history, and what one would do on trial. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { ChannelName } from '../domain/team.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { PersonView } from './plain.ts';

/** One version of the agreement, as the ledger tells of it. */
export interface VersionView {
  readonly agreement: string;
  readonly name: string;
  readonly inForce: boolean;
  /** It is what the installation's file says now. */
  readonly isFile: boolean;
  /** Who must sign. */
  readonly parties: readonly string[];
  /** How it calls the departments that it lists. */
  readonly departments: Departments;
  readonly signatures: readonly { readonly department: string; readonly signer: string; readonly at: string }[];
  /** Moments from which it was in force; more than one where it was put back. */
  readonly activeFrom: readonly string[];
  /** To whom it was sent, how and when: members' keys, and `head:<department>`. */
  readonly sentTo: readonly { readonly reader: string; readonly at: string; readonly channel: ChannelName }[];
  /** Members who confirmed that they have read it. */
  readonly readBy: readonly { readonly reader: string; readonly at: string }[];
  readonly notReadBy: readonly string[];
}

export interface TrialTally {
  /** Leads whose rule holds. */
  readonly mql: number;
  readonly sql: number;
  readonly hot: number;
  readonly warm: number;
  readonly cold: number;
}

/** What a version that nobody has signed would do, beside the one in force. */
export interface TrialReport {
  readonly agreement: string;
  /** The version in force; absent: none is. */
  readonly against?: string | undefined;
  readonly leads: number;
  readonly before?: TrialTally | undefined;
  readonly after: TrialTally;
  /** Who would newly meet the MQL rule, and who no longer; all are counted, the first named with their totals. */
  readonly gained: TrialChanges;
  readonly lost: TrialChanges;
  /** By type: handed over at once, had it been in force for the last seven days. */
  readonly handoffs: Readonly<Record<string, number>>;
  /** How that version calls the types. */
  readonly labels: Readonly<Record<string, Bilingual>>;
  readonly standing: number;
  readonly held: number;
}

interface TrialChanges {
  readonly count: number;
  readonly people: readonly (PersonView & { readonly before?: number | undefined; readonly after: number })[];
}
