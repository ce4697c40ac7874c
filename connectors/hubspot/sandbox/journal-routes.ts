/** Where an app reads the journal, by its own token: of all accounts at /webhooks-journal/journal/2026-03, of one at /webhooks-journal/journal-local/2026-03. */
import type { ChangeJournal, JournalEntry } from './journal.ts';
import type { Tokens } from './oauth.ts';
import { notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const BASES = ['/webhooks-journal/journal/:edition', '/webhooks-journal/journal-local/:edition'];
const FILE = '/webhooks-journal/files/:no/:permission';
const SCOPE = 'developer.webhooks_journal.read';
/** How long the address of a file holds. */
const HOLDS_MS = 300_000;

export function journalRoutes(journal: ChangeJournal, tokens: Tokens): readonly Route[] {
  const routes = (path: string, find: (call: Call) => JournalEntry | undefined): readonly Route[] =>
    BASES.map((base) => ({
      method: 'GET',
      path: `${base}${path}`,
      open: true,
      handle: (call) => {
        tokens.checkApp(call.request.headers['authorization'], SCOPE, call.now);
        const account = call.query('installPortalId') ?? String(journal.portalId);
        const entry = account === String(journal.portalId) ? find(call) : undefined;
        // Which of the answers that mean "nothing new" HubSpot gives is not documented.
        return entry === undefined ? { status: 204 } : { status: 200, body: rendered(call, entry) };
      },
    }));
  return [
    ...routes('/earliest', (call) => journal.earliest(call.now)),
    ...routes('/latest', (call) => journal.latest(call.now)),
    ...routes('/offset/:offset/next', (call) => {
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
  return { currentOffset: offsetOf(no), expiresAt: new Date(until).toISOString(), url };
}

/** Open to whoever has its address, while that holds. */
function fileOf(journal: ChangeJournal, call: Call) {
  const entry = journal.entry(Number(call.param('no')), call.now);
  if (entry === undefined || Number(call.param('permission')) < call.now) throw notFound('There is no such file.');
  return {
    offset: offsetOf(entry.no),
    journalEvents: entry.events,
    publishedAt: new Date((entry.second + 1) * 1_000).toISOString(),
  };
}

/** A UUID, as HubSpot's are. */
function offsetOf(no: number): string {
  return `00000000-0000-4000-8000-${String(no).padStart(12, '0')}`;
}

function numberOf(offset: string): number {
  const no = Number(/^0{8}-0000-4000-8000-(\d{12})$/.exec(offset)?.[1]);
  if (Number.isNaN(no)) throw notFound(`There is no offset ${offset}.`);
  return no;
}
