/**
 * What Baton makes in a system so that it can work there: fields, the group or object they stand in, views on them, and rights to them.
 * 1. `plan` and `planRemoval` only read. Nothing that stands already is ever changed, but for options that a list of Baton's own lacks, rights that a
 *    permission set of its own lacks, and columns that a report type of its own lacks.
 * 2. `carry` does what was planned and no more, and says of each step what became of it, in their order. A step that got no complete answer is `unknown`:
 *    the next plan finds out.
 * 3. Only what is on the list of things made, and still stands in Baton's group, is removed.
 */
import type { Finding } from '../domain/finding.ts';
import type { Choice } from '../domain/own-fields.ts';
import type { Problem } from '../domain/problem.ts';
import type { Language } from '../domain/texts/index.ts';

export interface SetupPort {
  plan(wish: SetupWish): Promise<SetupPlan>;
  planRemoval(made: readonly Made[]): Promise<SetupPlan>;
  carry(steps: readonly SetupStep[]): Promise<readonly SetupOutcome[]>;
  /** The same as files, for whoever brings changes into the system by its own tools; absent where it has none. Asks nobody. */
  source?(wish: Omit<SetupWish, 'made'>): readonly SourceFile[];
}

export interface SourceFile {
  /** With slashes, from the tree's own folder. */
  readonly path: string;
  readonly text: string;
}

export interface SetupWish {
  /** Of labels. */
  readonly language: Language;
  /** Values of Baton's own lists, by Baton's name of the field; undefined for one that is no list. */
  choices(field: string): readonly Choice[] | undefined;
  readonly made: readonly Made[];
}

/** Beside fields and their group, Salesforce has these. `assignment`: a permission set given to the user that Baton works as. */
export const PART_KINDS = ['object', 'tab', 'list-view', 'report-type', 'permission-set', 'assignment'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Something that Baton has made, by the system's own names. */
export interface Made {
  readonly kind: 'group' | 'field' | PartKind;
  readonly object: string;
  readonly name: string;
}

export type SetupOption = Choice;

interface Step {
  readonly object: string;
  readonly name: string;
  readonly label: string;
}
export type SetupStep =
  | (Step & { readonly does: 'make-group' })
  | (Step & {
      readonly does: 'make-field';
      /** The system's own words for what it holds. */
      readonly type: string;
      readonly options: readonly SetupOption[];
      /** The call's content as the system takes it. */
      readonly definition: Readonly<Record<string, unknown>>;
    })
  | (Step & {
      readonly does: 'make-part';
      readonly kind: PartKind;
      readonly definition: Readonly<Record<string, unknown>>;
    })
  | (Step & { readonly does: 'add-options'; readonly options: readonly SetupOption[] })
  /** `columns`: of a report type, by the system's own names. */
  | (Step & {
      readonly does: 'add-columns';
      readonly columns: readonly string[];
      readonly definition: Readonly<Record<string, unknown>>;
    })
  /** `rights`: to what, by the system's own names. */
  | (Step & {
      readonly does: 'add-rights';
      readonly rights: readonly string[];
      readonly definition: Readonly<Record<string, unknown>>;
    })
  /** `records`: how many hold a value in it; undefined where that could not be counted. */
  | (Step & { readonly does: 'remove-field'; readonly records: number | undefined })
  | (Step & { readonly does: 'remove-part'; readonly kind: PartKind; readonly records: number | undefined })
  | (Step & { readonly does: 'remove-group' });

export interface SetupPlan {
  readonly steps: readonly SetupStep[];
  readonly findings: readonly Finding[];
  /** On the list of things made, and no longer there. */
  readonly gone: readonly Made[];
}

export type SetupOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'refused' | 'unknown' | 'unsent'; readonly problem: Problem };
