/** The Salesforce sandbox: one org as a state machine that answers REST calls and lets scheduled things happen. Does no I/O and reads no clock. */
import { type IsoInstant, iso } from '../../../src/domain/instant.ts';
import type { World, WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import { Access } from './access.ts';
import { BulkJobs } from './bulk-jobs.ts';
import { type Conversion, type Converted, convertLead } from './convert.ts';
import { Cursors } from './cursors.ts';
import { Customizing } from './customizing.ts';
import { Deployments } from './deploy.ts';
import { withDerived } from './derive.ts';
import { answerAt, type Door } from './door.ts';
import { Allowance } from './limits.ts';
import { type Merged, mergeRows, undeleteRow } from './merge.ts';
import { OAuth } from './oauth.ts';
import { OBJECTS, STANDARD_OBJECTS, withFormulas } from './objects.ts';
import { READY_RIGHTS, readySet } from './objects-baton.ts';
import {
  type AssignmentRule,
  type Doing,
  OrderedRefusals,
  type Org,
  type RowMatcher,
  type ValidationRule,
} from './org.ts';
import type { RowError } from './refusal.ts';
import { type Change, Rows } from './rows.ts';
import { Schedule } from './schedule.ts';
import { type ObjectSpec, Schema } from './schema.ts';
import { filled, type Row, type Value } from './values.ts';
import type { WorldOptions } from './world-options.ts';
import { born, defaults, deleteRow, type Input, insertRow, type RowResult, updateRow } from './write.ts';

/** Something that will happen by itself. */
export type Happening = (world: SalesforceWorld, at: Temporal.Instant) => void;
/** Told of every lasting change, after the call that made it. */
export type Watcher = (change: Change, at: Temporal.Instant) => void;

const READY = Object.fromEntries(READY_RIGHTS.map((right) => [`Permissions${right}`, true]));

export const INTEGRATION_EMAIL = 'baton-integration@baton-demo.example';

export class SalesforceWorld implements World {
  readonly org: Org;
  readonly oauth: OAuth;
  readonly integrationUserId: string;
  readonly organizationId: string;
  readonly #jobs: BulkJobs;
  readonly #door: Door;
  readonly #schedule = new Schedule<Happening>();
  readonly #watchers: Watcher[] = [];

  constructor(options: WorldOptions) {
    const schema = new Schema(withFormulas(options.bare === true ? STANDARD_OBJECTS : OBJECTS, options.formulas ?? []));
    const rows = new Rows(schema);
    const access = new Access(schema, rows, options.hidden ?? []);
    this.org = {
      schema,
      whole: schema,
      rows,
      access,
      customizing: new Customizing(schema, rows, access, options.mostObjects),
      validations: [...(options.validationRules ?? [])],
      ordered: new OrderedRefusals(),
      tracked: new Set(options.tracked ?? []),
      assignment: options.assignmentRule,
    };
    this.#jobs = new BulkJobs(options.bulkWaits ?? new Temporal.Duration());
    const { start } = options;
    this.integrationUserId = this.org.rows.nextId(this.objectSpec('User'));
    this.organizationId = this.place(
      'Organization',
      { Name: 'Baton Demo', OrganizationType: 'Developer Edition' },
      start,
    );
    this.place(
      'User',
      {
        Id: this.integrationUserId,
        FirstName: 'Baton',
        LastName: 'Integration',
        Email: INTEGRATION_EMAIL,
        Username: INTEGRATION_EMAIL,
      },
      start,
    );
    if (options.assignmentRule !== undefined)
      this.place('AssignmentRule', { Name: 'Standard', SobjectType: 'Lead' }, start);
    // What a set-up has left behind: the rights of the user that Baton works as.
    if (options.bare !== true) {
      const rights = { Name: 'Baton_Integration', Label: 'Baton: integration user' };
      const PermissionSetId = this.place('PermissionSet', { ...rights, ...READY }, start);
      this.org.customizing.save('PermissionSet', rights.Name, readySet(), 'upsert');
      this.place('PermissionSetAssignment', { PermissionSetId, AssigneeId: this.integrationUserId }, start);
    }
    this.oauth = new OAuth(
      {
        clientId: options.clientId ?? 'baton-sandbox-client',
        clientSecret: options.clientSecret ?? 'baton-sandbox-secret',
        refreshToken: options.refreshToken ?? 'baton-sandbox-refresh-token',
        password: options.password ?? 'baton-sandbox-password',
        callbackUrls: options.callbackUrls,
        publicKey: options.publicKey,
        rotates: options.rotatesRefreshTokens ?? false,
        tokenLives: options.tokenLives ?? Temporal.Duration.from({ hours: 2 }),
      },
      {
        integrationUser: () => this.#user((user) => user['Id'] === this.integrationUserId) ?? {},
        byUsername: (username) => this.#user((user) => user['Username'] === username),
        byId: (id) => this.org.rows.get('User', id),
        organizationId: () => this.organizationId,
      },
    );
    this.#door = {
      oauth: this.oauth,
      cursors: new Cursors(),
      jobs: this.#jobs,
      deployments: new Deployments(),
      allowance: new Allowance(options.dailyCalls ?? 15_000),
      organizationId: () => this.organizationId,
      mayCustomize: () => options.mayCustomize ?? true,
      orgOf: (userId) => ({ ...this.org, schema: this.org.access.viewOf(userId) }),
    };
  }

  handle(request: WorldRequest): WorldResponse {
    const answer = answerAt(this.#door, request);
    this.#settle(request.now);
    return answer;
  }

  advance(now: Temporal.Instant): void {
    for (let due = this.#schedule.take(now); due !== undefined; due = this.#schedule.take(now)) {
      due.what(this, due.at);
      this.#settle(due.at);
    }
    this.#jobs.advance(now);
    this.#settle(now);
  }

  nextEventAt(): IsoInstant | undefined {
    const [at] = [this.#schedule.nextAt(), this.#jobs.nextAt()]
      .filter((each) => each !== undefined)
      .sort(Temporal.Instant.compare);
    return at === undefined ? undefined : iso(at);
  }

  /** Plans a happening; one planned for the past happens at the next {@link advance}. */
  schedule(at: Temporal.Instant, happening: Happening): void {
    this.#schedule.add(at, happening);
  }

  /** From now on, told of every change that lasts. */
  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /** Every living row of the object, in order of making. Throws on an object that the org does not have. */
  rowsOf(object: string): readonly Row[] {
    return this.org.rows.living(this.objectSpec(object).name);
  }

  /** How many living Tasks there are, or how many that match. */
  taskCount(where: (task: Row) => boolean = () => true): number {
    return this.rowsOf('Task').filter(where).length;
  }

  /** The living row behind an id of any object, 15 or 18 characters. */
  row(id: string): Row | undefined {
    const object = this.org.schema.objectOfId(id);
    const rows = object === undefined ? [] : this.rowsOf(object.name);
    return id.length === 18 ? this.org.rows.byId(id) : rows.find((row) => String(row['Id']).startsWith(id));
  }

  userByEmail(email: string): Row | undefined {
    return this.#user((user) => user['Email'] === email);
  }

  /** What a person does in the user interface: the same rules as over REST, under that user's name; the assignment rule does not run. */
  as(userId: string, now: Temporal.Instant): Hands {
    const doing: Doing = { now, userId, autoAssign: false };
    const settled = (result: RowResult): RowResult => {
      this.#settle(now);
      return result;
    };
    return {
      create: (object, input) => settled(insertRow(this.org, this.objectSpec(object), input, doing)),
      update: (object, id, input) => settled(updateRow(this.org, this.objectSpec(object), id, input, doing)),
      remove: (object, id) => settled(deleteRow(this.org, this.objectSpec(object), id, doing)),
      undelete: (id) => settled(undeleteRow(this.org, id, doing)),
      merge: (masterId, loserIds, input = {}) => {
        const mark = this.org.rows.mark();
        const merged = mergeRows(this.org, masterId, loserIds, input, doing);
        if (!merged.ok) this.org.rows.undoTo(mark);
        this.#settle(now);
        return merged;
      },
    };
  }

  /** A formula comes to another value, as time passes or another record changes: no stamp of the row moves. */
  shift(object: string, id: string, fields: Readonly<Record<string, Value>>): void {
    const row = this.org.rows.get(this.objectSpec(object).name, id);
    if (row === undefined) throw new Error(`no ${object} ${id}`);
    this.org.rows.put(object, { ...row, ...fields });
  }

  /** The recycle bin gives up a row, as it does by itself after 15 days. */
  purge(object: string, id: string): void {
    this.org.rows.purge(this.objectSpec(object).name, id);
  }

  /** Orders a refusal of the next `times` writes of rows that match. */
  refuseRow(object: string, matcher: RowMatcher, error: Omit<RowError, 'fields'> & Partial<RowError>, times = 1): void {
    this.org.ordered.add(object, matcher, { fields: [], ...error }, times);
  }

  addValidationRule(rule: ValidationRule): void {
    this.org.validations.push(rule);
  }

  /** An active flow; `metadata` as the Tooling API tells it. */
  addFlow(label: string, metadata: Readonly<Record<string, unknown>>, at: Temporal.Instant): void {
    const made = this.org.customizing.save('Flow', label, metadata, 'upsert');
    const ActiveVersionId = made.ok ? made.id : '';
    this.place('FlowDefinitionView', { Label: label, ActiveVersionId, TriggerType: 'RecordAfterSave' }, at);
  }

  setAssignmentRule(rule: AssignmentRule | undefined): void {
    this.org.assignment = rule;
  }

  /** Converts a Lead as a user does; see {@link Conversion}. */
  convertLead(leadId: string, conversion: Conversion): Converted {
    const made = convertLead(this.org, leadId, conversion);
    this.#settle(conversion.now);
    return made;
  }

  /** Puts a row as it stands, past all rules but the schema's names: for seeding. Answers its id. Throws on a field that the object lacks. */
  place(object: string, fields: Readonly<Record<string, Value>>, at: Temporal.Instant, by?: string): string {
    const spec = this.objectSpec(object);
    for (const name of Object.keys(fields))
      if (this.org.schema.field(spec, name) === undefined) throw new Error(`${object} has no field ${name}`);
    const id = filled(fields['Id']) ?? this.org.rows.nextId(spec);
    const doing: Doing = { now: at, userId: by ?? this.integrationUserId, autoAssign: false };
    const row = { ...defaults(spec), ...born(doing), ...fields, Id: id };
    this.org.rows.put(spec.name, withDerived(this.org, spec.name, row, doing));
    this.#settle(at);
    return id;
  }

  objectSpec(name: string): ObjectSpec {
    const object = this.org.schema.object(name);
    if (object === undefined) throw new Error(`the sandbox has no object ${name}`);
    return object;
  }

  /** Tells the watchers what lasted; what they do in turn is told in the next round. */
  #settle(at: Temporal.Instant): void {
    for (const change of this.org.rows.settle()) for (const watcher of this.#watchers) watcher(change, at);
  }

  #user(test: (user: Row) => boolean): Row | undefined {
    return this.org.rows.living('User').find(test);
  }
}

/** Writes under a user's name. */
export interface Hands {
  create(object: string, input: Input): RowResult;
  update(object: string, id: string, input: Input): RowResult;
  remove(object: string, id: string): RowResult;
  /** Out of the recycle bin; the id has 18 characters. */
  undelete(id: string): RowResult;
  /** One or two records go into the master, which takes the values of `input`. */
  merge(masterId: string, loserIds: readonly string[], input?: Input): Merged;
}
