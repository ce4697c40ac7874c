/** What everybody in a simulated quarter sees: both worlds at this moment, whom there is to do something to, and the chance that decides. */
import type { HubSpotRecord } from '../../connectors/hubspot/sandbox/store.ts';
import type { Chance } from '../../connectors/kit/chance.ts';
import type { Row } from '../../connectors/salesforce/sandbox/index.ts';
import type { Hands } from '../../connectors/salesforce/sandbox/world.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Stage } from '../support/stage.ts';
import type { Company } from './company.ts';

/** Something that somebody may do. */
export interface Act {
  readonly name: string;
  /** How often it happens beside the other acts of the same list. */
  readonly weight: number;
  /** `idle`: there was nobody to do it to; `refused`: the vendor would not have it. */
  act(scene: Scene): Came | Promise<Came>;
}
export type Came = 'done' | 'idle' | 'refused';

/** Somebody who was erased on request: what must not be found of them again. */
export interface Gone {
  readonly records: readonly RecordRef[];
  readonly at: Temporal.Instant;
}

/** Of those who are met, the share that a rep has in hand. */
const IN_HAND = 0.6;

export class Scene {
  readonly stage: Stage;
  readonly company: Company;
  readonly luck: Chance;
  /** From one turn to the next, on average. */
  readonly turnHours: number;
  /** Under names of their own, counted. */
  readonly counts = new Map<string, number>();
  readonly gone: Gone[] = [];
  /** Before, nothing may be written. */
  isArmed = false;
  /** Writing is stopped until then. */
  stoppedUntil: Temporal.Instant | undefined;
  #fresh = 0;
  #seen: Seen | undefined;

  constructor(
    stage: Stage,
    company: Company,
    { luck, turnHours }: { readonly luck: Chance; readonly turnHours: number },
  ) {
    this.stage = stage;
    this.company = company;
    this.luck = luck;
    this.turnHours = turnHours;
  }

  get now(): Temporal.Instant {
    return this.stage.runtime.now();
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** A number that nothing else in this quarter has. */
  fresh(): number {
    this.#fresh += 1;
    return this.#fresh;
  }

  /** What is seen is looked at anew. */
  look(): void {
    this.#seen = undefined;
  }

  /** Leads that are not converted, and Contacts, as Salesforce has them. */
  get leads(): readonly Row[] {
    return this.#sight.leads;
  }
  get contacts(): readonly Row[] {
    return this.#sight.contacts;
  }
  /** Handoff tasks, done ones too. */
  get tasks(): readonly Row[] {
    return this.#sight.tasks;
  }
  /** Contacts of HubSpot. */
  get known(): readonly HubSpotRecord[] {
    return this.#sight.known;
  }
  /** Users of Salesforce who sell and may log in. */
  get sellers(): readonly Row[] {
    return this.#sight.sellers;
  }

  /** A Lead or Contact, rather one that a rep has in hand. */
  someone(): Row | undefined {
    const task = this.luck.happens(IN_HAND) ? this.one(this.tasks.slice(-400)) : undefined;
    const found = task === undefined ? undefined : this.living(String(task['WhoId']));
    if (found !== undefined && found['IsConverted'] !== true) return found;
    return this.one(this.luck.happens(0.7) ? this.leads : this.contacts);
  }

  one<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : this.luck.pick(items);
  }

  living(id: string): Row | undefined {
    return this.stage.salesforce.world.row(id);
  }

  /** One of the sellers at work now. */
  hands(): { readonly userId: string; readonly hands: Hands } | undefined {
    const user = this.one(this.sellers);
    if (user === undefined) return undefined;
    const userId = String(user['Id']);
    return { userId, hands: this.stage.salesforce.world.as(userId, this.now) };
  }

  get #sight(): Seen {
    this.#seen ??= see(this.stage);
    return this.#seen;
  }
}

/** As it is put anew: the sandbox stamps it. */
export function placeable(row: Row): Row {
  const { LastModifiedDate: _, LastModifiedById: __, SystemModstamp: ___, ...rest } = row;
  return rest;
}

interface Seen {
  readonly leads: readonly Row[];
  readonly contacts: readonly Row[];
  readonly tasks: readonly Row[];
  readonly known: readonly HubSpotRecord[];
  readonly sellers: readonly Row[];
}

function see({ salesforce, hubspot }: Stage): Seen {
  const { world } = salesforce;
  return {
    leads: world.rowsOf('Lead').filter((row) => row['IsConverted'] !== true),
    contacts: world.rowsOf('Contact'),
    tasks: world.rowsOf('Task').filter((row) => typeof row['Baton_Handoff__c'] === 'string'),
    known: hubspot.world.portal.store.all('contacts').filter((record) => record.archivedAt === undefined),
    sellers: world.rowsOf('User').filter((row) => row['IsActive'] === true && /Sales/.test(String(row['Department']))),
  };
}
