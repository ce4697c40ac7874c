/** What the tests of the Salesforce connector share: an org's address, a mapping, a clock, and answers in Salesforce's form. */
import nock from 'nock';
import { createSalesforceConnector, type SalesforceOptions } from '../../connectors/salesforce/index.ts';
import type { HandoffKey, LeadId } from '../../src/domain/facts.ts';
import { type IsoDate, toIso } from '../../src/domain/instant.ts';
import { type SystemMapping, systemMapping } from '../../src/domain/mapping.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { HandoffWrite } from '../../src/domain/writes.ts';
import type { Connector } from '../../src/ports/connector.ts';

export const ORG = 'https://acme.my.salesforce.com';
export const DATA = '/services/data/v67.0';
export const NOW = '2026-11-20T09:00:00Z';
export const INTEGRATION_USER = '005000000000001AAA';
export const REP = '005000000000002AAA';
export const LEAD: RecordRef = { system: 'salesforce', object: 'lead', id: '00Q000000000001EAA' };
export const CONTACT: RecordRef = { system: 'salesforce', object: 'contact', id: '003000000000001AAA' };

export const MAPPING: SystemMapping = systemMapping.parse({
  objects: {
    lead: {
      read: {
        email: 'Email',
        lastName: 'LastName',
        company: 'Company',
        employees: 'NumberOfEmployees',
        ownerId: 'OwnerId',
      },
      write: {
        ownerId: { to: 'OwnerId', armed: 'owner' },
        stage: { to: 'Baton_Stage__c' },
        stageSince: { to: 'Baton_Stage_Since__c' },
        leadStatus: { to: 'Status' },
        optedOut: { to: 'HasOptedOutOfEmail', rule: 'never' },
      },
      values: { leadStatus: { 'Working - Contacted': 'working' } },
    },
    contact: { read: { email: 'Email', companyId: 'AccountId' }, write: { stage: { to: 'Baton_Stage__c' } } },
    account: { read: { name: 'Name', region: 'BillingState' } },
  },
  createLead: { lastNameFallback: '(unknown)', companyFallback: '(not given)', leadSource: 'Web' },
});

export interface Bench {
  readonly connector: Connector;
  readonly logged: string[];
  now: Temporal.Instant;
  mayWrite: boolean;
}

/** A connector whose clock and stop the test holds. Call `nock.disableNetConnect` first. */
export function bench(options: Partial<SalesforceOptions> = {}): Bench {
  const logged: string[] = [];
  const held = { now: Temporal.Instant.from(NOW), mayWrite: true };
  const connector = createSalesforceConnector({
    instanceUrl: ORG,
    auth: { kind: 'token', accessToken: 'given-token' },
    mapping: MAPPING,
    surroundings: {
      now: () => held.now,
      mayWrite: () => held.mayWrite,
      log: (event, details) => logged.push(`${event} ${JSON.stringify(details)}`),
    },
    ...options,
  });
  return Object.assign(held, { connector, logged });
}

export function handoff(key: string, more: Partial<HandoffWrite> = {}): HandoffWrite {
  return {
    kind: 'handoff',
    key: key as HandoffKey,
    lead: `lead-${key}` as LeadId,
    about: LEAD,
    task: {
      subject: 'Call Hanako Example',
      body: 'Wants a quote.',
      due: '2026-11-25' as IsoDate,
      remindAt: toIso('2026-11-24T00:00:00Z'),
      priority: 'high',
      assignee: REP,
    },
    row: {
      type: 'marketing-to-is',
      from: 'marketing',
      to: 'tanaka',
      decidedAt: toIso('2026-11-20T08:59:00Z'),
      dueAt: toIso('2026-11-25T09:00:00Z'),
      reason: 'total 74',
      score: 74,
      agreement: 'a'.repeat(64),
    },
    patch: {},
    ...more,
  };
}

function picklist(name: string, values: readonly string[], standard: string): object {
  const picklistValues = values.map((value) => {
    return { value, label: value, active: true, defaultValue: value === standard };
  });
  return { name, createable: true, updateable: true, picklistValues };
}

export const TASK_DESCRIPTION = {
  name: 'Task',
  fields: [
    picklist('Status', ['Not Started', 'In Progress', 'Completed'], 'Not Started'),
    picklist('Priority', ['High', 'Normal', 'Low'], 'Normal'),
  ],
};

const HANDOFF_DESCRIPTION = {
  name: 'Baton_Handoff__c',
  fields: ['Current_Owner__c', 'Outcome__c'].map((name) => ({ name, createable: true, updateable: true })),
};

/** An object of which this user may write these columns. */
export function describeObject(name: string, columns: readonly string[], more: readonly object[] = []): nock.Scope {
  const plain = columns.map((column) => ({ name: column, createable: true, updateable: true }));
  return nock(ORG)
    .get(`${DATA}/sobjects/${name}/describe`)
    .reply(200, { name, fields: [...plain, ...more] });
}
export const OWN_COLUMNS = ['OwnerId', 'Status', 'Baton_Stage__c', 'Baton_Stage_Since__c'] as const;

/** Described together: what a handoff writes, of which the org lacks a column that a later setup makes. */
export function describeTask(description: object = TASK_DESCRIPTION): nock.Scope {
  const part = (referenceId: string, body: object) => ({ referenceId, httpStatusCode: 200, httpHeaders: {}, body });
  return nock(ORG)
    .post(`${DATA}/composite`, (body) => String(body.compositeRequest?.[0]?.url).endsWith('/sobjects/Task/describe'))
    .reply(200, { compositeResponse: [part('Task', description), part('Baton_Handoff__c', HANDOFF_DESCRIPTION)] });
}

export interface GraphNode {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly httpHeaders?: Record<string, string>;
  readonly body: Record<string, unknown>;
}
export interface GraphRequest {
  readonly graphs: readonly { readonly graphId: string; readonly compositeRequest: readonly GraphNode[] }[];
}

/** Answers a graph call graph by graph; the bodies received are kept. */
export function answerGraphs(
  received: GraphRequest[],
  answer: (graph: GraphRequest['graphs'][number]) => object,
): void {
  nock(ORG)
    .post(`${DATA}/composite/graph`)
    .reply(200, async (request: Request) => {
      const body = (await request.json()) as GraphRequest;
      received.push(body);
      return { graphs: body.graphs.map(answer) };
    });
}

export function madeGraph({ graphId, compositeRequest }: GraphRequest['graphs'][number]): object {
  const ids: Record<string, string> = { lead: LEAD.id, task: '00T000000000001AAA', row: 'a0B000000000001AAA' };
  const compositeResponse = compositeRequest.map(({ referenceId }) => ({
    referenceId,
    httpStatusCode: referenceId === 'patch' ? 204 : 201,
    httpHeaders: {},
    body: referenceId === 'patch' ? null : { id: ids[referenceId], success: true, errors: [], created: true },
  }));
  return { graphId, isSuccessful: true, graphResponse: { compositeResponse } };
}

/** As Salesforce tells it: the node at fault has its error, all others were halted. `at: undefined`: the graph was never begun. */
export function failedGraph(
  { graphId, compositeRequest }: GraphRequest['graphs'][number],
  at: string | undefined,
  error: { errorCode: string; message: string; fields?: string[] },
): object {
  const halted = { errorCode: 'PROCESSING_HALTED', message: 'The transaction was rolled back.' };
  const compositeResponse = compositeRequest.map(({ referenceId }) => ({
    referenceId,
    httpStatusCode: 400,
    httpHeaders: {},
    body: [referenceId === at ? error : halted],
  }));
  return { graphId, isSuccessful: false, graphResponse: { compositeResponse } };
}
