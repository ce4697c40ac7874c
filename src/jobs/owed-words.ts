/** Once a week sales is asked for the words that it owes marketing: how a lead was, why it came back, why it was lost. */
import { iso } from '../domain/instant.ts';
import { holderOf } from '../domain/recipients.ts';
import { owedWord } from '../domain/sales-word.ts';
import type { Transaction } from '../ports/store.ts';
import { announce } from './announce.ts';
import type { JobContext } from './context.ts';
import { type Announcement, personIn } from './decided-notices.ts';

/** A lead is asked about once it was with somebody for so long, and no more after so long. */
const AFTER_HOURS = 24 * 7;
const UNTIL_HOURS = 24 * 90;
/** Leads that are looked at a week, the newest handoffs first; and how many of them at a time. */
const MOST = 5_000;
const PAGE = 200;

/** `week`: told once each, under its number. */
export async function askForWords(tx: Transaction, context: JobContext, week: string): Promise<void> {
  const { settings, runtime } = context;
  if (settings.notify === undefined) return;
  const now = runtime.now();
  const since = iso(now.subtract({ hours: AFTER_HOURS }));
  const ids = await tx.leads.handedOverSince(iso(now.subtract({ hours: UNTIL_HOURS })), MOST);
  for (let at = 0; at < ids.length; at += PAGE) {
    const views = await tx.leads.view([...ids.slice(at, at + PAGE)].sort());
    const asked = views.flatMap(({ lead }): readonly Announcement[] => {
      const word = owedWord(lead.state, since);
      const last = lead.state.handoffs.at(-1);
      if (word === undefined || last === undefined) return [];
      const to = lead.state.returned?.by ?? holderOf(settings.team, last.to, last.toQueue);
      return [{ facts: { kind: 'word-missing', word, ...personIn(lead) }, about: `${lead.id} ${week}`, to: [to] }];
    });
    await announce(tx, context, asked);
  }
}
