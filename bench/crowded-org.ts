/** Salesforce with any number of Leads, made when they are asked for: a sandbox that holds a million takes a gigabyte. */
import { z } from 'zod';
import type { WorldRequest, WorldResponse } from '../connectors/kit/sandbox.ts';
import { SalesforceWorld } from '../connectors/salesforce/sandbox/index.ts';
import { Crowded } from './first-reading.ts';

const MADE = '2026-01-05T00:00:00.000';
const PAGE = 2_000;

const composite = z.looseObject({
  compositeRequest: z.array(z.looseObject({ url: z.string(), referenceId: z.string() })),
});
const compositeAnswer = z.looseObject({
  compositeResponse: z.array(z.looseObject({ referenceId: z.string(), body: z.unknown() })),
});
const jobBody = z.looseObject({ query: z.string() });

/** The first reading of Leads, by pages or by bulk, and their number are answered here; all else by the sandbox's own world, which has no Leads. */
export class CrowdedOrg extends Crowded<SalesforceWorld> {
  #columns: readonly string[] = [];

  constructor(count: number, start: Temporal.Instant) {
    super(new SalesforceWorld({ start, dailyCalls: 1_000_000 }), count);
  }

  handle(request: WorldRequest): WorldResponse {
    const answer = this.world.handle(request);
    const { path, method, body, query } = request;
    if (path.endsWith('/limits/recordCount'))
      return { ...answer, body: { sObjects: [{ name: 'Lead', count: this.count }] } };
    if (method === 'POST' && path.endsWith('/composite'))
      return this.#withLeads(answer, composite.parse(JSON.parse(body)));
    if (method === 'POST' && path.endsWith('/jobs/query'))
      this.#columns = columnsOf(jobBody.parse(JSON.parse(body)).query);
    if (path.endsWith('/results')) return this.#results(answer, query);
    return answer;
  }

  #withLeads(answer: WorldResponse, { compositeRequest }: z.infer<typeof composite>): WorldResponse {
    const lead = compositeRequest.find(({ referenceId }) => referenceId === 'Lead');
    const soql = lead === undefined ? '' : (new URL(lead.url, 'http://sandbox').searchParams.get('q') ?? '');
    // What asks for changes finds none.
    if (lead === undefined || soql.includes('SystemModstamp >= ')) return answer;
    const { compositeResponse } = compositeAnswer.parse(answer.body);
    const columns = columnsOf(soql);
    const behind = / Id > '00Q5g00000(\w{5})EAA'/.exec(soql)?.[1];
    const from = behind === undefined ? 0 : Number.parseInt(behind, 36) + 1;
    const records = Array.from({ length: Math.max(0, Math.min(PAGE, this.count - from)) }, (_, n) => {
      return Object.fromEntries(columns.map((column) => [column, cellOf(column, from + n, '+0000')]));
    });
    this.given += records.length;
    const body = { totalSize: records.length, done: true, records };
    const parts = compositeResponse.map((part) => (part.referenceId === 'Lead' ? { ...part, body } : part));
    return { ...answer, body: { compositeResponse: parts } };
  }

  #results(answer: WorldResponse, query: URLSearchParams): WorldResponse {
    const from = Number(query.get('locator') ?? PAGE);
    const to = Math.min(this.count, from + Number(query.get('maxRecords')));
    let body = `${this.#columns.map((column) => `"${column}"`).join(',')}\n`;
    for (let n = from; n < to; n += 1)
      body += `${this.#columns.map((column) => `"${cellOf(column, n, 'Z') ?? ''}"`).join(',')}\n`;
    this.given += to - from;
    const next = to < this.count ? String(to) : 'null';
    return {
      ...answer,
      status: 200,
      headers: { ...answer.headers, 'Content-Type': 'text/csv', 'Sforce-Locator': next },
      body,
    };
  }
}

function columnsOf(soql: string): readonly string[] {
  return (/^SELECT (.*) FROM /.exec(soql)?.[1] ?? '').split(', ');
}

function cellOf(column: string, n: number, zone: string): string | boolean | null {
  if (column === 'Id') return `00Q5g00000${n.toString(36).padStart(5, '0')}EAA`;
  if (column === 'SystemModstamp') return `${MADE}${zone}`;
  if (column === 'Email') return `p${n}@crowd.example`;
  if (column === 'LastName') return `Person ${n}`;
  if (column === 'Company') return `Company ${n % 20_000}`;
  return ['IsDeleted', 'IsConverted', 'HasOptedOutOfEmail'].includes(column) ? false : null;
}
