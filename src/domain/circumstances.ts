/** What a decision may know beside the lead and the agreement: what is armed, since when, and who is who. */
import type { Actor } from './activity.ts';
import type { Agreement } from './agreement/schema.ts';
import type { Approach } from './approach.ts';
import { localDate } from './calendar.ts';
import type { AgreementHash, Holder } from './facts.ts';
import type { IsoDate, IsoInstant } from './instant.ts';
import type { ArmStep, Selection, StatusMapping, SystemMapping } from './mapping.ts';
import { firstOf, managerOf } from './recipients.ts';
import type { FieldValue, System } from './record.ts';
import type { Capacity, OwnerKey, Team, TeamMember } from './team.ts';

export interface Circumstances {
  readonly agreement: AgreementHash;
  /** Empty: only rehearsed. */
  readonly armed: ReadonlySet<ArmStep>;
  /** A lead that qualifies without new behaviour since then is *standing*. */
  readonly baselineAt: IsoInstant;
  /** Closed after too many handoffs in an hour. */
  readonly gateOpen: boolean;
  readonly people: Directory;
  /** What may be done for a lead without a Salesforce record. */
  readonly createLead: NonNullable<SystemMapping['createLead']>['when'];
  /** Who takes part; absent: everybody. */
  readonly selection?: Selection | undefined;
  /** The systems whose deals say when a lead is an opportunity, won or lost; where several speak, the first. */
  readonly dealsCount?: readonly System[] | undefined;
  /** System → field → the value by which a person says that a stage is reached. */
  readonly said: NonNullable<StatusMapping['said']>;
  /** A total that moved by so much since it was last written is written again. */
  readonly scoreDelta: number;
  /** Calls, mails and meetings of late to the lead and at its companies, oldest first; gathered where a handoff is about to be decided. */
  readonly approaches?: readonly Approach[] | undefined;
  /** National holidays, for terms that count business time. */
  readonly holidays?: ReadonlySet<IsoDate> | undefined;
  /** How much sales can take just now; absent: normal. */
  readonly capacity?: Capacity | undefined;
  /** The language of what is written on records; a task follows its assignee. */
  readonly language: 'ja' | 'en';
}

/** Who an owner's field names. `inactive`: a user of the team to whom nothing can be given any more. */
export type OwnerStanding =
  | { readonly is: 'member'; readonly member: TeamMember }
  | { readonly is: 'queue'; readonly name: string }
  | { readonly is: 'inactive' | 'unknown' | 'nobody' };

/** Which CRM user is which member of the team. Built from kept user and owner records by their e-mail. */
export class Directory {
  readonly #byUser = new Map<string, TeamMember>();
  readonly #userOf = new Map<string, string>();
  readonly #inactive = new Set<string>();
  readonly #members: ReadonlyMap<string, TeamMember>;
  readonly #queues: ReadonlyMap<string, string>;
  readonly #team: Pick<Team, 'members' | 'pools'>;

  constructor(
    members: readonly TeamMember[],
    users: readonly {
      readonly system: System;
      readonly id: string;
      readonly email: string;
      readonly active: boolean;
    }[],
    queues: readonly { readonly name: string; readonly id: string }[] = [],
    pools: Team['pools'] = {},
  ) {
    this.#team = { members: [...members], pools };
    this.#queues = new Map(queues.map(({ name, id }) => [name, id]));
    this.#members = new Map(members.map((member) => [member.key, member]));
    const byEmail = new Map<string, TeamMember>();
    for (const member of members) {
      if (member.salesforceUser !== undefined) byEmail.set(`salesforce ${member.salesforceUser.toLowerCase()}`, member);
      if (member.hubspotOwner !== undefined) byEmail.set(`hubspot ${member.hubspotOwner.toLowerCase()}`, member);
    }
    for (const user of users) {
      const member = byEmail.get(`${user.system} ${user.email.toLowerCase()}`);
      if (member === undefined) continue;
      this.#byUser.set(`${user.system} ${user.id}`, member);
      if (user.active) this.#userOf.set(`${user.system} ${member.key}`, user.id);
      else this.#inactive.add(`${user.system} ${user.id}`);
    }
  }

  member(key: OwnerKey | string): TeamMember | undefined {
    return this.#members.get(key);
  }

  /**
   * Who speaks for a department: the member who bears the name that the agreement gives its head (`佐藤 明子 / Akiko Sato`: one of the two), else the first
   * who has no manager.
   */
  headOf(department: string, parties: Agreement['parties']): string | undefined {
    const there = [...this.#members.values()].filter((member) => member.department === department);
    const names = parties.filter((party) => party.department === department).flatMap(({ head }) => head.split('/'));
    const named = there.find(({ name }) => names.some((one) => one.trim() === name));
    return named?.key ?? firstOf(there);
  }

  /** {@link managerOf}, of this team. */
  managerOf(holder: Holder, queue: string | undefined): OwnerKey | undefined {
    return managerOf(this.#team, holder, queue) as OwnerKey | undefined;
  }

  isAway(key: string, at: Temporal.Instant): boolean {
    const member = this.#members.get(key);
    if (member === undefined) return false;
    const today: string = localDate(at, member.zone);
    return member.absences.some(({ from, to }) => from <= today && today <= to);
  }

  memberOf(system: System, actor: Actor): TeamMember | undefined {
    return actor.type === 'person' ? this.#byUser.get(`${system} ${actor.user}`) : undefined;
  }

  ownerOf(system: System, value: FieldValue): OwnerStanding {
    if (typeof value !== 'string' || value === '') return { is: 'nobody' };
    const queue = [...this.#queues].find(([, id]) => id === value);
    if (queue !== undefined) return { is: 'queue', name: queue[0] };
    if (this.#inactive.has(`${system} ${value}`)) return { is: 'inactive' };
    const member = this.#byUser.get(`${system} ${value}`);
    return member === undefined ? { is: 'unknown' } : { is: 'member', member };
  }

  /** Every user that stands or stood for the member in that system. */
  usersOf(system: System, key: OwnerKey | string): readonly string[] {
    return [...this.#byUser].flatMap(([user, member]) =>
      member.key === key && user.startsWith(`${system} `) ? [user.slice(system.length + 1)] : [],
    );
  }

  /** Salesforce's queue of that name, as team.yaml writes it. */
  queueId(name: string): string | undefined {
    return this.#queues.get(name);
  }

  /** They may not log in to Salesforce any more: every user known to stand for them there is inactive. */
  isGone(key: OwnerKey | string): boolean {
    return this.userId('salesforce', key) === undefined && this.usersOf('salesforce', key).length > 0;
  }

  /** The member's active user in that system; undefined where there is none or it is inactive. */
  userId(system: System, key: OwnerKey | string): string | undefined {
    return this.#userOf.get(`${system} ${key}`);
  }
}
