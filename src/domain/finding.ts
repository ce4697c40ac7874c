/** What a look at one system found: how grave it is, where it stands, whose move it is. The sentences are in `texts.findings`. */
import type { Mover, Problem } from './problem.ts';

/** What a finding is about. */
export type FindingName =
  | 'connection'
  | 'version'
  | 'identity'
  | 'token'
  | 'scope'
  | 'tier'
  | 'field'
  | 'limit'
  | 'clock'
  | 'form'
  | 'owner'
  | 'rule'
  | 'other-connector'
  | 'webhook'
  | 'ledger';

/** `stops`: Baton cannot do its work. `warning`: it works, and something is lost or risky. `note`: worth knowing. */
export type Severity = 'fine' | 'note' | 'warning' | 'stops';

/** What is found in an org of Salesforce, in setting it up and in looking it over. */
export type OrgFindingSays =
  | 'org-reached'
  | 'org-account'
  | 'org-version-fine'
  | 'org-version-old'
  | 'org-version-gone'
  | 'org-version-untold'
  | 'org-rights-fine'
  | 'org-right-missing'
  | 'org-rights-untold'
  | 'org-fields-fine'
  | 'org-field-missing'
  | 'org-fields-unmade'
  | 'org-field-read-only'
  | 'org-object-unseen'
  | 'org-object-unread'
  | 'org-object-refused'
  | 'org-choice-missing'
  | 'org-choice-unknown'
  | 'org-anchored'
  | 'org-anchored-none'
  | 'org-calls-left'
  | 'org-calls-few'
  | 'org-storage-few'
  | 'org-fields-no-room'
  | 'org-rules-none'
  | 'org-rules-untold'
  | 'org-validation-rules'
  | 'org-duplicate-rules'
  | 'org-assignment-rules'
  | 'org-flow-writes'
  | 'org-trial-fine'
  | 'org-trial-refused'
  | 'org-trial-untold'
  | 'org-sales-set-missing'
  | 'org-sales-set-fine'
  | 'org-owners-fine'
  | 'org-owner-unknown'
  | 'org-owner-inactive'
  | 'org-queue-unknown'
  | 'org-clash'
  | 'org-theirs'
  | 'org-rights-theirs'
  | 'org-columns-theirs'
  | 'org-metadata-refused'
  | 'org-object-stays'
  | 'org-taken-over';

/** Sentences that the catalogues have; `about` holds their names and numbers. */
export type FindingSays =
  | OrgFindingSays
  | 'reached'
  | 'account'
  | 'account-new'
  | 'account-other'
  | 'account-zone'
  | 'account-untold'
  | 'token-static'
  | 'token-oauth'
  | 'scopes-untold'
  | 'scopes-fine'
  | 'scope-missing'
  | 'scope-excess'
  | 'events-there'
  | 'events-not'
  | 'events-untold'
  | 'fields-fine'
  | 'field-missing'
  | 'fields-unmade'
  | 'field-read-only'
  | 'field-type'
  | 'field-clash'
  | 'field-theirs'
  | 'choice-missing'
  | 'choice-unknown'
  | 'choice-untranslated'
  | 'group-theirs'
  | 'calls-left'
  | 'calls-few'
  | 'calls-untold'
  | 'clock-fine'
  | 'clock-off'
  | 'clock-untold'
  | 'timeframe-unmapped'
  | 'form-silent'
  | 'forms-more'
  | 'forms-fine'
  | 'owners-fine'
  | 'owner-unknown'
  | 'owner-inactive'
  | 'connector-none'
  | 'connector-found'
  | 'connector-owner'
  | 'connector-stage'
  | 'connector-syncs'
  | 'connector-creates'
  | 'webhook-heard'
  | 'webhook-refused'
  | 'webhook-redirected'
  | 'webhook-other'
  | 'webhook-unreached';

/** A place in what the company owns: the mapping of that system, mappings/statuses.yaml, team.yaml, or baton.yaml (`installation`). */
export interface MappingPlace {
  readonly file: 'mapping' | 'statuses' | 'team' | 'installation';
  readonly path: readonly string[];
}

export interface Finding {
  readonly name: FindingName;
  /** There is nothing to mend. */
  readonly ok: boolean;
  /** Unless told: `fine`, or `stops` where it is not `ok`. */
  readonly severity?: Severity | undefined;
  /** What it is about in the system's own words, e.g. a portal id or `contact.baton_stage`. */
  readonly detail: string;
  readonly says?: FindingSays | undefined;
  readonly about?: Readonly<Record<string, string>> | undefined;
  readonly at?: MappingPlace | undefined;
  readonly mover?: Mover | undefined;
  readonly problem?: Problem | undefined;
}

export function severityOf({ ok, severity }: Pick<Finding, 'ok' | 'severity'>): Severity {
  return severity ?? (ok ? 'fine' : 'stops');
}

/** Whether any of them keeps Baton from its work: what exit codes go by. */
export function stopsWork(findings: readonly Pick<Finding, 'ok' | 'severity'>[]): boolean {
  return findings.some((finding) => severityOf(finding) === 'stops');
}

export function moverOf({ mover, problem }: Finding): Mover | undefined {
  return mover ?? problem?.mover;
}
