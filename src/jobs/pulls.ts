/** What pulls there are of a system, as pointers name them: its streams, the records that hints name, the journal of changes. All go through the system's own lane. */
import { SYSTEMS, type System } from '../domain/record.ts';
import type { Pointer } from '../ports/queue.ts';

export type Pulled = 'streams' | 'hinted' | 'journal';

export function hintsOf(system: System): Pointer {
  return { verb: 'pull', of: `${system}-hinted` };
}

export function journalOf(system: System): Pointer {
  return { verb: 'pull', of: `${system}-journal` };
}

/** Throws where the pointer names none. */
export function pulledBy(of: string): { readonly system: System; readonly what: Pulled } {
  const [name, what = 'streams'] = of.split('-');
  const system = SYSTEMS.find((one) => one === name);
  if (system === undefined || (what !== 'streams' && what !== 'hinted' && what !== 'journal'))
    throw new TypeError(`no pull of ${of}`);
  return { system, what };
}
