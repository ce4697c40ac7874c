/** Tells the story that both sandboxes live through: the same seed always tells the same people, companies and weeks. */
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import { chance } from './chance.ts';
import type { Story, StoryEvent, StoryPerson, StoryRep } from './story.ts';
import { makeCompanies } from './story-companies.ts';
import { ARCS, type Arc, type Cast, makeCast, SPECIAL_COMPANIES } from './story-people.ts';
import { type Frame, mailEvents, newsletterDays, plotOf, within } from './story-plot.ts';
import { FORMS, MAILS } from './story-words.ts';

export interface StoryWishes {
  readonly seed: number | string;
  /** 500 unless said otherwise. */
  readonly people?: number;
  /** 28 unless said otherwise. */
  readonly days?: number;
  readonly start: IsoInstant;
}

/** Chance that somebody turns up only after history began, by their first form; nobody else is new. */
const NEWCOMERS: Readonly<Record<Arc, number>> = { quiet: 0.5, warming: 0.35, hot: 0.4, qualified: 0.3 };
const READERS: Readonly<Record<Arc, { readonly opened: number; readonly clicked: number }>> = {
  quiet: { opened: 0.2, clicked: 0.08 },
  warming: { opened: 0.45, clicked: 0.45 },
  hot: { opened: 0.5, clicked: 0.4 },
  qualified: { opened: 0.4, clicked: 0.3 },
};

/** Everybody else sits in Tokyo. */
const ZONES: Readonly<Record<string, string>> = { miller: 'America/New_York', weber: 'Europe/Berlin' };

/** The reps, as the team file names them. */
export const REPS: readonly StoryRep[] = [
  rep('sato', '佐藤 明子', 'marketing', 0.9),
  rep('tanaka', '田中 美咲', 'inside-sales', 0.95),
  rep('suzuki', '鈴木 健', 'inside-sales', 0.8),
  rep('miller', 'Anna Miller', 'inside-sales', 0.9),
  rep('takahashi', '高橋 誠', 'field-sales', 0.85),
  rep('ito', '伊藤 由紀', 'field-sales', 0.92),
  rep('weber', 'Jonas Weber', 'field-sales', 0.7),
];

/** A whole story. Persons, companies and events are ordered (by id, id, and time) and refer only to each other. */
export function makeStory({ seed, people = 500, days = 28, start }: StoryWishes): Story {
  const frame: Frame = { seed: String(seed), start: instantOf(start), days };
  const companies = makeCompanies(frame.seed, Math.max(1, Math.ceil(people / 2.5)));
  const cast = makeCast(frame.seed, people, companies, frame.start);
  const told = ARCS.flatMap((arc) => {
    const same = cast.filter((one) => one.arc === arc);
    return same.map((one, index) => tell(one, (index + 0.5) / same.length, frame));
  });
  return {
    start: iso(frame.start),
    days,
    companies: [...companies, ...SPECIAL_COMPANIES],
    people: told.map(({ person }) => person).sort((a, b) => (a.id < b.id ? -1 : 1)),
    reps: REPS,
    forms: Object.values(FORMS),
    mails: MAILS.map(({ id, name }) => ({ id, name })),
    events: told.flatMap(({ events }) => events).sort(byTime),
  };
}

/** One person's weeks. A newcomer's begin with their first form: what they did before it, nobody could tell was theirs. */
function tell(cast: Cast, place: number, frame: Frame): { person: StoryPerson; events: StoryEvent[] } {
  const luck = chance(`${frame.seed}/tell/${cast.person.id}`);
  const own = plotOf(cast, place, frame).filter((event) => within(frame, event.at));
  const forms = own.filter((event) => event.kind === 'form').sort(byTime);
  const firstForm = forms[0]?.at;
  const isNew = firstForm !== undefined && luck.happens(NEWCOMERS[cast.arc]);
  const knownAt = isNew ? firstForm : cast.person.knownAt;
  const letters = newsletterDays(frame).flatMap(({ at, mail }) => {
    if (iso(at) < knownAt || !luck.happens(0.6)) return [];
    const odds = readerOf(cast, at, frame);
    // The sender works through its list for some minutes; a hundred share a moment, as vendors stamp batches.
    const leaves = at.add({ minutes: luck.int(0, 5) });
    return mailEvents({ at: leaves, mail, person: cast.person.id, odds, luck });
  });
  const events = [...own, ...letters].filter((event) => event.at >= knownAt && within(frame, event.at));
  return { person: { ...cast.person, knownAt }, events };
}

/** Those who had qualified before the start read no letter of the last days before it or since: nothing new is heard of them. */
function readerOf(
  cast: Cast,
  at: Temporal.Instant,
  frame: Frame,
): { readonly opened: number; readonly clicked: number } {
  const late = Temporal.Instant.compare(at, frame.start.subtract({ hours: 24 * 4 })) > 0;
  return cast.arc === 'qualified' && late ? { opened: 0, clicked: 0 } : READERS[cast.arc];
}

function byTime(a: StoryEvent, b: StoryEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.person !== b.person) return a.person < b.person ? -1 : 1;
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
}

function rep(key: string, name: string, department: StoryRep['department'], diligence: number): StoryRep {
  const zone = ZONES[key];
  return {
    key,
    name,
    email: `${key}@baton-demo.example`,
    department,
    zone: zone ?? 'Asia/Tokyo',
    language: zone === undefined ? 'ja' : 'en',
    diligence,
  };
}
