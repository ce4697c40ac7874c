/** Finds the endpoint for a call: v1 to v4 paths as the official client sends them, and the dated ones that mean the same. */
import { z } from 'zod';
import type { WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import { invalid } from './refusal.ts';
import type { Source } from './store.ts';

export interface Route {
  readonly method: string;
  /** Segments beginning with `:` are parameters. */
  readonly path: string;
  /** What the token must have been granted; `:family` stands for the object type's scope family. */
  readonly scope?: string;
  /** Open to calls without a bearer token, uncounted: the token endpoint. */
  readonly open?: boolean;
  /** Search has a limit of its own and answers without rate-limit headers. */
  readonly search?: boolean;
  readonly handle: (call: Call) => WorldResponse;
}

/** One request, as the endpoints read it. */
export class Call {
  readonly request: WorldRequest;
  readonly source: Source;
  readonly #params: ReadonlyMap<string, string>;

  constructor(request: WorldRequest, params: ReadonlyMap<string, string>, source: Source) {
    this.request = request;
    this.#params = params;
    this.source = source;
  }

  /** Epoch milliseconds of business time. */
  get now(): number {
    return this.request.now.epochMilliseconds;
  }

  param(name: string): string {
    const value = this.#params.get(name);
    if (value === undefined) throw new Error(`the route has no parameter ${name}`);
    return value;
  }

  query(name: string): string | undefined {
    return this.request.query.get(name) ?? undefined;
  }

  flag(name: string): boolean {
    return this.query(name) === 'true';
  }

  /** Repeated or comma-separated, both are usual. */
  list(name: string): readonly string[] {
    return this.request.query
      .getAll(name)
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '');
  }

  /** The page size: refused above `most`. */
  limit(usual: number, most: number): number {
    const text = this.query('limit');
    if (text === undefined) return usual;
    const limit = Number(text);
    if (!Number.isInteger(limit) || limit < 1) throw invalid(`limit must be a positive integer, not ${text}`);
    if (limit > most) throw invalid(`The maximum allowed limit is ${most}.`);
    return limit;
  }

  /** The JSON body in the endpoint's shape; anything else is a 400 that names what is wrong. */
  json<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(this.request.body);
    } catch (error) {
      // The vendor answers unreadable JSON with 400, and so do we.
      throw invalid(`Invalid input JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const result = schema.safeParse(parsed);
    if (!result.success) throw invalid(`Invalid input JSON: ${z.prettifyError(result.error)}`);
    return result.data;
  }
}

/** A number, also as text: HubSpot reads both, and clients send both. */
export const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

const DATED: readonly (readonly [RegExp, string])[] = [
  [/^\/crm\/objects\/\d{4}-\d{2}\/([^/]+)\/([^/]+)\/associations\//, '/crm/v4/objects/$1/$2/associations/'],
  [/^\/crm\/objects\/\d{4}-\d{2}\//, '/crm/v3/objects/'],
  [/^\/crm\/associations\/(?:\d{4}-\d{2}|v4)\//, '/crm/v4/associations/'],
  [/^\/crm\/(properties|owners|pipelines|schemas)\/\d{4}-\d{2}(?=\/|$)/, '/crm/v3/$1'],
  [/^\/marketing\/forms\/\d{4}-\d{2}(?:-beta)?(?=\/|$)/, '/marketing/v3/forms'],
  [/^\/webhooks\/\d{4}-\d{2}\//, '/webhooks/v3/'],
  [/^\/crm\/lists\/\d{4}-\d{2}(?=\/|$)/, '/crm/v3/lists'],
  [/^\/marketing\/marketing-events\/(?:\d{4}-\d{2}|v3)(?=\/|$)/, '/marketing/v3/marketing-events'],
  [/^\/events\/event-occurrences\/\d{4}-\d{2}(?=\/|$)/, '/events/v3/events'],
  [/^\/account-info\/\d{4}-\d{2}\//, '/account-info/v3/'],
  [/^\/oauth\/(?:\d{4}-\d{2}|v3)\/token(?=\/(?:introspect|revoke)$|$)/, '/oauth/v1/token'],
];

/** Dated versions stand inside the path; those here have the shape of the older ones (the OpenAPI files of both). */
function canonicalPath(path: string): string {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  for (const [pattern, replacement] of DATED) if (pattern.test(bare)) return bare.replace(pattern, replacement);
  return bare;
}

interface Found {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

export class Router {
  readonly #routes: readonly { readonly route: Route; readonly segments: readonly string[] }[];

  /** Earlier routes win: put fixed segments before parameters. */
  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, segments: route.path.split('/') }));
  }

  find(method: string, path: string): Found | undefined {
    const parts = canonicalPath(path).split('/');
    for (const { route, segments } of this.#routes) {
      if (route.method !== method || segments.length !== parts.length) continue;
      const params = match(segments, parts);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  }
}

function match(segments: readonly string[], parts: readonly string[]): Map<string, string> | undefined {
  const params = new Map<string, string>();
  for (const [place, segment] of segments.entries()) {
    const part = parts[place] ?? '';
    if (segment.startsWith(':')) params.set(segment.slice(1), decodeURIComponent(part));
    else if (segment !== part) return undefined;
  }
  return params;
}
