/** Sees every change in both worlds as it happens: who made it, over whose value, and whether anybody was allowed to write then. */
import { type Change as HubSpotChange, MERGE } from '../../connectors/hubspot/sandbox/store.ts';
import type { Change as SalesforceChange } from '../../connectors/salesforce/sandbox/rows.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { Scene } from './scene.ts';

/** Baton put its own value where a person had put theirs. */
export interface Overwriting {
  /** `hubspot/contact/1001` or a Task's id. */
  readonly record: string;
  readonly field: string;
  readonly theirs: string;
  readonly theirsAt: IsoInstant;
  readonly ours: string;
  readonly oursAt: IsoInstant;
}

/** Baton wrote whose the record is, or where it stands. */
export interface Said {
  readonly record: string;
  readonly field: string;
  readonly value: string;
  readonly at: IsoInstant;
}

interface Persons {
  readonly value: string;
  readonly at: IsoInstant;
}

/** Fields in which a person's change stands till the stage changes next. */
const SALESFORCE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Lead: ['OwnerId', 'Status', 'Baton_Stage__c', 'Baton_Owner__c'],
  Contact: ['OwnerId', 'Baton_Stage__c', 'Baton_Owner__c'],
  Task: ['OwnerId', 'Status', 'Subject'],
};
const HUBSPOT_FIELDS = ['hubspot_owner_id', 'hs_lead_status', 'lifecyclestage', 'baton_stage', 'baton_owner'];

/** Where Baton says whose a record is, and where it stands. */
const SAYING: ReadonlySet<string> = new Set(['OwnerId', 'Baton_Stage__c', 'hubspot_owner_id', 'baton_stage']);

/** Of one record in an hour; clearing a field before setting it is two. */
const WRITES_AN_HOUR = 6;
const HOUR_MS = 3_600_000;

/** By then it has been read that a user may not log in any more: users are read with every eighth poll, and polls fail too. */
const SEEN_AWAY_TURNS = 16;

export class Witness {
  readonly overwritings: Overwriting[] = [];
  /** Since they were looked at last. */
  said: Said[] = [];
  /** Records that Baton wrote too often within an hour. */
  readonly tooOften: string[] = [];
  readonly #hours = new Map<string, { readonly from: number; count: number }>();
  /** Writes of Baton's before it was armed, while writing was stopped, and to users who for days have not been able to log in. */
  readonly forbidden: string[] = [];
  /** Records that are gone from their world, and since when: archived, merged away, erased, deleted. */
  readonly goneSince = new Map<string, Temporal.Instant>();
  readonly #scene: Scene;
  readonly #persons = new Map<string, Persons>();
  readonly #switchedAt = new Map<string, Temporal.Instant>();
  /** Fields that Baton has filled. */
  readonly #ours = new Set<string>();

