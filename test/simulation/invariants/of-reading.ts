/** What holds of reading: whatever a cursor has passed is kept with its present values, and what is gone is noticed within days. */
import { propertiesOf } from '../../../connectors/hubspot/values.ts';
import { iso } from '../../../src/domain/instant.ts';
import type { FieldValue } from '../../../src/domain/record.ts';
import type { Invariant, Seen } from './seen.ts';

interface Kept {
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly deleted: boolean;
}
/** A living record of a world. */
interface Living {
  readonly key: string;
  readonly changedAt: string;
  value(vendorField: string): unknown;
}
type Objects = 'contact' | 'company' | 'lead' | 'account';

/** Once a day every record is looked at by its id; a stop or an outage of some hours, or of some turns, comes on top. */
const NOTICED = { hours: 60, turns: 4 };
/** Records that the daily look looks at in one turn, of each system. */
const LOOKED_A_TURN = 2_000;
/** Told by no moment of change of the record itself, and found by the daily look. */
const UNTOLD: ReadonlySet<string> = new Set(['companyId']);

const cursorsNeverSkip: Invariant = {
  name: 'whatever a cursor has passed is kept with its present values',
  broken: async (seen) => {
    const passed = await cursors(seen);
    return apart(seen, {
      till: (system, object) => passed.get(`${system} ${object}`),
      isTold: (name) => !UNTOLD.has(name),
    });
  },
};

/** Whatever was lost on the way. */
const allIsKept: Invariant = {
  name: 'in the end every record is kept with its present values',
  broken: async (seen) => (seen.quiet ? apart(seen, { till: () => iso(seen.scene.now), isTold: () => true }) : []),
};

interface Sight {
  /** Changed before. */
  till(system: string, object: string): string | undefined;
  isTold(field: string): boolean;
}

async function apart(seen: Seen, { till, isTold }: Sight): Promise<readonly string[]> {
  const kept = await keptRecords(seen);
  const erased = new Set(
    seen.scene.gone.flatMap(({ records }) => records.map(({ system, object, id }) => `${system}/${object}/${id}`)),
  );
  const barred = new Set([...erased, ...madeOf(erased, seen)]);
  const wrong: string[] = [];
  for (const [system, object, records] of worldsOf(seen)) {
    const before = till(system, object);
    const mapping = seen.scene.stage.settings.mappings[system].objects[object];
    if (before === undefined || mapping === undefined) continue;
    const fields = [...propertiesOf(mapping)].filter(([name]) => isTold(name) && mapping.values[name] === undefined);
    for (const living of records) {
      if (living.changedAt >= before || barred.has(living.key)) continue;
      wrong.push(
        ...differencesOf(living, kept.get(living.key), fields).map(
          (what) => `${living.key} of ${living.changedAt}, passed by ${before}: ${what}`,
        ),
      );
    }
  }
  return wrong;
}

/** Contacts that were made by converting a Lead whose person had been erased on request: they do not come back by that either. */
function madeOf(erased: ReadonlySet<string>, { scene }: Seen): readonly string[] {
  const { world } = scene.stage.salesforce;
  return world.rowsOf('Lead').flatMap((lead) => {
    if (lead['IsConverted'] !== true || !erased.has(`salesforce/lead/${lead['Id']}`)) return [];
    const contact = world.row(String(lead['ConvertedContactId']));
    const day = String(contact?.['CreatedDate']).slice(0, '2026-11-26'.length);
    return day === lead['ConvertedDate'] ? [`salesforce/contact/${contact?.['Id']}`] : [];
  });
}

/** A cursor that is to go on from somewhere else would skip, or read everything anew. */
const cursorsGoOn: Invariant = {
  name: 'no cursor goes back, nor ahead of its system',
  broken: async (seen) => {
    const now = iso(seen.scene.now);
    const wrong: string[] = [];
    for (const [stream, at] of await cursors(seen)) {
      const before = seen.passed.get(stream);
      if (before !== undefined && at < before) wrong.push(`${stream} went back from ${before} to ${at}`);
      if (at > now) wrong.push(`${stream} stands at ${at}, and it is ${now}`);
      seen.passed.set(stream, at);
    }
    return wrong;
  },
};

const oneLeadEach: Invariant = {
  name: 'no record stands for two leads at a time',
  broken: async ({ run }) => {
    const rows = await run('select key from link where to_at is null group by key having count(*) > 1');
    return rows.map(({ key }) => `${key} stands for more than one`);
  },
};

const allIsJudged: Invariant = {
  name: 'in the end every person stands for a lead, and none waits to be judged',
  broken: async ({ run, quiet, scene }) => {
    if (!quiet) return [];
    const nobodys = await run(
      `select key from source_record where not deleted and object in ('contact', 'lead')
       and not exists (select 1 from link where link.key = source_record.key and to_at is null)`,
    );
    const waiting = await run(
      `select id, dirty_since, next_at from lead
       where joined is null and not erased and (dirty_since is not null or next_at <= '${iso(scene.now)}')`,
    );
    return [
      ...nobodys.map(({ key }) => `${key} stands for nobody`),
      ...waiting.map((row) => `${row['id']} waits since ${row['dirty_since']}, for ${row['next_at']}`),
    ];
  },
};

