/** Which part of the sandbox answers which address below `/services/data/vXX.0`. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { type Call, segment } from './call.ts';
import { answerCollections } from './collections.ts';
import { answerComposite } from './composite.ts';
import { answerGraph } from './graph.ts';
import { answerQuery } from './query.ts';
import { notHere } from './refusal.ts';
import { answerSobjects } from './sobjects.ts';

export function route(call: Call): WorldResponse {
  const first = segment(call, 0);
  if (first === 'query' || first === 'queryAll') return answerQuery(call, first);
  if (first === 'sobjects') return answerSobjects(call);
  if (first === 'composite') {
    const second = segment(call, 1);
    if (second === undefined) return answerComposite(call, route);
    if (second === 'graph') return answerGraph(call, route);
    if (second === 'sobjects') return answerCollections(call);
  }
  throw notHere(`${call.method} ${call.base}/${call.segments.join('/')}`);
}
