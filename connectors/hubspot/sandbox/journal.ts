/** The webhooks journal: what changed, in files that lie for three days, each named by an entry with an offset ("Webhook journal APIs", HubSpot developer documentation). */
import { TYPE_FACTS } from './object-types.ts';
import { type Change, MERGE, type RecordStore } from './store.ts';

const KEPT_MS = 72 * 3_600_000;
/** What happens within a second lies in one file. */
const FILE_MS = 1_000;

/** In HubSpot's own words; its pages give none of a file, so these are those of a public reader of the journal (a utility for testing webhook subscriptions). */
export interface JournalEvent {
  readonly type: 'OBJECT';
  readonly portalId: number;
  readonly occurredAt: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'MERGE' | 'RESTORE' | 'GDPR_DELETE';
  readonly objectTypeId: string;
  readonly objectId: number;
  readonly propertyChanges?: Readonly<Record<string, string | null>>;
}

export interface JournalEntry {
  /** From 1, without a gap. */
  readonly no: number;
  readonly second: number;
  readonly events: JournalEvent[];
}

export class ChangeJournal {
  readonly portalId: number;
  #entries: JournalEntry[] = [];
  #made = 0;
  #isKept = false;

  constructor(portalId: number, store: RecordStore) {
    this.portalId = portalId;
    store.watch((change) => this.#isKept && this.#write(change));
  }

  /** From now on changes are written down; before, nobody subscribed to any. */
  begin(): void {
    this.#isKept = true;
  }

  earliest(now: number): JournalEntry | undefined {
    return this.#kept(now)[0];
  }

  latest(now: number): JournalEntry | undefined {
    return this.#kept(now).at(-1);
  }

  after(no: number, now: number): JournalEntry | undefined {
    return this.#kept(now).find((entry) => entry.no > no);
  }

  entry(no: number, now: number): JournalEntry | undefined {
    return this.#kept(now).find((entry) => entry.no === no);
  }

  /** A file that may still grow is not told of yet. */
  #kept(now: number): readonly JournalEntry[] {
    this.#entries = this.#entries.filter(({ second }) => second * FILE_MS + KEPT_MS > now);
    return this.#entries.filter(({ second }) => (second + 1) * FILE_MS <= now);
  }

  #write(change: Change): void {
    const event = this.#eventOf(change);
    if (event === undefined) return;
    const second = Math.floor(change.at / FILE_MS);
    const last = this.#entries.at(-1);
    if (last?.second === second) last.events.push(event);
    else {
      this.#made += 1;
      this.#entries.push({ no: this.#made, second, events: [event] });
    }
  }

  /** A merge is told as such; what it makes and ends is not told again. */
  #eventOf({ kind, record, properties, at, source }: Change): JournalEvent | undefined {
    if (source.type === MERGE && (kind === 'created' || kind === 'archived')) return undefined;
    const actions = {
      created: 'CREATE',
      changed: 'UPDATE',
      archived: 'DELETE',
      merged: 'MERGE',
      restored: 'RESTORE',
      erased: 'GDPR_DELETE',
    } as const;
    return {
      ...{ type: 'OBJECT', portalId: this.portalId, occurredAt: new Date(at).toISOString(), action: actions[kind] },
      ...{ objectTypeId: TYPE_FACTS[record.type].typeId, objectId: Number(record.id) },
      ...(kind === 'changed'
        ? { propertyChanges: Object.fromEntries(properties.map((name) => [name, record.values[name] ?? null])) }
        : {}),
    };
  }
}
