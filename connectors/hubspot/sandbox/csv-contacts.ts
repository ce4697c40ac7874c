/** HubSpot's contact export as records: every row is checked before the first is loaded. */

import { Complaints, type CsvRow, type CsvTable } from './csv-table.ts';
import { readCell } from './csv-values.ts';
import type { Portal } from './portal.ts';
import type { Property } from './property.ts';
import type { HubSpotWorld } from './world.ts';

const IMPORT = { type: 'IMPORT', id: 'csv' } as const;

/** Headings of the export that are no property's label: older English ones, and those of a Japanese account. */
const OTHER_HEADINGS: Readonly<Record<string, string>> = {
  'record id - contact': 'hs_object_id',
  'contact id': 'hs_object_id',
  'email address': 'email',
  company: 'company',
  phone: 'phone',
  レコードid: 'hs_object_id',
  eメール: 'email',
  メールアドレス: 'email',
  名: 'firstname',
  姓: 'lastname',
  会社名: 'company',
  役職: 'jobtitle',
  電話番号: 'phone',
  ライフサイクルステージ: 'lifecyclestage',
  リードステータス: 'hs_lead_status',
  作成日: 'createdate',
  最終更新日: 'lastmodifieddate',
  コンタクト担当者: 'hubspot_owner_id',
};

interface NewContact {
  readonly id: string | undefined;
  readonly values: Record<string, string>;
}

export function loadContacts(
  world: HubSpotWorld,
  table: CsvTable,
  now: number,
): { readonly loaded: number; readonly ignored: readonly string[] } {
  const { portal } = world;
  const columns = columnsOf(portal, table.headings);
  const complaints = new Complaints(table.file);
  const taken = new Map<string, number>();
  const ignored = table.headings
    .filter((heading) => heading !== '' && !columns.has(heading))
    .map((one) => `column ${one}`);
  const contacts = table.rows.map((row) => readRow({ portal, columns, complaints, taken, ignored }, row));
  complaints.raise();
  for (const contact of contacts) makeContact(portal, contact, now);
  return { loaded: contacts.length, ignored: [...new Set(ignored)] };
}

/** Heading → property, by internal name, label or alias. */
function columnsOf(portal: Portal, headings: readonly string[]): ReadonlyMap<string, Property> {
  const byName = new Map<string, Property>();
  for (const property of portal.catalogue.list('contacts')) {
    byName.set(property.label.toLowerCase(), property);
    byName.set(property.name, property);
  }
  const found = new Map<string, Property>();
  for (const heading of headings) {
    const key = heading.toLowerCase();
    const property = byName.get(key) ?? byName.get(OTHER_HEADINGS[key] ?? '');
    if (property !== undefined) found.set(heading, property);
  }
  return found;
}

interface Reading {
  readonly portal: Portal;
  readonly columns: ReadonlyMap<string, Property>;
  readonly complaints: Complaints;
  /** Ids and addresses met so far, with their lines. */
  readonly taken: Map<string, number>;
  readonly ignored: string[];
}

function readRow(reading: Reading, row: CsvRow): NewContact {
  const { portal, columns, complaints } = reading;
  const values: Record<string, string> = {};
  for (const [heading, text] of row.cells) {
    const property = columns.get(heading);
    if (property === undefined) continue;
    const cell =
      property.name === 'hubspot_owner_id' ? ownerCell(reading, text) : readCell(property, text, portal.zone);
    if ('value' in cell) values[property.name] = cell.value;
    else complaints.add({ line: row.line, column: heading, ...cell });
  }
  checkIdentity(reading, row, values);
  const { hs_object_id: id, ...rest } = values;
  return { id, values: rest };
}

/** An owner stands by id, address or name; one that the account does not have is read over. */
function ownerCell({ portal, ignored }: Reading, text: string): { readonly value: string } {
  const wanted = text.toLowerCase();
  const owner = portal.owners
    .all()
    .find((one) =>
      [one.id, one.email, `${one.firstName} ${one.lastName}`, `${one.lastName} ${one.firstName}`].some(
        (name) => name.toLowerCase() === wanted,
      ),
    );
  if (owner === undefined) ignored.push(`owner ${text}`);
  return { value: owner?.id ?? '' };
}

function checkIdentity(reading: Reading, row: CsvRow, values: Readonly<Record<string, string>>): void {
  const { complaints, taken, portal } = reading;
  const headingOf = (name: string): string =>
    [...reading.columns].find(([, property]) => property.name === name)?.[0] ?? name;
  const complain = (name: string, what: string, remedy: string): void =>
    complaints.add({ line: row.line, column: headingOf(name), what, remedy });
  // A cell that was told of already is no missing one.
  if (['email', 'firstname', 'lastname'].every((name) => !row.cells.has(headingOf(name)))) {
    complain('email', 'The row has neither an address nor a name.', 'Fill in one of them or remove the row.');
  }
  for (const name of ['email', 'hs_object_id']) {
    const value = values[name] ?? '';
    if (value === '') continue;
    if (name === 'hs_object_id' && !/^[1-9]\d{0,15}$/.test(value)) {
      complain(name, `${value} is no record id.`, 'Write the digits of HubSpot’s record id, or leave the cell empty.');
    }
    const earlier = taken.get(`${name}/${value}`);
    if (earlier !== undefined)
      complain(name, `${value} stands in line ${earlier} already.`, 'Keep one of the two rows.');
    else taken.set(`${name}/${value}`, row.line);
    const holder =
      name === 'email' ? portal.store.unique.holder('contacts', name, value) : portal.store.find('contacts', value)?.id;
    if (holder !== undefined) complain(name, `${value} belongs to contact ${holder} already.`, 'Remove the row.');
  }
}

/** Stamps of the export are kept; a company by that name is made at its first contact. */
function makeContact(portal: Portal, { id, values }: NewContact, now: number): void {
  const { lastmodifieddate, ...rest } = values;
  const createdAt = rest['createdate'] ?? lastmodifieddate ?? new Date(now).toISOString();
  const at = Date.parse(lastmodifieddate ?? createdAt);
  const kept = Object.fromEntries(
    Object.entries({ ...rest, createdate: createdAt }).filter(([, value]) => value !== ''),
  );
  const record = portal.store.create('contacts', { values: kept, at, source: IMPORT }, id);
  const name = values['company'] ?? '';
  if (name === '') return;
  const known = portal.store.all('companies').find((company) => company.values['name'] === name);
  const company = known ?? portal.store.create('companies', { values: { name }, at, source: IMPORT });
  portal.links.linkPlain(record, company, { at, source: IMPORT });
}
