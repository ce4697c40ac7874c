/** HubSpot as a state machine: one account, its API, and what happens in it by itself. */
import { type IsoInstant, instantOf, iso } from '../../../src/domain/instant.ts';
import type { World, WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import { Catalogue } from './catalogue.ts';
import { Forms } from './forms.ts';
import { ChangeJournal } from './journal.ts';
import { GENEROUS, type LimitSettings, Limits } from './limits.ts';
import { Links } from './links.ts';
import { Lists } from './lists.ts';
import { Mails } from './mails.ts';
import { MarketingEvents } from './marketing-events.ts';
import { ALL_SCOPES, type AppCredentials, Tokens } from './oauth.ts';
import type { ObjectType } from './object-types.ts';
import { Occurrences } from './occurrences.ts';
import { Owners } from './owners.ts';
import { Pipelines } from './pipelines.ts';
import { type Portal, refusalKey } from './portal.ts';
import { notFound, Refusal } from './refusal.ts';
import { Call, Router } from './router.ts';
import { routesOf, scopeOf } from './routes.ts';
import type { BackwardStage } from './rules.ts';
import { Schedule } from './schedule.ts';
import { type Change, type HubSpotRecord, RecordStore, type Source } from './store.ts';
import { type WebhookSettings, Webhooks } from './webhooks.ts';
import { prepareCreate, prepareUpdate, recordOf, type WriteContext } from './writes.ts';

export interface HubSpotWorldOptions {
  readonly portalId?: number;
  /** The portal's time zone. */
  readonly zone?: string;
  /** Static bearer tokens that are accepted for ever. */
  readonly tokens?: readonly string[];
  readonly app?: AppCredentials;
  /** Each refresh token serves once, and brings the next one; not unless told. */
  readonly rotatesRefreshTokens?: boolean;
  /** What the app was granted; everything unless told. */
  readonly scopes?: readonly string[];
  /** How long search lags behind, in business time. */
  readonly lagMs?: number;
  readonly limits?: Partial<LimitSettings>;
  readonly backwardStage?: BackwardStage;
  /** The account's edition has event occurrences; not unless told. */
  readonly enterprise?: boolean;
  /** The first id of each type; ids are unique per type only, so they may overlap. */
  readonly firstIds?: Partial<Record<ObjectType | 'owners', number>>;
  /** Where changes are told from now on; see also `webhooks.configure`. */
  readonly webhooks?: WebhookSettings;
  /** The clock of burst limits; the real one unless told. */
  readonly machineMs?: () => number;
}

const FIRST_IDS: Readonly<Record<ObjectType | 'owners', number>> = {
  contacts: 1_001,
  companies: 5_001,
  deals: 9_001,
  calls: 20_001,
  meetings: 30_001,
  notes: 40_001,
  tasks: 50_001,
  emails: 60_001,
  communications: 70_001,
  postal_mail: 80_001,
  tickets: 11_001,
  leads: 12_001,
  products: 13_001,
  line_items: 14_001,
  quotes: 15_001,
  owners: 701,
};
export const DEFAULT_APP: AppCredentials = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh',
};
/** Calls by an app are written down under its id in property history. */
const APP_ID = 4_200_001;
/** Characters of path and query. */
const LONGEST_ADDRESS = 8_192;

export class HubSpotWorld implements World {
  readonly portal: Portal;
  readonly tokens: Tokens;
  readonly webhooks: Webhooks;
  readonly journal: ChangeJournal;
  readonly #limits: Limits;
  readonly #router: Router;
  readonly #schedule = new Schedule();
  #answered = 0;
  /** Epoch milliseconds of business time. */
  #movesUntil = 0;

  constructor(options: HubSpotWorldOptions = {}) {
    const catalogue = new Catalogue();
    const firstIds = { ...FIRST_IDS, ...options.firstIds };
    const store = new RecordStore(catalogue, firstIds, options.lagMs ?? 0);
    this.portal = {
      id: options.portalId ?? 8_800_001,
      zone: options.zone ?? 'Asia/Tokyo',
      catalogue,
      store,
      links: new Links(store),
      owners: new Owners(firstIds.owners),
      forms: new Forms(),
      mails: new Mails(),
      pipelines: new Pipelines(),
      lists: new Lists(),
      marketingEvents: new MarketingEvents(),
      occurrences: new Occurrences(options.enterprise ?? false),
      backwardStage: options.backwardStage ?? 'ignore',
      refusals: new Map(),
    };
    const app = options.app ?? DEFAULT_APP;
    const account = { portalId: this.portal.id, appId: APP_ID, clientSecret: app.clientSecret };
    this.webhooks = new Webhooks(account, this.portal);
    this.webhooks.configure(options.webhooks);
    this.journal = new ChangeJournal(this.portal.id, store);
    this.tokens = new Tokens({
      portalId: this.portal.id,
      appId: APP_ID,
      userId: 1,
      staticTokens: options.tokens ?? ['sandbox-token'],
      app,
      rotates: options.rotatesRefreshTokens ?? false,
      scopes: options.scopes ?? ALL_SCOPES,
    });
    const machineMs = options.machineMs ?? (() => performance.now());
    this.#limits = new Limits({ ...GENEROUS, ...options.limits }, this.portal.zone, machineMs);
    const { portal, tokens, webhooks, journal } = this;
    this.#router = new Router(routesOf({ portal, tokens, webhooks, journal, limits: this.#limits }));
  }