function differencesOf(
  living: Living,
  kept: Kept | undefined,
  fields: readonly (readonly [string, string])[],
): readonly string[] {
  if (kept === undefined) return ['is not kept'];
  if (kept.deleted) return ['is kept as deleted'];
  return fields.flatMap(([name, vendor]) => {
    const [is, has] = [plain(living.value(vendor)), plain(kept.fields[name])];
    return is === has ? [] : [`${name} is ${is}, and kept as ${has}`];
  });
}

/** As both sides would write it: empty is nothing, numbers by value, moments by the second. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  const text = String(value).trim();
  if (text === 'false') return '';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return String(Math.floor(Date.parse(text) / 1_000));
  return /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

function worldsOf({ scene }: Seen): readonly (readonly ['hubspot' | 'salesforce', Objects, readonly Living[]])[] {
  const { hubspot, salesforce } = scene.stage;
  const ofHubSpot = (type: 'contacts' | 'companies', object: Objects): readonly Living[] =>
    hubspot.world.portal.store
      .all(type)
      .filter(({ archivedAt }) => archivedAt === undefined)
      .map((record) => ({
        key: `hubspot/${object}/${record.id}`,
        changedAt: new Date(record.updatedAt).toISOString(),
        value: (name) => record.values[name],
      }));
  const ofSalesforce = (name: string, object: Objects): readonly Living[] =>
    salesforce.world.rowsOf(name).map((row) => ({
      key: `salesforce/${object}/${row['Id']}`,
      changedAt: new Date(Date.parse(String(row['SystemModstamp']))).toISOString(),
      value: (field) => row[field],
    }));
  return [
    ['hubspot', 'contact', ofHubSpot('contacts', 'contact')],
    ['hubspot', 'company', ofHubSpot('companies', 'company')],
    ['salesforce', 'lead', ofSalesforce('Lead', 'lead')],
    ['salesforce', 'contact', ofSalesforce('Contact', 'contact')],
    ['salesforce', 'account', ofSalesforce('Account', 'account')],
  ];
}

const VENDOR_OBJECTS: Readonly<Record<string, string>> = { Lead: 'lead', Contact: 'contact', Account: 'account' };

/** By system and object: everything that changed before this moment has been read, as the cursor itself says. */
async function cursors({ run }: Seen): Promise<ReadonlyMap<string, string>> {
  const passed = new Map<string, string>();
  for (const row of await run('select system, stream, cursor from stream_cursor')) {
    const cursor = JSON.parse(String(row['cursor'])) as Cursor;
    if (row['stream'] === 'contacts' || row['stream'] === 'companies') {
      // In the middle of a window only some of it is read.
      if (cursor.from !== undefined && cursor.to === undefined)
        passed.set(`hubspot ${row['stream'] === 'contacts' ? 'contact' : 'company'}`, cursor.from);
    }
    for (const [name, place] of Object.entries(cursor.objects ?? {})) {
      const object = VENDOR_OBJECTS[name];
      if (object !== undefined && place.high !== undefined && place.page === undefined)
        passed.set(`salesforce ${object}`, place.high);
    }
  }
  return passed;
}
interface Cursor {
  readonly from?: string;
  readonly to?: string;
  readonly objects?: Readonly<Record<string, { readonly high?: string; readonly page?: unknown }>>;
}

async function keptRecords({ run }: Seen): Promise<ReadonlyMap<string, Kept>> {
  const rows = await run('select key, fields, deleted from source_record');
  return new Map(
    rows.map((row) => [
      String(row['key']),
      { fields: JSON.parse(String(row['fields'])), deleted: row['deleted'] === true },
    ]),
  );
}

const goneIsNoticed: Invariant = {
  name: 'what is gone from a system is known to be gone within days',
  broken: async ({ run, witness, scene }) => {
    const rows = await run('select key from source_record where not deleted');
    const living = new Set(rows.map((row) => String(row['key'])));
    // The daily look takes so many turns to get round.
    const turns = NOTICED.turns + Math.ceil(rows.length / LOOKED_A_TURN);
    const long = scene.now.subtract({ hours: Math.max(NOTICED.hours, turns * scene.turnHours) });
    return [...witness.goneSince].flatMap(([key, since]) =>
      living.has(key) && Temporal.Instant.compare(since, long) < 0
        ? [`${key} is gone since ${since}, and kept as living`]
        : [],
    );
  },
};

const readingGoesOn: Invariant = {
  name: 'in the end every stream has been read to its end',
  broken: async (seen) => {
    if (!seen.quiet) return [];
    const passed = await cursors(seen);
    const yesterday = seen.scene.now.subtract({ hours: 24 }).toString();
    return ['hubspot contact', 'hubspot company'].flatMap((stream) =>
      (passed.get(stream) ?? '') < yesterday ? [`${stream} stands at ${passed.get(stream)}`] : [],
    );
  },
};

export const OF_READING: readonly Invariant[] = [
  cursorsNeverSkip,
  cursorsGoOn,
  goneIsNoticed,
  oneLeadEach,
  readingGoesOn,
  allIsKept,
  allIsJudged,
];
