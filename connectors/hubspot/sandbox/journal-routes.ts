/** Where an app reads the journal, by its own token: /webhooks-journal/journal/2026-03. */
import type { ChangeJournal, JournalEntry } from './journal.ts';
import type { Tokens } from './oauth.ts';
import { notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const BASE = '/webhooks-journal/journal/:edition';
const FILE = '/webhooks-journal/files/:no/:permission';
/** How long the address of a file holds. */
const HOLDS_MS = 300_000;

export function journalRoutes(journal: ChangeJournal, tokens: Tokens): readonly Route[] {
  const route = (path: string, find: (call: Call) => JournalEntry | undefined): Route => ({
    method: 'GET',
    path: `${BASE}${path}`,
    open: true,
    handle: (call) => {
      tokens.checkApp(call.request.headers['authorization'], call.now);
      const entry = find(call);
      // Which of the answers that mean "nothing new" HubSpot gives is not documented.
      return entry === undefined ? { status: 204 } : { status: 200, body: rendered(call, entry) };
    },
  });
  return [
    route('/earliest', (call) => journal.earliest(call.now)),
    route('/latest', (call) => journal.latest(call.now)),
    route('/offset/:offset/next', (call) => {
      const no = numberOf(call.param('offset'));
      if (journal.entry(no, call.now) === undefined) throw notFound(`There is no offset ${call.param('offset')}.`);
      return journal.after(no, call.now);
    }),
    { method: 'GET', path: FILE, open: true, handle: (call) => ({ status: 200, body: fileOf(journal, call) }) },
  ];
}

function rendered(call: Call, { no }: JournalEntry) {
  const until = call.now + HOLDS_MS;
  const url = `http://${call.request.headers['host']}/webhooks-journal/files/${no}/${until}`;
  return { currentOffset: `offset-${no}`, expiresAt: new Date(until).toISOString(), url };
}

/** Open to whoever has its address, while that holds. */
function fileOf(journal: ChangeJournal, call: Call) {
  const entry = journal.entry(Number(call.param('no')), call.now);
  if (entry === undefined || Number(call.param('permission')) < call.now) throw notFound('There is no such file.');
  return { offset: `offset-${entry.no}`, journalEvents: entry.events };
}

function numberOf(offset: string): number {
  const no = Number(/^offset-(\d+)$/.exec(offset)?.[1]);
  if (Number.isNaN(no)) throw notFound(`There is no offset ${offset}.`);
  return no;
}
