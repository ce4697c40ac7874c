/** Facts that are no lead's: about the agreement, and about what the installation and the team are allowed or set to do. */
import type { AgreementHash, LeadId, RefValue, TextValue } from './fact-words.ts';
import type { IsoInstant } from './instant.ts';
import type { Capacity, OwnerKey, TeamMember } from './team.ts';

export type AgreementFact =
  | {
      readonly kind: 'agreement-signed';
      readonly agreement: AgreementHash;
      readonly department: string;
      readonly signer: TextValue;
    }
  /** All have signed: it is in force from that moment, which may be later than the fact. */
  | { readonly kind: 'agreement-activated'; readonly agreement: AgreementHash; readonly from: IsoInstant }
  /** Somebody whom it names has read it. */
  | { readonly kind: 'agreement-read'; readonly agreement: AgreementHash; readonly reader: TextValue }
  | {
      readonly kind: 'review-held';
      readonly cycle: string;
      /** YYYY-MM-DD, in the agreement's zone. */
      readonly day: string;
      readonly by: TextValue;
      readonly figures: TextValue;
      readonly decisions: TextValue;
    };

export type InstallationFact =
  | { readonly kind: 'armed'; readonly step: 'tasks' | 'status' | 'owner'; readonly agreement: AgreementHash }
  | { readonly kind: 'baseline-taken'; readonly at: IsoInstant; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'gate-closed'; readonly handoffsInHour: number }
  | { readonly kind: 'gate-opened' }
  | { readonly kind: 'admission-set'; readonly pace: 'none' | 'all' | number }
  /** How much sales can take from now on; who said so is the entry's cause. */
  | { readonly kind: 'capacity-set'; readonly from: Capacity; readonly to: Capacity }
  /** Days, both included, on which a member gets no lead. */
  | { readonly kind: 'absence-set'; readonly member: OwnerKey; readonly from: string; readonly to: string }
  /** What was set of that member by command is over. */
  | { readonly kind: 'absence-ended'; readonly member: OwnerKey }
  /** Somebody has put a problem aside. */
  | {
      readonly kind: 'problem-ignored';
      readonly category: string;
      readonly code: string;
      readonly reason: TextValue;
      readonly record?: RefValue | undefined;
    }
  /** A person has said whether two leads, or a lead and a record, are one person. */
  | {
      readonly kind: 'identity-settled';
      readonly are: 'one' | 'two';
      readonly one: LeadOrRecord;
      readonly other: LeadOrRecord;
    }
  /** The database had lost the entries of these numbers, or others stand in their place; a person has seen it. */
  | { readonly kind: 'loss-accepted'; readonly from: number; readonly to: number };

export type LeadOrRecord = RefValue | { readonly lead: LeadId };

/** What team.yaml says of a member, as far as it decides who gets a lead. */
export interface MemberTerms extends Pick<TeamMember, 'department' | 'language' | 'zone' | 'weight'> {
  readonly name: TextValue;
  readonly manager: { readonly member: OwnerKey } | null;
  readonly cap: number | null;
  /** Those whose turns they take. */
  readonly pools: readonly string[];
  /** Days, both included. */
  readonly absences: readonly { readonly from: string; readonly to: string }[];
  readonly hours: NonNullable<TeamMember['hours']> | null;
  readonly salesforceUser: TextValue | null;
  readonly hubspotOwner: TextValue | null;
}

export interface PoolTerms {
  readonly queue: string | null;
  readonly manager: { readonly member: OwnerKey } | null;
  readonly atWork: boolean;
}

/** What a change of team.yaml means: `now` holds only what differs from before. What is set by command (absences, capacity) is told by facts of its own. */
export type TeamFact = { readonly kind: 'team-changed' } & (
  | {
      readonly of: 'member';
      readonly member: OwnerKey;
      readonly is: 'added' | 'changed';
      readonly now: Partial<MemberTerms>;
    }
  | { readonly of: 'member'; readonly member: OwnerKey; readonly is: 'removed' }
  | { readonly of: 'pool'; readonly pool: string; readonly is: 'added' | 'changed'; readonly now: Partial<PoolTerms> }
  | { readonly of: 'pool'; readonly pool: string; readonly is: 'removed' }
);
