/** `/composite/graph`: up to 75 graphs of record writes in one call, each graph all or none. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, type Route } from './call.ts';
import { refuse } from './refusal.ts';
import {
  failed,
  halted,
  referencesIn,
  rolledBack,
  runSubrequest,
  type SubResponse,
  type Subrequest,
  segmentsOf,
  subrequestSchema,
} from './subrequests.ts';

/** REST API Developer Guide, Composite Graph Limits. */
const MOST_GRAPHS = 75;
const MOST_NODES = 500;
const MOST_DEPTH = 15;
const MOST_KINDS = 15;
const MOST_FAILED = 14;

const bodySchema = z.object({
  graphs: z.array(z.object({ graphId: z.string(), compositeRequest: z.array(subrequestSchema) })),
});
type Graph = z.infer<typeof bodySchema>['graphs'][number];

interface GraphResult {
  readonly graphId: string;
  readonly graphResponse: { readonly compositeResponse: readonly SubResponse[] };
  readonly isSuccessful: boolean;
}

export function answerGraph(call: Call, route: Route): WorldResponse {
  if (call.method !== 'POST') throw badMethod(call);
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
  const { graphs } = parsed.data;
  checkLimits(graphs);
  let failures = 0;
  const results = graphs.map((graph) => {
    if (failures >= MOST_FAILED) return haltedGraph(graph);
    const result = runGraph(call, route, graph);
    if (!result.isSuccessful) failures += 1;
    return result;
  });
  return { status: 200, body: { graphs: results } };
}

function checkLimits(graphs: readonly Graph[]): void {
  const over = (what: string): Error => refuse(400, 'LIMIT_EXCEEDED', `The request has more than ${what}`);
  if (graphs.length > MOST_GRAPHS) throw over(`${MOST_GRAPHS} graphs`);
  const nodes = graphs.flatMap((graph) => graph.compositeRequest);
  if (nodes.length > MOST_NODES) throw over(`${MOST_NODES} nodes`);
  if (new Set(nodes.map(({ method, url }) => `${method} ${segmentsOf(url)[1]}`)).size > MOST_KINDS)
    throw over(`${MOST_KINDS} kinds of node`);
  if (new Set(graphs.map(({ graphId }) => graphId)).size < graphs.length)
    throw refuse(400, 'INVALID_INPUT', 'A graphId is used twice');
}

function runGraph(call: Call, route: Route, graph: Graph): GraphResult {
  const nodes = graph.compositeRequest;
  const order = dependencyOrder(nodes);
  const mark = call.org.rows.mark();
  const done = new Map<string, SubResponse>();
  for (const node of order) {
    const response = isRecordUrl(node)
      ? runSubrequest(call, route, node, done)
      : { ...halted(node, ''), body: [{ errorCode: 'INVALID_INPUT', message: `A graph does not take ${node.url}` }] };
    if (failed(response)) {
      call.org.rows.undoTo(mark);
      return result(graph, false, (each) => (each === node ? response : rolledBack(each)));
    }
    done.set(node.referenceId, response);
  }
  return result(graph, true, (node) => done.get(node.referenceId) ?? rolledBack(node));
}

function haltedGraph(graph: Graph): GraphResult {
  return result(graph, false, (node) => halted(node, `Processing was halted after ${MOST_FAILED} graphs had failed`));
}

function result(graph: Graph, isSuccessful: boolean, of: (node: Subrequest) => SubResponse): GraphResult {
  return { graphId: graph.graphId, graphResponse: { compositeResponse: graph.compositeRequest.map(of) }, isSuccessful };
}

/** Nodes after those they refer to, else in the order given. Refuses circles, unknown references and more than 15 levels. */
function dependencyOrder(nodes: readonly Subrequest[]): readonly Subrequest[] {
  const byId = new Map(nodes.map((node) => [node.referenceId, node]));
  if (byId.size < nodes.length) throw refuse(400, 'INVALID_INPUT', 'A referenceId is used twice in one graph');
  const depths = new Map<Subrequest, number>();
  const order: Subrequest[] = [];
  const visit = (node: Subrequest, path: readonly Subrequest[]): number => {
    const known = depths.get(node);
    if (known !== undefined) return known;
    if (path.includes(node)) throw refuse(400, 'INVALID_INPUT', `Circular reference at ${node.referenceId}`);
    let depth = 1;
    for (const name of referencesIn(node)) {
      const source = byId.get(name);
      // A reference to nothing fails its own node, when its value is looked for.
      if (source !== undefined) depth = Math.max(depth, visit(source, [...path, node]) + 1);
    }
    if (depth > MOST_DEPTH) throw refuse(400, 'LIMIT_EXCEEDED', `A graph is deeper than ${MOST_DEPTH}`);
    depths.set(node, depth);
    order.push(node);
    return depth;
  };
  for (const node of nodes) visit(node, []);
  return order;
}

/** `sobjects/T`, `sobjects/T/id`, `sobjects/T/field/value`: all that a graph takes (REST API Developer Guide, Using Composite Graphs). */
function isRecordUrl({ url, method }: Subrequest): boolean {
  const segments = segmentsOf(url.split('?')[0] ?? '');
  if (segments[0] !== 'sobjects') return false;
  if (segments.length === 2) return method === 'POST';
  return segments.length === 3 || segments.length === 4;
}
