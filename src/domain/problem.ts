/** Expected failures: what went wrong, whose move it is, and what to do about it. */
import type { IsoInstant } from './instant.ts';
import type { RecordRef, System } from './record.ts';

/** The list a person works through; a category decides the remedy text (`texts.problems`). */
export const PROBLEM_CATEGORIES = [
  'duplicate',
  'validation',
  'picklist',
  'permission',
  'missing-field',
  'reference',
  'format',
  'limit',
  'lock',
  'credential',
  'unavailable',
  'lost-answer',
  'identity',
  'mapping',
  'no-record',
  'unlisted',
] as const;
export type ProblemCategory = (typeof PROBLEM_CATEGORIES)[number];

export type Mover = 'admin' | 'user' | 'vendor' | 'baton';

export interface Problem {
  readonly category: ProblemCategory;
  readonly mover: Mover;
  readonly system?: System;
  readonly record?: RecordRef;
  /** The vendor's code or HTTP status, e.g. `FIELD_CUSTOM_VALIDATION_EXCEPTION`, `429 DAILY`. */
  readonly code: string;
  /** The vendor's own sentence, at most 500 characters; never holds credentials. */
  readonly detail: string;
  readonly field?: string;
  /** When another try is worth it; absent: never by itself. */
  readonly retryAt?: IsoInstant;
}

/** A failure that a person must mend before Baton can go on: configuration, credentials, a locked directory. Exit code 2. */
export class BatonError extends Error {
  readonly code: string;
  readonly remedy: string;
  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.name = 'BatonError';
    this.code = code;
    this.remedy = remedy;
  }
}