  constructor(scene: Scene) {
    this.#scene = scene;
    scene.stage.salesforce.world.watch((change, at) => this.#inSalesforce(change, at));
    scene.stage.hubspot.world.watch((change) => this.#inHubSpot(change));
  }

  #inSalesforce({ object, id, before, after }: SalesforceChange, at: Temporal.Instant): void {
    const { world } = this.#scene.stage.salesforce;
    // What rolls up onto a record leaves its last editor as it was; two writes at one moment leave its stamp.
    const edited =
      before?.['LastModifiedDate'] !== after['LastModifiedDate'] ||
      before?.['LastModifiedById'] !== after['LastModifiedById'] ||
      Object.keys(after).some((field) => field.startsWith('Baton_') && before?.[field] !== after[field]) ||
      before?.['OwnerId'] !== after['OwnerId'];
    // Users are the org's admins' to change.
    const ours = edited && object !== 'User' && after['LastModifiedById'] === world.integrationUserId;
    if (object === 'Lead' || object === 'Contact') this.#gone(keyOf(object, id), after['IsDeleted'] === true, at);
    if (ours) {
      this.#mayWrite(keyOf(object, id), at);
      const owner = String(after['OwnerId']);
      if (owner !== before?.['OwnerId'] && this.#isLongAway(owner, at))
        this.forbidden.push(`${object} ${id} was given to ${owner}, who may not log in`);
    }
    if (object === 'User' && after['IsActive'] !== before?.['IsActive']) this.#switchedAt.set(id, at);
    for (const field of SALESFORCE_FIELDS[object] ?? []) {
      const [was, is] = [text(before?.[field]), text(after[field])];
      // Whoever makes a record has not changed anybody's mind.
      if (was !== is && ours && object !== 'Task') this.#says(keyOf(object, id), field, is, iso(at));
      // Nobody is said to have changed what was made just now, but for a Contact's owner: whoever converts its Lead names one.
      const isWord = before !== undefined || (object === 'Contact' && field === 'OwnerId' && !ours);
      if (was !== is && isWord) this.#written(keyOf(object, id), field, is, iso(at), ours);
    }
  }

  #inHubSpot({ kind, record, properties, at, source }: HubSpotChange): void {
    if (record.type !== 'contacts') return;
    const moment = Temporal.Instant.fromEpochMilliseconds(at);
    const key = `hubspot/contact/${record.id}`;
    if (kind !== 'changed') this.#gone(key, kind === 'archived' || kind === 'erased', moment);
    const ours = source.type === 'INTEGRATION' && kind === 'changed';
    if (ours) this.#mayWrite(key, moment);
    for (const field of HUBSPOT_FIELDS)
      if (properties.includes(field) && kind !== 'created' && source.type !== MERGE) {
        const value = text(record.values[field]);
        if (ours) this.#says(key, field, value, iso(moment));
        this.#written(key, field, value, iso(moment), ours);
      }
  }

  /** Users are read every fourth time that Salesforce is. */
  #isLongAway(user: string, at: Temporal.Instant): boolean {
    if (this.#scene.living(user)?.['IsActive'] !== false) return false;
    const since = this.#switchedAt.get(user);
    return (
      since === undefined ||
      Temporal.Instant.compare(since, at.subtract({ hours: SEEN_AWAY_TURNS * this.#scene.turnHours })) < 0
    );
  }

  #mayWrite(what: string, at: Temporal.Instant): void {
    if (this.#scene.stoppedUntil !== undefined) this.forbidden.push(`${what} was written at ${iso(at)} while stopped`);
    if (!this.#scene.isArmed) this.forbidden.push(`${what} was written at ${iso(at)} before anything was armed`);
    const known = this.#hours.get(what);
    if (known === undefined || at.epochMilliseconds - known.from >= HOUR_MS)
      this.#hours.set(what, { from: at.epochMilliseconds, count: 1 });
    else {
      known.count += 1;
      if (known.count === WRITES_AN_HOUR + 1) this.tooOften.push(`${what} in the hour before ${iso(at)}`);
    }
  }

  #says(record: string, field: string, value: string, at: IsoInstant): void {
    if (SAYING.has(field) && value !== '') this.said.push({ record, field, value, at });
  }

  #gone(key: string, isGone: boolean, at: Temporal.Instant): void {
    if (!isGone) this.goneSince.delete(key);
    else if (!this.goneSince.has(key)) this.goneSince.set(key, at);
  }

  #written(record: string, field: string, value: string, at: IsoInstant, ours: boolean): void {
    const place = `${record} ${field}`;
    const persons = this.#persons.get(place);
    if (ours) this.#ours.add(place);
    // What somebody typed into a field of Baton's before Baton first filled it was no answer to anything.
    const answers = this.#ours.has(place) || !/^baton_/i.test(field);
    if (!ours && answers) this.#persons.set(place, { value, at });
    if (ours && persons !== undefined) {
      this.overwritings.push({ record, field, theirs: persons.value, theirsAt: persons.at, ours: value, oursAt: at });
      this.#persons.delete(place);
    }
  }
}

function keyOf(object: string, id: string): string {
  return object === 'Task' ? id : `salesforce/${object.toLowerCase()}/${id}`;
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
