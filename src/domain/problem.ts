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
  'notice',
  'clock',
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

/** What a person must mend, each with a sentence in every language (`texts.errors`). `CONFIG` brings sentences of its own. */
export const ERROR_CODES = [
  'CONFIG',
  'WRONG_USE',
  'CANCELLED',
  'HOME_IN_USE',
  'NEEDS_URL',
  'PORT_IN_USE',
  'PATH',
  'OTHER_ACCOUNT',
  'DISK_FULL',
  'NO_SUCH_ACCOUNT',
  'NEEDS_YES',
  'FOLDER_IN_USE',
  'NOT_A_PARTY',
  'NOT_SIGNED',
  'NO_SUCH_VERSION',
  'SEVERAL_VERSIONS',
  'NOTHING_KEPT',
  'NO_SUCH_LEAD',
  'NO_SUCH_RECORD',
  'ONLY_RECORD',
  'ONE_LEAD',
  'NO_SUCH_PROBLEM',
  'NO_SUCH_MEMBER',
  'NO_SUCH_POOL',
  'NO_CHANNEL',
  'NOT_ARMED',
  'NOT_ASKED',
  'DISTRUSTED',
  'NOTHING_LOST',
  'DIRECTORY_IN_USE',
  'NO_ANSWER',
  'NEVER_DONE',
  'NO_QUEUE',
  'QUEUE_SILENT',
  'QUEUE_UNREACHABLE',
  'REDIS_EVICTS',
  'SCHEMA_NAME',
  'SCHEMA_UNKNOWN',
  'DATABASE_UNREACHABLE',
  'DATABASE_READ_ONLY',
  'DATABASE_FORGETS',
  'SALESFORCE_KEY',
  'SALESFORCE_URL',
  'SALESFORCE_VERSION',
  'NOT_AN_APP',
  'NOT_BY_CONSENT',
  'NOT_AGREED',
  'NOT_CONNECTED',
  'SECRET_KEY',
  'SECRET_CHANGED',
  'TOKENS_BUSY',
  'STREAM',
  'CSV',
  'CSV_EMPTY',
  'CSV_INVALID',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Names and numbers for the sentence in another language. */
export type ErrorAbout = Readonly<Record<string, string>>;

/** A failure that a person must mend before Baton can go on: configuration, credentials, a locked directory. Exit code 2. Its own sentence is English. */
export class BatonError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly about: ErrorAbout;
  constructor(code: ErrorCode, message: string, remedy: string, about: ErrorAbout = {}) {
    super(message);
    this.name = 'BatonError';
    this.code = code;
    this.remedy = remedy;
    this.about = about;
  }
}
