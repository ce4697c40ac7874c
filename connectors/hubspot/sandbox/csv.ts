/** A company's own people in the sandbox: HubSpot's contact export, and a list of what those people did. */

import { loadActivities } from './csv-activities.ts';
import { loadContacts } from './csv-contacts.ts';
import { type CsvFile, readCsv } from './csv-table.ts';
import type { HubSpotWorld } from './world.ts';

export interface CsvFiles {
  /** HubSpot's export of contacts: columns by label ("Record ID", "Email", …) or internal name. */
  readonly contacts?: CsvFile;
  /** Columns system, kind, email, occurred_at, form, page, mail, outcome, subject, text; rows of other systems are left to those. */
  readonly activities?: CsvFile;
}

export interface CsvLoaded {
  readonly contacts: number;
  readonly activities: number;
  /** What was read over: columns that the sandbox does not know, owners that it does not have. */
  readonly ignored: readonly string[];
}

/**
 * Loads contacts, then activities; what lies after `now` (epoch milliseconds) is scheduled. Throws BatonError naming file, line, column and remedy of up to
 * twenty faults; nothing of a faulty file is loaded.
 */
export function loadCsv(world: HubSpotWorld, files: CsvFiles, now: number): CsvLoaded {
  const contacts = files.contacts ? loadContacts(world, readCsv(files.contacts), now) : { loaded: 0, ignored: [] };
  const activities = files.activities ? loadActivities(world, readCsv(files.activities), now) : 0;
  return { contacts: contacts.loaded, activities, ignored: contacts.ignored };
}
