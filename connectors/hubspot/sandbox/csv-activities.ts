/** A list of what people did, as submissions, mail events, visits and engagements. */

import { iso } from '../../../src/domain/instant.ts';
import { Complaints, type CsvRow, type CsvTable } from './csv-table.ts';
import { readMoment } from './csv-values.ts';
import type { Form } from './forms.ts';
import { engage, guidOf, meetMail, pageUrl, sendForm, visitSite } from './happenings.ts';
import type { MailEventType } from './mails.ts';
import type { HubSpotWorld } from './world.ts';

const MAIL_TYPES: Readonly<Record<string, MailEventType>> = {
  'mail-sent': 'SENT',
  'mail-opened': 'OPEN',
  'mail-clicked': 'CLICK',
};
const ENGAGEMENTS = ['call', 'meeting', 'note'] as const;
const KINDS = ['form', 'visit', ...Object.keys(MAIL_TYPES), ...ENGAGEMENTS];
/** Answers that a form takes when nothing else is known of it. */
const FORM_FIELDS = ['email', 'firstname', 'lastname', 'company', 'message'];
const FIRST_MAIL = 90_001;

interface Doing {
  readonly row: CsvRow;
  readonly at: number;
  readonly contact: string;
}

/** Answers how many rows were HubSpot's. */
export function loadActivities(world: HubSpotWorld, table: CsvTable, now: number): number {
  const complaints = new Complaints(table.file);
  for (const column of ['system', 'kind', 'email', 'occurred_at']) {
    if (table.headings.includes(column)) continue;
    const remedy = 'Its columns are system, kind, email, occurred_at, form, page, mail, outcome, subject, text.';
    complaints.add({ line: 1, column, what: 'The file has no such column.', remedy });
  }
  complaints.raise();
  const doings = table.rows.map((row) => readRow(world, complaints, row)).filter((doing) => doing !== undefined);
  complaints.raise();
  for (const doing of doings.sort((a, b) => a.at - b.at)) {
    if (doing.at <= now) happen(world, doing);
    else world.schedule(iso(Temporal.Instant.fromEpochMilliseconds(doing.at)), () => happen(world, doing));
  }
  return doings.length;
}

function readRow(world: HubSpotWorld, complaints: Complaints, row: CsvRow): Doing | undefined {
  const cell = (column: string): string => row.cells.get(column) ?? '';
  const complain = (column: string, what: string, remedy: string): void =>
    complaints.add({ line: row.line, column, what, remedy });
  const system = cell('system').toLowerCase();
  if (system === 'salesforce') return undefined;
  if (system !== 'hubspot') complain('system', `"${system}" is no system.`, 'Write hubspot or salesforce.');
  const kind = cell('kind');
  if (!KINDS.includes(kind)) complain('kind', `"${kind}" is no kind of activity.`, `Write one of ${KINDS.join(', ')}.`);
  if (kind === 'form' && cell('form') === '') complain('form', 'The form is missing.', 'Name the form.');
  if (kind in MAIL_TYPES && cell('mail') === '') complain('mail', 'The mail is missing.', 'Name the mail.');
  const at = readMoment(cell('occurred_at'), world.portal.zone);
  if (at === undefined) {
    complain('occurred_at', `"${cell('occurred_at')}" is no moment.`, 'Write it as 2026-11-21 09:30.');
  }
  const contact = world.portal.store.unique.holder('contacts', 'email', cell('email'));
  if (contact === undefined) {
    complain('email', `No contact has the address "${cell('email')}".`, 'Add the person to the contacts file.');
  }
  return at === undefined || contact === undefined ? undefined : { row, at, contact };
}

function happen(world: HubSpotWorld, { row, at, contact }: Doing): void {
  const cell = (column: string): string => row.cells.get(column) ?? '';
  const [kind, text] = [cell('kind'), cell('text')];
  const type = MAIL_TYPES[kind];
  if (kind === 'form') {
    const form = formOf(world, cell('form'), at);
    const answers: Record<string, string> = text === '' ? {} : { message: text };
    sendForm(world, contact, { form, answers, page: pageUrl(cell('page')), at });
  } else if (kind === 'visit') {
    visitSite(world, contact, { views: 1, page: cell('page'), at });
  } else if (type !== undefined) {
    meetMail(world, contact, { mail: mailOf(world, cell('mail')), type, at });
  } else {
    const engagement = ENGAGEMENTS.find((one) => one === kind);
    if (engagement === undefined) throw new Error(`${kind} was checked and is still unknown`);
    const [subject, outcome] = [cell('subject'), cell('outcome')];
    engage(world, contact, {
      kind: engagement,
      subject,
      outcome,
      words: text,
      at,
      owner: undefined,
      userId: undefined,
    });
  }
}

/** By GUID or name; a form that the account does not have yet is made. */
function formOf(world: HubSpotWorld, idOrName: string, at: number): Form {
  const known = world.portal.forms.named(idOrName);
  if (known !== undefined) return known;
  const form = { id: guidOf('form', idOrName), name: idOrName, fields: FORM_FIELDS, createdAt: at };
  world.portal.forms.put(form);
  return form;
}

function mailOf(world: HubSpotWorld, idOrName: string): number {
  const known = world.portal.mails.named(idOrName);
  if (known !== undefined) return known.id;
  const id = FIRST_MAIL + world.portal.mails.all().length;
  world.portal.mails.put({ id, name: idOrName });
  return id;
}
