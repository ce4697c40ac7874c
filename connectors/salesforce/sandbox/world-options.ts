/** What an org of the sandbox may be like. */
import type { AssignmentRule, ValidationRule } from './org.ts';

export interface WorldOptions {
  /** When the org's own records (organization, integration user) were made. */
  readonly start: Temporal.Instant;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
  /** Every user's password, for the password flow. */
  readonly password?: string;
  /** Where authorization codes may be sent; anywhere unless given. */
  readonly callbackUrls?: readonly string[];
  /** PEM; with it, the signature of JWT assertions is verified. */
  readonly publicKey?: string;
  /** How long a granted token lasts in business time; two hours unless given. */
  readonly tokenLives?: Temporal.Duration;
  /** Whether each use of a refresh token ends it and gives another, as an app may be set to; it goes on unless told. */
  readonly rotatesRefreshTokens?: boolean;
  /** How long a bulk job lies, in business time, before the org begins with it; not at all unless given. */
  readonly bulkWaits?: Temporal.Duration;
  /** API calls a day; a Developer org's 15,000 unless given. */
  readonly dailyCalls?: number;
  readonly assignmentRule?: AssignmentRule;
  readonly validationRules?: readonly ValidationRule[];
  /** Fields or objects that the integration user may not see: `Lead.Baton_Id__c`, `Baton_Handoff__c`. */
  readonly hidden?: readonly string[];
  /** Fields that are formulas in this org: `Lead.Industry`. Their values move by {@link SalesforceWorld.shift}. */
  readonly formulas?: readonly string[];
  /** Fields of leads, contacts and accounts whose history is kept: `Lead.Status`, `Lead.OwnerId`; of none unless given. */
  readonly tracked?: readonly string[];
  /** An org in which Baton's set-up has not been: without its fields and its object. */
  readonly bare?: boolean;
  /** How many custom objects the edition allows in all; as many as one likes unless given. */
  readonly mostObjects?: number;
  /** Whether the integration user may see and change the org's metadata; it may unless told. */
  readonly mayCustomize?: boolean;
}
