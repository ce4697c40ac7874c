/** List views and the report type: how reps and managers find what Baton knows without leaving Salesforce. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { texts } from '../../src/domain/texts/index.ts';
import { columnsOf } from './fields.ts';
import { PERSON_OBJECTS } from './own-columns.ts';
import { HANDOFF_COLUMNS, HANDOFF_OBJECT } from './own-handoff.ts';
import { described, type Metadata, type Part, type PartWish } from './own-part.ts';

interface View {
  readonly name: string;
  readonly word: 'mine' | 'priority' | 'late' | 'returned';
  readonly scope: 'Everything' | 'Mine';
  /** Baton's name, comparison, value. */
  readonly filters: readonly (readonly [field: string, operation: string, value: string])[];
}

/** Of people. A filter whose field the mapping does not have takes its view with it. */
const VIEWS: readonly View[] = [
  { name: 'Baton_Mine', word: 'mine', scope: 'Mine', filters: [['stage', 'equals', 'mql,sql']] },
  { name: 'Baton_Priority', word: 'priority', scope: 'Everything', filters: [['priority', 'equals', 'high']] },
  { name: 'Baton_Late', word: 'late', scope: 'Everything', filters: [['contactDeadline', 'lessThan', 'TODAY']] },
  { name: 'Baton_Sent_Back', word: 'returned', scope: 'Everything', filters: [['stage', 'equals', 'returned']] },
];

/** Standard fields have names of their own in list views (Metadata API, ListView). */
const STANDARD: Readonly<Record<keyof typeof PERSON_OBJECTS, readonly string[]>> = {
  lead: ['FULL_NAME', 'LEAD.COMPANY', 'LEAD.PHONE', 'LEAD.STATUS', 'CORE.USERS.ALIAS'],
  contact: ['FULL_NAME', 'ACCOUNT.NAME', 'CONTACT.PHONE1', 'CORE.USERS.ALIAS'],
};
/** Baton's columns beside them, by Baton's names. */
const SHOWN = ['stage', 'priority', 'contactDeadline', 'totalScore', 'temperature', 'bantTimeframe'];
const SHOWN_RETURNED = ['returnReason', 'returnComment', 'stageSince'];

export function listViews(mapping: SystemMapping, { language }: PartWish): readonly Part[] {
  const words = texts(language).ownFields.salesforce.view;
  const people = (['lead', 'contact'] as const).flatMap((object) => {
    const own = mapping.objects[object];
    const columns = own === undefined ? {} : columnsOf(own);
    return VIEWS.filter(({ filters }) => filters.every(([field]) => columns[field] !== undefined)).map(
      ({ name, word, scope, filters }): Part => {
        const shown = word === 'returned' ? [...SHOWN_RETURNED, ...SHOWN.slice(-3)] : SHOWN;
        const metadata: Metadata = {
          label: words[word],
          filterScope: scope,
          columns: [...STANDARD[object], ...shown.flatMap((field) => columns[field] ?? [])],
          filters: filters.map(([field, operation, value]) => ({ field: columns[field] ?? field, operation, value })),
        };
        return { type: 'ListView', fullName: `${PERSON_OBJECTS[object]}.${name}`, metadata };
      },
    );
  });
  return [...people, ...handoffViews(words)];
}

/** A list view shows 15 columns at most. */
const HANDED = [
  'NAME',
  'Lead__c',
  'Contact__c',
  'Type__c',
  'From__c',
  'Current_Owner__c',
  'Decided_At__c',
  'Due_At__c',
];
const UNTOUCHED = ['Deadline_State__c', 'First_Contact_At__c', 'First_Contact_Minutes__c'];
const ENDED = ['Outcome__c', 'Closed_At__c', 'End_Reason__c', 'Result__c'];

function handoffViews(words: Readonly<Record<'all' | 'thisWeek' | 'missed' | 'ended', string>>): readonly Part[] {
  const columns = [...HANDED, ...UNTOUCHED, ...ENDED];
  const view = (name: string, label: string, more: Metadata): Part => ({
    type: 'ListView',
    fullName: `${HANDOFF_OBJECT}.${name}`,
    metadata: { label, filterScope: 'Everything', columns, ...more },
  });
  const thisWeek = [{ field: 'Decided_At__c', operation: 'equals', value: 'THIS_WEEK' }];
  const missed = [{ field: 'Deadline_State__c', operation: 'equals', value: 'missed' }];
  const ended = [{ field: 'Closed_At__c', operation: 'equals', value: 'THIS_MONTH' }];
  return [
    view('All', words.all, {}),
    view('Baton_This_Week', words.thisWeek, { filters: thisWeek }),
    view('Baton_Missed', words.missed, { filters: missed }),
    view('Baton_Ended', words.ended, { filters: ended }),
  ];
}

export const REPORT_TYPE = 'Baton_Handoffs';

/** Rows with the fields of the person whom they are about. */
export function reportType({ language }: PartWish): Part {
  const { report } = texts(language).ownFields.salesforce;
  const column = (field: string): Metadata => ({ checkedByDefault: true, field, table: HANDOFF_OBJECT });
  const own = ['Name', ...HANDOFF_COLUMNS.filter((name) => name !== 'Baton_Key__c'), 'CreatedDate'];
  const lead = ['Lead__c.Company', 'Lead__c.Title', 'Lead__c.Industry', 'Lead__c.Status', 'Lead__c.LeadSource'];
  // Of a Contact handed over, or that a Lead was converted into.
  const contact = ['Contact__c.Title', 'Contact__c.Department', 'Contact__c.LeadSource'];
  const metadata: Metadata = {
    label: report.label,
    description: described(report.help),
    baseObject: HANDOFF_OBJECT,
    category: 'leads',
    deployed: true,
    sections: [
      { columns: own.map(column), masterLabel: report.section },
      { columns: [...lead, ...contact].map(column), masterLabel: report.person },
    ],
  };
  return { type: 'ReportType', fullName: REPORT_TYPE, metadata };
}
