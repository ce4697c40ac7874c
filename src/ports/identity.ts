/** What questions about who is who are answered with, and what came of a person's word on it. */
import type { PersonView } from './plain.ts';

export interface IdentityReport {
  /** All; `cases` are the first of them. */
  readonly count: number;
  readonly cases: readonly IdentityCase[];
}

/**
 * `ambiguous`: the record matches several leads and stands for none until somebody says for whom. `overlap`: it stands for the first of the leads, and its
 * links or addresses lead to others too. `several-records`: a qualified lead with several Salesforce records, of which a task can lie on one only: it is held.
 */
export interface IdentityCase {
  readonly kind: 'ambiguous' | 'overlap' | 'several-records';
  readonly at?: string | undefined;
  readonly records: readonly DoubtfulRecord[];
  readonly leads: readonly (PersonView & {
    /** The keys by which the record leads to it. */
    readonly by?: readonly string[] | undefined;
  })[];
}

export interface DoubtfulRecord {
  /** `salesforce/lead/00Q…`, as the commands take it. */
  readonly record: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
  readonly url: string | undefined;
}

export interface SettledReport {
  readonly are: 'one' | 'two';
  /** The lead that goes on, or that was split from, or the first that was named. */
  readonly lead: string;
  /** The lead that was joined to it, or that begins; absent where none was. */
  readonly other?: string | undefined;
  /** Open handoffs of the one that ends; the older one goes on. */
  readonly withdrawn: number;
  /** Records that have found their lead by this word. */
  readonly placed: number;
}
