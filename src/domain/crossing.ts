/** Touches cross over: what happened in one system, condensed on one line for the record in the other; kept current with few writes. */
import { aboutAmong } from './about.ts';
import { type Activity, type ActivityKind, BEHAVIOUR_KINDS } from './activity.ts';
import type { Circumstances } from './circumstances.ts';
import { sameValue } from './desired.ts';
import { earliest, type IsoInstant, instantOf, iso } from './instant.ts';
import { type Lead, type LeadState, openHandoffs } from './lead.ts';
import { cutText, oneLine } from './line.ts';
import { type Fields, isOpenToWrites, type System, sameRef } from './record.ts';
import { type Language, texts, valueWord } from './texts/index.ts';

/** Baton's name of the field. */
const CROSSING = 'recentTouches';
/** One line: a second long text on a Salesforce object would cut its pages to a tenth. */
const TEXT_MAX = 255;
const ABOUT_MAX = 40;
/** Looked at for one line, the newest; more never fit. */
const LOOKED_AT = 60;

/** People of ours, in either system. */
const OURS: ReadonlySet<ActivityKind> = new Set<ActivityKind>(['call', 'mail', 'meeting']);

/**
 * By the system on whose record it is to be read: what the other one knows, newest first; null where it knows nothing. Undefined where no record of the
 * lead has the field, since no mapping names it.
 */
export function crossingTouches(
  lead: Pick<Lead, 'activities' | 'records'>,
  { people, language }: Circumstances,
  { now, zone }: { readonly now: Temporal.Instant; readonly zone: string },
): Crossing | undefined {
  if (!lead.records.some(({ fields }) => Object.hasOwn(fields, CROSSING))) return undefined;
  const until = iso(now);
  const aboutOf = aboutAmong(lead.activities);
  const told = (from: System): string | null => {
    const known = lead.activities.filter(
      ({ system, kind, occurredAt }) =>
        system === from && occurredAt <= until && (OURS.has(kind) || (from === 'hubspot' && BEHAVIOUR_KINDS.has(kind))),
    );
    return lineOf(known.slice(-LOOKED_AT).reverse(), { aboutOf, people, language, zone });
  };
  return { hubspot: told('salesforce'), salesforce: told('hubspot') };
}

export type Crossing = Readonly<Record<System, string | null>>;

/** As {@link desiredFor} resolves it for the records of each system. */
export function crossingFields(told: Crossing | undefined): Fields {
  return told === undefined
    ? {}
    : { [`${CROSSING}:hubspot`]: told.hubspot, [`${CROSSING}:salesforce`]: told.salesforce };
}

/** What was done again on the same day is told once, with how often. */
function lineOf(newestFirst: readonly Activity[], telling: Telling): string | null {
  const said = new Map<string, number>();
  for (const activity of newestFirst) {
    const words = wordsOf(activity, telling);
    said.set(words, (said.get(words) ?? 0) + 1);
  }
  let line = '';
  for (const [words, times] of said) {
    const next = `${line}${line === '' ? '' : '; '}${words}${times > 1 ? ` ×${times}` : ''}`;
    if (next.length > TEXT_MAX) break;
    line = next;
  }
  return line === '' ? null : line;
}

interface Telling {
  readonly aboutOf: ReturnType<typeof aboutAmong>;
  readonly people: Circumstances['people'];
  readonly language: Language;
  readonly zone: string;
}

function wordsOf(activity: Activity, { aboutOf, people, language, zone }: Telling): string {
  const { system, kind, actor, occurredAt, properties } = activity;
  const { words } = texts(language);
  const about = aboutOf(activity);
  const outcome = properties['outcome'];
  const day = instantOf(occurredAt).toZonedDateTimeISO(zone).toPlainDate().toString().slice(5);
  return [
    day,
    people.memberOf(system, actor)?.name ?? '',
    words.activity[kind],
    about === null || about === undefined ? '' : cutText(oneLine(valueWord(language, about)), ABOUT_MAX),
    outcome === null || outcome === undefined ? '' : valueWord(language, outcome),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** While somebody has the lead in hand it is at most an hour old, else a day: whatever happens meanwhile is one write. */
const OPEN_MS = 3_600_000;
const ELSE_MS = 24 * OPEN_MS;

/** Whether some record is to be told now, and else when. Nothing where no mapping has the field, or the lead is nothing to us yet. */
export function crossingDue(
  lead: Lead,
  state: LeadState,
  told: Crossing | undefined,
  now: Temporal.Instant,
): { readonly due: boolean; readonly nextAt: IsoInstant | undefined } {
  if (told === undefined || state.stage === 'lead') return { due: false, nextAt: undefined };
  const waitMs = openHandoffs(state).length > 0 ? OPEN_MS : ELSE_MS;
  const moments = lead.records.flatMap((record): readonly IsoInstant[] => {
    if (!isOpenToWrites(record) || !Object.hasOwn(record.fields, CROSSING)) return [];
    const written = lead.written.find(({ field, target }) => field === CROSSING && sameRef(target, record.ref));
    if (sameValue(record.fields[CROSSING] ?? null, told[record.ref.system])) return [];
    return [written === undefined ? iso(now) : iso(instantOf(written.at).add({ milliseconds: waitMs }))];
  });
  const first = earliest(...moments);
  const due = first !== undefined && first <= iso(now);
  return { due, nextAt: due ? undefined : first };
}
