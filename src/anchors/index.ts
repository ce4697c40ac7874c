/** Opens the places outside the database where the ledger's checkpoints are kept. */
import type { Anchor } from '../ports/store.ts';
import { EndpointAnchor } from './endpoint.ts';
import { FileAnchor } from './file.ts';

/** As baton.yaml says; the path is absolute. */
export interface AnchorPlaces {
  readonly file: string;
  readonly endpoint?: { readonly url: string; readonly token: string | undefined } | undefined;
}

export function openAnchors({ file, endpoint }: AnchorPlaces): readonly Anchor[] {
  const anchors: Anchor[] = [new FileAnchor(file)];
  if (endpoint !== undefined) anchors.push(new EndpointAnchor(endpoint.url, endpoint.token));
  return anchors;
}
