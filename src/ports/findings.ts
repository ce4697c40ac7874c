/** What `doctor` and `setup` answer: findings with their places, and steps with what became of them. */
import type { Finding } from '../domain/finding.ts';
import type { Problem } from '../domain/problem.ts';
import type { System } from '../domain/record.ts';
import type { Language } from '../domain/texts/index.ts';
import type { PartKind, SetupOption, SetupOutcome, SetupStep, SourceFile } from './setup.ts';

/** A finding, and where in the company's own files it is decided. */
export type PlacedFinding = Omit<Finding, 'at'> & { readonly system: System; readonly where?: FilePlace };
export interface FilePlace {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
}
export type DoctorReport = readonly PlacedFinding[];

export interface SetupReport {
  readonly system: System;
  /** Undefined where the system does not tell. */
  readonly account: string | undefined;
  readonly dryRun: boolean;
  readonly removing: boolean;
  /** The language of the labels that it makes; undefined where it takes away. */
  readonly labels?: Language | undefined;
  readonly steps: readonly {
    readonly does: SetupStep['does'];
    readonly object: string;
    readonly name: string;
    readonly label: string;
    readonly kind?: PartKind;
    readonly type?: string;
    readonly options?: readonly SetupOption[];
    readonly rights?: readonly string[];
    readonly columns?: readonly string[];
    readonly records?: number | undefined;
    readonly state: 'planned' | SetupOutcome['state'];
    readonly problem?: Problem;
  }[];
  readonly findings: DoctorReport;
  /** What was asked for as files; nothing else was done then. */
  readonly files?: readonly SourceFile[];
}
