/** The agreed time for handing over: it runs while a lead that qualifies waits for what is missing or for somebody's yes. */
import type { HandoffTerms } from './agreement/schema.ts';
import { calendarFor, dueAt } from './calendar.ts';
import type { Draft } from './draft.ts';
import { nextKey } from './hand-over.ts';
import { type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { termOf } from './terms.ts';
import { justAfter } from './window.ts';

/** For the first fact that says what it waits for; nothing where it waits already, or where no time was agreed. */
export function handOverBy(draft: Draft, judged: Judged, terms: HandoffTerms): { handOverBy?: IsoInstant } {
  if (terms.timing === undefined || draft.state.handOver?.handoff === terms.type) return {};
  const { agreement, circumstances, now } = judged;
  const calendar = calendarFor(agreement, undefined, circumstances.holidays ?? []);
  return { handOverBy: iso(dueAt(now, termOf('handing-over', terms.timing.within), calendar)) };
}

/** Adds `deadline-missed` once it has passed; else answers when it will have. Measuring goes on: the handoff says when it was made. */
export function followHandingOver(draft: Draft, judged: Judged, terms: HandoffTerms): IsoInstant | undefined {
  const { handOver } = draft.state;
  if (handOver === undefined || handOver.handoff !== terms.type || handOver.missed) return undefined;
  const { dueAt: by } = handOver;
  if (iso(judged.now) <= by) return justAfter(by);
  const handoff = nextKey(draft.state, judged.lead.id, terms);
  draft.add({ kind: 'deadline-missed', handoff, deadline: 'handing-over', dueAt: by }, { by: 'time' });
  return undefined;
}
