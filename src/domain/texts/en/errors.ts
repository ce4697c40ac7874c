/** What a person must mend. English stands in the errors themselves, where they are thrown; every other language says each of them anew. */
import type { ErrorAbout, ErrorCode } from '../../problem.ts';

export interface ErrorText {
  readonly message: string;
  readonly remedy: string;
}
export type ErrorTexts = Readonly<Record<ErrorCode, (about: ErrorAbout, own: ErrorText) => ErrorText>>;

const asThrown = (_: ErrorAbout, own: ErrorText): ErrorText => own;

export const errors: ErrorTexts = {
  CONFIG: asThrown,
  WRONG_USE: asThrown,
  CANCELLED: asThrown,
  HOME_IN_USE: asThrown,
  NEEDS_URL: asThrown,
  PORT_IN_USE: asThrown,
  PATH: asThrown,
  OTHER_ACCOUNT: asThrown,
  DISK_FULL: asThrown,
  NO_SUCH_ACCOUNT: asThrown,
  NEEDS_YES: asThrown,
  FOLDER_IN_USE: asThrown,
  NOT_A_PARTY: asThrown,
  NOT_SIGNED: asThrown,
  NO_SUCH_VERSION: asThrown,
  SEVERAL_VERSIONS: asThrown,
  NO_SUCH_LEAD: asThrown,
  NOTHING_KEPT: asThrown,
  NO_SUCH_RECORD: asThrown,
  ONLY_RECORD: asThrown,
  ONE_LEAD: asThrown,
  NO_SUCH_PROBLEM: asThrown,
  NO_SUCH_MEMBER: asThrown,
  NO_SUCH_POOL: asThrown,
  NO_CHANNEL: asThrown,
  NOT_ARMED: asThrown,
  NOT_ASKED: asThrown,
  DISTRUSTED: asThrown,
  NOTHING_LOST: asThrown,
  DIRECTORY_IN_USE: asThrown,
  NO_ANSWER: asThrown,
  NEVER_DONE: asThrown,
  NO_QUEUE: asThrown,
  QUEUE_SILENT: asThrown,
  QUEUE_UNREACHABLE: asThrown,
  REDIS_EVICTS: asThrown,
  SCHEMA_NAME: asThrown,
  SCHEMA_UNKNOWN: asThrown,
  DATABASE_UNREACHABLE: asThrown,
  DATABASE_READ_ONLY: asThrown,
  DATABASE_FORGETS: asThrown,
  SALESFORCE_KEY: asThrown,
  SALESFORCE_URL: asThrown,
  SALESFORCE_VERSION: asThrown,
  NOT_AN_APP: asThrown,
  NOT_BY_CONSENT: asThrown,
  NOT_AGREED: asThrown,
  NOT_CONNECTED: asThrown,
  SECRET_KEY: asThrown,
  SECRET_CHANGED: asThrown,
  TOKENS_BUSY: asThrown,
  STREAM: asThrown,
  CSV: asThrown,
  CSV_EMPTY: asThrown,
  CSV_INVALID: asThrown,
};
