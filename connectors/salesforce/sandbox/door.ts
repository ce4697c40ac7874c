/** The org's front door: which address is asked, whether the caller may come in, and what every answer carries. */
import type { WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import type { BulkJobs } from './bulk-jobs.ts';
import type { Cursors } from './cursors.ts';
import type { Deployments } from './deploy.ts';
import type { Allowance } from './limits.ts';
import { hostOf, type OAuth } from './oauth.ts';
import type { Org } from './org.ts';
import { notFound, Refusal, refuse } from './refusal.ts';
import { route } from './routes.ts';
import { answerAtSoap } from './soap.ts';
import { segmentsOf } from './subrequests.ts';

export interface Door {
  readonly oauth: OAuth;
  readonly cursors: Cursors;
  readonly jobs: BulkJobs;
  readonly allowance: Allowance;
  readonly deployments: Deployments;
  organizationId(): string;
  mayCustomize(userId: string): boolean;
  /** The org as that user sees it. */
  orgOf(userId: string): Org;
}

/** The versions that the org offers: those before 31.0 were retired. Summer '26 is 67.0; three come out a year. */
const OLDEST = 31;
const NEWEST = 67;
const SEASONS = ['Spring', 'Summer', 'Winter'] as const;

/** Answers whatever is asked; a refusal is an answer, anything else that is thrown is a fault of the sandbox. */
export function answerAt(door: Door, asked: WorldRequest): WorldResponse {
  // The vendor takes `//services/data//v67.0` for what it means.
  const path = asked.path.replace(/\/{2,}/g, '/');
  // A POST may say that it stands for another method (REST API Developer Guide, Update a Record, "_HttpMethod").
  const method = asked.method === 'POST' ? (asked.query.get('_HttpMethod') ?? 'POST').toUpperCase() : asked.method;
  const request = { ...asked, path, method };
  let answer: WorldResponse;
  try {
    answer = inside(door, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = error.answer();
  }
  return { ...answer, headers: { ...answer.headers, ...door.allowance.header(request.now) } };
}

function inside(door: Door, request: WorldRequest): WorldResponse {
  const { path, now, method } = request;
  const login = door.oauth.answer(request);
  if (login !== undefined) return login;
  if (/^\/services\/data\/?$/i.test(path)) return { status: 200, body: versions() };
  const [, api, soapVersion] = /^\/services\/Soap\/([umc])\/(\d+)\.0(?:\/\w+)?\/?$/i.exec(path) ?? [];
  if (api !== undefined && method === 'POST')
    return answerAtSoap(
      {
        oauth: door.oauth,
        deployments: door.deployments,
        organizationId: () => door.organizationId(),
        orgOf: (id) => door.orgOf(id),
        mayCustomize: (id) => door.mayCustomize(id),
        spend: () => door.allowance.spend(now),
      },
      api.toLowerCase(),
      Number(soapVersion),
      request,
    );
  const [, base, version] = /^(\/services\/data\/v(\d+)\.0)(?:\/|$)/i.exec(path) ?? [];
  if (base === undefined) throw refuse(501, 'NOT_IN_SANDBOX', `the sandbox does not know ${method} ${path}`);
  if (Number(version) < OLDEST || Number(version) > NEWEST) throw notFound();
  const userId = door.oauth.userOf(request.headers['authorization'], now);
  if (userId === undefined) throw refuse(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  door.allowance.spend(now);
  const segments = segmentsOf(path);
  if (segments[0]?.toLowerCase() === 'limits')
    return segments[1]?.toLowerCase() === 'recordcount'
      ? answerRecordCount(door.orgOf(userId), request.query)
      : door.allowance.answer(now);
  if (segments.length === 0)
    return { status: 200, body: resources(base, `${hostOf(request)}/id/${door.organizationId()}/${userId}`) };
  const upload = segments[0]?.toLowerCase() === 'jobs' && segments.at(-1)?.toLowerCase() === 'batches';
  return route({
    org: door.orgOf(userId),
    cursors: door.cursors,
    jobs: door.jobs,
    spendQueryJob: () => door.allowance.spendQueryJob(now),
    now,
    userId,
    method,
    base,
    segments,
    query: request.query,
    headers: request.headers,
    body: upload ? undefined : parsedBody(request.body),
    text: request.body,
  });
}

/** Of the objects named, those that there are; deleted rows are not counted (REST API Developer Guide, Record Count). */
function answerRecordCount({ schema, rows }: Org, query: URLSearchParams): WorldResponse {
  const named = (query.get('sObjects') ?? '').split(',').flatMap((name) => schema.object(name.trim()) ?? []);
  const asked = query.get('sObjects') === null ? schema.objects : named;
  return { status: 200, body: { sObjects: asked.map(({ name }) => ({ name, count: rows.living(name).length })) } };
}

function versions(): readonly Record<string, string>[] {
  return Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => {
    // Summer '14 was 31.0; a Winter release bears the year that follows.
    const releases = i + 1;
    const year = 14 + Math.floor(releases / 3) + (releases % 3 === 2 ? 1 : 0);
    const version = `${OLDEST + i}.0`;
    return { label: `${SEASONS[releases % 3]} '${year}`, url: `/services/data/v${version}`, version };
  });
}

function resources(base: string, identity: string): Record<string, string> {
  const names = ['sobjects', 'query', 'queryAll', 'search', 'limits', 'composite', 'tooling', 'recent'];
  return {
    ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])),
    'jobs/ingest': `${base}/jobs/ingest`,
    'jobs/query': `${base}/jobs/query`,
    identity,
  };
}

function parsedBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : 'not JSON');
  }
}
