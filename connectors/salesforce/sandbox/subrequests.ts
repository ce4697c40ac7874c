/** What `/composite` and `/composite/graph` share: subrequests, their own headers, and references to what came before. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Call, Route } from './call.ts';
import { notFound, Refusal, refuse, restErrors, rowError } from './refusal.ts';

/** These come from the top-level request and may not be given again (REST API Developer Guide, Composite Subrequest). */
const INHERITED = ['accept', 'authorization', 'content-type'];

/** Reference ids have letters, digits and underscores only; from version 52.0 on anything else fails the whole request. */
export const subrequestSchema = z.object({
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().startsWith('/services/data/'),
  referenceId: z.string().regex(/^[A-Za-z0-9_]+$/),
  body: z.unknown().optional(),
  httpHeaders: z
    .record(z.string(), z.string())
    .refine((headers) => Object.keys(headers).every((name) => !INHERITED.includes(name.toLowerCase())), {
      message: 'Accept, Authorization and Content-Type may not be given in a subrequest',
    })
    .optional(),
});
export type Subrequest = z.infer<typeof subrequestSchema>;

export interface SubResponse {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** The path below the version, cut at slashes: `['sobjects', 'Lead']`. */
export function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(4);
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

/** Runs one subrequest after putting in what it refers to; never throws for a refusal. */
export function runSubrequest(
  call: Call,
  route: Route,
  request: Subrequest,
  earlier: ReadonlyMap<string, SubResponse>,
): SubResponse {
  try {
    const url = new URL(String(filledIn(request.url, earlier)), 'http://sandbox');
    const base = /^\/services\/data\/v\d+\.0/.exec(url.pathname)?.[0];
    if (base === undefined) throw notFound();
    const own = Object.entries(request.httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    const inherited = INHERITED.flatMap((name) => {
      const value = call.headers[name];
      return value === undefined ? [] : [[name, value]];
    });
    const answer = route({
      ...call,
      method: request.method,
      base,
      segments: segmentsOf(url.pathname),
      query: url.searchParams,
      headers: Object.fromEntries([...inherited, ...own]),
      body: filledIn(request.body, earlier),
    });
    return response(request, answer);
  } catch (error) {
    // A refusal is this subrequest's answer; anything else is a fault of the sandbox and goes up.
    if (error instanceof Refusal) return response(request, error.answer());
    throw error;
  }
}

export function failed({ httpStatusCode }: SubResponse): boolean {
  return httpStatusCode >= 400;
}

/** What every other node of a transaction says when one has failed. */
export function rolledBack(request: Subrequest): SubResponse {
  return halted(request, 'The transaction was rolled back since another operation in the same transaction failed.');
}

export function halted(request: Subrequest, message: string): SubResponse {
  return {
    body: restErrors([rowError('PROCESSING_HALTED', message)]),
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: request.referenceId,
  };
}

/** The reference ids that occur in the url or body. */
export function referencesIn(request: Subrequest): readonly string[] {
  const text = `${request.url} ${JSON.stringify(request.body ?? null)}`;
  return [...text.matchAll(/@\{(\w+)/g)].map((match) => match[1] ?? '');
}

function response(request: Subrequest, answer: WorldResponse): SubResponse {
  return {
    body: answer.body ?? null,
    httpHeaders: answer.headers ?? {},
    httpStatusCode: answer.status,
    referenceId: request.referenceId,
  };
}

/** A text that is one reference becomes the value itself; references inside a longer text become text. */
function filledIn(value: unknown, earlier: ReadonlyMap<string, SubResponse>): unknown {
  if (typeof value === 'string') {
    const whole = /^@\{([^}]+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return referred(whole, earlier);
    return value.replace(/@\{([^}]+)\}/g, (_, path: string) => String(referred(path, earlier)));
  }
  if (Array.isArray(value)) return value.map((item) => filledIn(item, earlier));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filledIn(item, earlier)]));
}

/** `ref.id`, `ref.records[0].Id`, `ref[0].id`: names are case-sensitive. */
function referred(path: string, earlier: ReadonlyMap<string, SubResponse>): unknown {
  const [name = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
  const source = earlier.get(name);
  let at: unknown = source === undefined || failed(source) ? undefined : source.body;
  for (const step of steps)
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[step] : undefined;
  if (at === undefined)
    throw refuse(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${path} found in ${name}`);
  return at;
}
