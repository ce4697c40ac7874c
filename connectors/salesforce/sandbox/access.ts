/** What each user may see of the org: fields and objects made at run time are seen by nobody until a permission set grants them. */
import type { Rows } from './rows.ts';
import { type FieldSpec, type ObjectSpec, Schema } from './schema.ts';
import type { Row } from './values.ts';

/** Tables that say who may see what. */
const ABOUT_ACCESS = ['PermissionSet', 'PermissionSetAssignment', 'FieldPermissions', 'ObjectPermissions'];

interface Grant {
  readonly read: boolean;
  readonly edit: boolean;
  /** Of an object: what of its rows may be done. */
  readonly rows: ReadonlySet<RowRight>;
}
type RowRight = 'create' | 'edit' | 'delete';
const ROW_RIGHTS = { create: 'PermissionsCreate', edit: 'PermissionsEdit', delete: 'PermissionsDelete' } as const;

export class Access {
  readonly #schema: Schema;
  readonly #rows: Rows;
  /** Lower-case names, `lead.baton_id__c` or an object's: hidden from everybody who calls. */
  readonly #hidden: ReadonlySet<string>;
  /** Lower-case names that need a grant. */
  readonly #guarded = new Set<string>();
  readonly #views = new Map<string, Schema>();
  #version = '';

  /** `hidden`: names such as `Lead.Baton_Id__c`, or an object's name to hide all of it. */
  constructor(schema: Schema, rows: Rows, hidden: readonly string[]) {
    this.#schema = schema;
    this.#rows = rows;
    this.#hidden = new Set(hidden.map((name) => name.toLowerCase()));
  }

  /** From now on it takes a grant to see it: `Lead.Budget__c`, or an object. */
  guard(name: string): void {
    this.#guarded.add(name.toLowerCase());
    this.#views.clear();
  }

  unguard(name: string): void {
    this.#guarded.delete(name.toLowerCase());
    this.#views.clear();
  }

  guardedNames(): readonly string[] {
    return [...this.#guarded];
  }

  /** These names need a grant, and no others. */
  guardOnly(names: readonly string[]): void {
    this.#guarded.clear();
    for (const name of names) this.#guarded.add(name);
    this.#views.clear();
  }

  /** The org's objects as this user sees them. */
  viewOf(userId: string): Schema {
    if (this.#hidden.size === 0 && this.#guarded.size === 0) return this.#schema;
    const version = `${this.#schema.version} ${this.#rows.changesOf(ABOUT_ACCESS)}`;
    if (this.#version !== version) this.#views.clear();
    this.#version = version;
    let view = this.#views.get(userId);
    if (view === undefined) {
      view = new Schema(this.#seen(userId));
      this.#views.set(userId, view);
    }
    return view;
  }

  #seen(userId: string): ObjectSpec[] {
    const grants = this.#grantsOf(userId);
    return this.#schema.objects.flatMap((object) => {
      const name = object.name.toLowerCase();
      const grant = this.#guarded.has(name) ? grants.get(name) : OPEN;
      if (this.#hidden.has(name) || grant?.read !== true) return [];
      const fields = object.fields.flatMap((field) => this.#seenField(object, field, grants));
      if (grant === OPEN) return [{ ...object, fields }];
      const denied = new Set((Object.keys(ROW_RIGHTS) as RowRight[]).filter((right) => !grant.rows.has(right)));
      return [{ ...object, writable: object.writable && grant.edit, denied, fields }];
    });
  }

  #seenField(object: ObjectSpec, field: FieldSpec, grants: ReadonlyMap<string, Grant>): FieldSpec[] {
    const name = `${object.name}.${field.name}`.toLowerCase();
    if (this.#hidden.has(name)) return [];
    if (!this.#guarded.has(name)) return [field];
    const grant = grants.get(name);
    if (grant?.read !== true) return [];
    return [grant.edit ? field : { ...field, createable: false, updateable: false }];
  }

  /** By lower-case name, over all permission sets that the user was given. */
  #grantsOf(userId: string): ReadonlyMap<string, Grant> {
    const sets = new Set(
      this.#living('PermissionSetAssignment')
        .filter((row) => row['AssigneeId'] === userId)
        .map((row) => row['PermissionSetId']),
    );
    const grants = new Map<string, Grant>();
    const add = (name: string, read: boolean, edit: boolean, rows: readonly RowRight[] = []): void => {
      const known = grants.get(name);
      const all = new Set([...(known?.rows ?? []), ...rows]);
      grants.set(name, { read: read || known?.read === true, edit: edit || known?.edit === true, rows: all });
    };
    for (const row of this.#living('ObjectPermissions')) {
      if (!sets.has(row['ParentId'] ?? null)) continue;
      const rows = (Object.keys(ROW_RIGHTS) as RowRight[]).filter((right) => row[ROW_RIGHTS[right]] === true);
      const edit = rows.includes('create') || rows.includes('edit');
      add(String(row['SobjectType']).toLowerCase(), row['PermissionsRead'] === true, edit, rows);
    }
    for (const row of this.#living('FieldPermissions'))
      if (sets.has(row['ParentId'] ?? null))
        for (const name of this.#family(String(row['Field'])))
          add(name, row['PermissionsRead'] === true, row['PermissionsEdit'] === true);
    return grants;
  }

  /** A custom field of activities is one field: granted on tasks, it is granted on events, and the other way round. */
  #family(field: string): readonly string[] {
    const [owner = '', name = ''] = field.toLowerCase().split('.');
    const own = this.#schema.object(owner)?.family?.toLowerCase() ?? owner;
    const custom = name.endsWith('__c') ? own : owner;
    const members = this.#schema.objects.filter(({ family }) => family?.toLowerCase() === custom);
    return members.length === 0 ? [`${owner}.${name}`] : members.map((each) => `${each.name.toLowerCase()}.${name}`);
  }

  #living(object: string): readonly Row[] {
    return this.#schema.object(object) === undefined ? [] : this.#rows.living(object);
  }
}

const OPEN: Grant = { read: true, edit: true, rows: new Set(['create', 'edit', 'delete']) };