  get outbound(): Webhooks {
    return this.webhooks;
  }

  handle(request: WorldRequest): WorldResponse {
    try {
      return this.#answer(request);
    } catch (error) {
      // The vendor's refusals are answers; anything else is a bug of the sandbox and goes up.
      if (!(error instanceof Refusal)) throw error;
      this.#answered += 1;
      return error.response(correlationId(this.#answered));
    }
  }

  #answer(request: WorldRequest): WorldResponse {
    const found = this.#router.find(request.method, request.path);
    if (found === undefined) {
      return {
        status: 501,
        body: { status: 'error', message: `The sandbox has no ${request.method} ${request.path}` },
      };
    }
    const { route, params } = found;
    this.#checkAway(request);
    const call = new Call(request, params, { type: 'INTEGRATION', id: String(APP_ID) });
    if (route.open === true) return route.handle(call);
    const token = this.tokens.check(request.headers['authorization'], call.now);
    const headers = this.#limits.take(request.now, { search: route.search ?? false, oauth: token.oauth });
    const scope = scopeOf(route, params.get('type'));
    if (scope !== undefined) this.tokens.checkScope(scope);
    const answer = route.handle(call);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  /** What is refused before anything is looked at ("Error handling", HubSpot developer documentation). */
  #checkAway({ path, query, now }: WorldRequest): void {
    if (path.length + query.toString().length > LONGEST_ADDRESS) {
      throw new Refusal({ status: 414, category: 'VALIDATION_ERROR', message: 'URI Too Long' });
    }
    const leftMs = this.#movesUntil - now.epochMilliseconds;
    if (leftMs <= 0) return;
    throw new Refusal({
      status: 477,
      category: 'MIGRATION_IN_PROGRESS',
      message: 'This account is being moved to another data center.',
      headers: { 'Retry-After': String(Math.ceil(leftMs / 1_000)) },
    });
  }

  /** The account is being moved to another data centre until then (epoch milliseconds): every call is refused with 477. */
  move(until: number): void {
    this.#movesUntil = until;
  }

  advance(now: Temporal.Instant): void {
    this.#schedule.run(now.epochMilliseconds);
  }

  nextEventAt(): IsoInstant | undefined {
    const next = this.#schedule.nextAt();
    return next === undefined ? undefined : iso(Temporal.Instant.fromEpochMilliseconds(next));
  }

  /** Something will happen at that moment, which it is told in epoch milliseconds. */
  schedule(at: IsoInstant, change: (at: number) => void): void {
    this.#schedule.add(instantOf(at).epochMilliseconds, change);
  }

  /** Tells of every change to a record, whoever makes it: what webhooks would tell. */
  watch(watcher: (change: Change) => void): void {
    this.portal.store.watch(watcher);
  }

  /** Somebody makes a record inside HubSpot. Throws a Refusal where the API would refuse. */
  create(type: ObjectType, properties: Readonly<Record<string, string>>, how: How): HubSpotRecord {
    return prepareCreate(this.#context(type, how), { properties })();
  }

  /** Somebody or something changes a record inside HubSpot. Throws a Refusal where the API would refuse. */
  change(type: ObjectType, id: string, properties: Readonly<Record<string, string>>, how: How): void {
    const record = recordOf(this.portal, type, id);
    prepareUpdate(this.#context(type, how), record, properties)();
  }

  archive(type: ObjectType, id: string, how: How): void {
    this.portal.store.archive(recordOf(this.portal, type, id), how.at, how.source);
  }

  /** Somebody takes an archived record back, which only the screen can. Throws a Refusal when its address has been given away. */
  restore(type: ObjectType, id: string, how: How): void {
    const record = this.portal.store.find(type, id);
    if (record?.archivedAt === undefined) throw notFound();
    const conflict = this.portal.store.unique.conflict(type, id, record.values, new Set());
    if (conflict !== undefined) throw conflict;
    this.portal.store.restore(record, how.at, how.source);
  }

  /** From now on every write to this record is refused. A locked record: `{status: 423, category: 'LOCKED', …}`. */
  refuseRecord(
    type: ObjectType,
    id: string,
    refusal: { readonly category: string; readonly message: string; readonly status?: number },
  ): void {
    const { category, message, status = 400 } = refusal;
    this.portal.refusals.set(refusalKey(type, id), new Refusal({ status, category, message }));
  }

  acceptRecord(type: ObjectType, id: string): void {
    this.portal.refusals.delete(refusalKey(type, id));
  }

  #context(type: ObjectType, how: How): WriteContext {
    return { portal: this.portal, type, at: how.at, source: how.source, claims: new Set() };
  }
}

/** When (epoch milliseconds) and by whom something is done inside HubSpot. */
export interface How {
  readonly at: number;
  readonly source: Source;
}

/** A person at the screen, by their user id (not their owner id). */
export function byPerson(userId: number, at: number): How {
  return { at, source: { type: 'CRM_UI', id: `userId:${userId}`, userId } };
}

/** A workflow of the account. */
export function byWorkflow(name: string, at: number): How {
  return { at, source: { type: 'AUTOMATION_PLATFORM', id: 'workflow', label: name } };
}

/** Equal from run to run: the n-th refusal of a world has the n-th id. */
function correlationId(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
