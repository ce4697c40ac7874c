/** Which part of the sandbox answers which address below `/services/data/vXX.0`. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { answerBatch } from './batch.ts';
import { answerJobs } from './bulk-routes.ts';
import { type Call, segment } from './call.ts';
import { answerCollections } from './collections.ts';
import { answerComposite } from './composite.ts';
import { answerGraph } from './graph.ts';
import { answerQuery } from './query.ts';
import { notHere } from './refusal.ts';
import { answerParameterizedSearch, answerSearch } from './search.ts';
import { answerSobjects } from './sobjects.ts';
import { answerTooling } from './tooling.ts';
import { answerTree } from './tree.ts';

export function route(call: Call): WorldResponse {
  const first = segment(call, 0)?.toLowerCase();
  if (first === 'query') return answerQuery(call, 'query');
  if (first === 'queryall') return answerQuery(call, 'queryAll');
  if (first === 'sobjects') return answerSobjects(call);
  if (first === 'jobs') return answerJobs(call);
  if (first === 'tooling') return answerTooling(call);
  if (first === 'search') return answerSearch(call);
  if (first === 'parameterizedsearch') return answerParameterizedSearch(call);
  if (first === 'recent') return { status: 200, body: [] };
  if (first === 'composite') {
    const second = segment(call, 1)?.toLowerCase();
    if (second === undefined) return answerComposite(call, route);
    if (second === 'graph') return answerGraph(call, route);
    if (second === 'batch') return answerBatch(call, route);
    if (second === 'tree') return answerTree(call, segment(call, 2) ?? '');
    if (second === 'sobjects') return answerCollections(call);
  }
  throw notHere(`${call.method} ${call.base}/${call.segments.join('/')}`);
}
