/** What happens to each person of the story, hour by hour: visits, forms, mails and talks, by the arc they are on. */
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import { type Chance, chance } from './chance.ts';
import type { StoryEvent } from './story.ts';
import { type Cast, yen } from './story-people.ts';
import {
  callNote,
  cardNote,
  FORMS,
  type FormKind,
  inquiryWords,
  type Language,
  MAILS,
  meetingNote,
  PAGES,
  SITE,
  TELLING_PAGES,
} from './story-words.ts';

/** Events reach back this far before the start. */
export const HISTORY_DAYS = 42;

/** What the whole story is told within. `start` divides history from what is still to come. */
export interface Frame {
  readonly seed: string;
  readonly start: Temporal.Instant;
  readonly days: number;
}

/** One person's own events, in no order, newsletters left out. `place` is the person's place among those of the same arc, from 0 to 1. */
export function plotOf(cast: Cast, place: number, frame: Frame): StoryEvent[] {
  const luck = chance(`${frame.seed}/plot/${cast.person.id}`);
  const scene = new Scene(cast, frame, luck);
  switch (cast.arc) {
    case 'quiet':
      quiet(scene);
      break;
    case 'warming':
      warming(scene);
      break;
    case 'hot':
      hot(scene, scene.workingMoment(place * (frame.days - 1)));
      break;
    case 'qualified':
      qualified(scene, scene.workingMoment(-34 + place * 29));
      break;
  }
  return scene.events;
}

/** The person at hand, with the few things that can happen to one. */
class Scene {
  readonly events: StoryEvent[] = [];
  readonly cast: Cast;
  readonly luck: Chance;
  readonly #frame: Frame;

  constructor(cast: Cast, frame: Frame, luck: Chance) {
    this.cast = cast;
    this.#frame = frame;
    this.luck = luck;
  }

  get #language(): Language {
    return this.cast.person.language;
  }

  /** Counted from the start; the story ends on the evening of this day at the latest. */
  get lastDay(): number {
    return this.#frame.days - 1;
  }

  /** Any day and a waking hour between these two days, counted from the start. */
  anyMoment(fromDay: number, toDay: number): Temporal.Instant {
    const day = fromDay + this.luck.next() * (toDay - fromDay);
    return this.workingMoment(day, 0.12);
  }

  /** Within that day's office hours where the person lives; a weekend gives way to Monday (the last one to Friday) but for a few, who work then or late. */
  workingMoment(day: number, odd = 0.05): Temporal.Instant {
    const morning = this.#frame.start.toZonedDateTimeISO(this.cast.zone).startOfDay();
    let date = morning.add({ days: Math.max(-HISTORY_DAYS + 1, Math.floor(day)) });
    const isOdd = this.luck.happens(odd);
    if (!isOdd && date.dayOfWeek > 5) {
      const monday = date.add({ days: 8 - date.dayOfWeek });
      const over = Temporal.ZonedDateTime.compare(monday, morning.add({ days: this.lastDay })) > 0;
      date = over ? date.subtract({ days: date.dayOfWeek - 5 }) : monday;
    }
    const minutes = isOdd ? this.luck.int(19 * 60, 23 * 60) : this.luck.int(9 * 60 + 5, 17 * 60 + 50);
    return date.add({ minutes, seconds: this.luck.int(0, 59), milliseconds: this.luck.int(0, 999) }).toInstant();
  }

  visit(at: Temporal.Instant, telling: boolean): void {
    const page = SITE + this.luck.pick(telling ? TELLING_PAGES : PAGES);
    this.#add(at, { kind: 'visit', views: this.luck.int(1, telling ? 9 : 4), page });
  }

  form(at: Temporal.Instant, kind: FormKind, answers: { timeframe?: string; budget?: string } = {}): void {
    const asks = kind === 'inquiry' || kind === 'quote' || kind === 'consultation';
    const { company } = this.cast;
    const words = asks ? { words: inquiryWords(kind, this.#language, company.employees, this.luck) } : {};
    this.#add(at, { kind: 'form', form: FORMS[kind].id, ...words, ...answers });
  }

  /** One mail to this person alone, opened and clicked with these odds within a day. */
  mail(at: Temporal.Instant, mail: number, odds: { readonly opened: number; readonly clicked: number }): void {
    for (const event of mailEvents({ at, mail, person: this.cast.person.id, odds, luck: this.luck })) {
      this.events.push(event);
    }
  }

  card(at: Temporal.Instant): void {
    this.form(at, 'exhibition');
    const note = cardNote('ja', this.luck);
    this.#add(at.add({ minutes: 40 }), { kind: 'note', rep: 'sato', words: note, outcome: '' });
  }

  call(at: Temporal.Instant, rep: string, outcome: 'connected' | 'no-answer'): void {
    this.#add(at, { kind: 'call', rep, words: callNote(outcome, repLanguage(rep), this.luck), outcome });
  }

  meeting(at: Temporal.Instant, rep: string): void {
    this.#add(at, { kind: 'meeting', rep, words: meetingNote(repLanguage(rep), this.luck), outcome: 'held' });
  }

  /** Whoever of these two departments speaks the person's language. */
  rep(department: 'inside-sales' | 'field-sales'): string {
    if (this.#language === 'en') return department === 'inside-sales' ? 'miller' : 'weber';
    return this.luck.pick(department === 'inside-sales' ? ['tanaka', 'suzuki'] : ['takahashi', 'ito']);
  }

  #add<Happening extends Plain>(at: Temporal.Instant, happening: Happening): void {
    this.events.push({ at: iso(at), person: this.cast.person.id, ...happening });
  }
}

type Plain = StoryEvent extends infer One ? (One extends StoryEvent ? Omit<One, 'at' | 'person'> : never) : never;

function repLanguage(rep: string): Language {
  return rep === 'miller' || rep === 'weber' ? 'en' : 'ja';
}

function quiet(scene: Scene): void {
  const { luck, cast } = scene;
  if (luck.happens(0.55)) scene.visit(scene.anyMoment(-HISTORY_DAYS, scene.lastDay), false);
  if (luck.happens(0.12)) scene.card(scene.anyMoment(-30, -27));
  else if (luck.happens(0.14)) scene.form(scene.anyMoment(-HISTORY_DAYS, scene.lastDay), 'catalogue');
  // A few customers of old are looked after by field sales, whatever marketing does meanwhile.
  if (cast.person.salesforce === 'contact' && luck.happens(0.3)) {
    scene.meeting(scene.workingMoment(luck.int(-30, scene.lastDay), 0), scene.rep('field-sales'));
  }
}

function warming(scene: Scene): void {
  const { luck } = scene;
  const visits = luck.int(1, 3);
  for (let n = 0; n < visits; n++) scene.visit(scene.anyMoment(-20, scene.lastDay), luck.happens(0.3));
  if (luck.happens(0.65)) {
    const at = scene.anyMoment(-25, scene.lastDay);
    scene.form(at, 'catalogue');
    scene.mail(at.add({ minutes: 3 }), 72_001, { opened: 0.7, clicked: 0.35 });
  }
  if (luck.happens(0.25)) scene.form(scene.anyMoment(-20, scene.lastDay), 'webinar');
  if (luck.happens(0.12)) scene.form(scene.anyMoment(-10, scene.lastDay), 'price-list');
  // Some ask although nothing is planned: their words are real, their day is far off.
  if (luck.happens(0.06)) scene.form(scene.anyMoment(-5, scene.lastDay), 'inquiry', { timeframe: 'over-1-year' });
}

/** Two weeks of growing interest, then the day on which they ask, and often ask again. */
function hot(scene: Scene, asks: Temporal.Instant): void {
  const { luck } = scene;
  interest(scene, asks);
  const answers = answersOf(scene);
  const [first, second] = luck.weighted<readonly [FormKind, FormKind]>([
    [['inquiry', 'quote'], 5],
    [['consultation', 'quote'], 2],
    [['inquiry', 'consultation'], 2],
    [['quote', 'consultation'], 1],
  ]);
  scene.visit(asks.subtract({ minutes: luck.int(4, 25) }), true);
  scene.form(asks, first, answers);
  if (luck.happens(0.6)) {
    // After lunch or the next day, at about the same hour.
    const again = asks.add({ hours: luck.pick([0, 24]), minutes: luck.int(35, 100) });
    scene.visit(again.subtract({ minutes: 6 }), true);
    scene.form(again, second, answers);
  }
}

function interest(scene: Scene, asks: Temporal.Instant): void {
  const { luck } = scene;
  const before = (fromDays: number, toDays: number): Temporal.Instant =>
    asks.subtract({ minutes: Math.round(24 * 60 * (fromDays + luck.next() * (toDays - fromDays))) });
  const catalogue = before(9, 13);
  scene.form(catalogue, 'catalogue');
  scene.mail(catalogue.add({ minutes: 3 }), 72_001, { opened: 1, clicked: 1 });
  if (luck.happens(0.75)) scene.form(before(5, 8), 'webinar');
  else if (luck.happens(0.4)) scene.card(before(10, 14));
  const prices = before(1, 4);
  scene.form(prices, 'price-list');
  scene.mail(prices.add({ minutes: 3 }), 72_002, { opened: 1, clicked: 1 });
  if (luck.happens(0.4)) scene.mail(before(2, 6), 72_003, { opened: 0.8, clicked: 0.6 });
  const visits = luck.int(5, 7);
  for (let n = 0; n < visits; n++) scene.visit(before(0.2 + n * 0.8, 0.9 + n * 0.8), luck.happens(0.7));
}

/** Most forms of the ripe say when and how much; one in eight leaves the timeframe out, which the gate will name. */
function answersOf(scene: Scene): { timeframe?: string; budget?: string } {
  const { luck, cast } = scene;
  const timeframe = cast.fallsShort
    ? 'over-1-year'
    : luck.weighted([
        ['within-3-months', 6],
        ['within-6-months', 3],
        ['6-12-months', 1],
        ['undecided', 1],
      ]);
  const millions = luck.weighted([
    [luck.int(3, 45), 7],
    [luck.int(50, 95), 2],
    [luck.int(100, 240), 1],
  ]);
  return {
    ...(cast.fallsShort || luck.happens(0.88) ? { timeframe } : {}),
    ...(luck.happens(0.7) ? { budget: yen(cast.fallsShort ? luck.int(1, 4) : millions) } : {}),
  };
}

/** Hot weeks before the story began, the talks that followed, and silence since. */
function qualified(scene: Scene, asked: Temporal.Instant): void {
  const { luck } = scene;
  hot(scene, asked);
  const rep = scene.rep('inside-sales');
  const first = asked.add({ hours: luck.int(20, 90) });
  if (luck.happens(0.35)) scene.call(first.subtract({ hours: 19 }), rep, 'no-answer');
  if (luck.happens(0.75)) scene.call(first, rep, 'connected');
  if (luck.happens(0.2)) scene.meeting(first.add({ hours: luck.int(60, 160) }), scene.rep('field-sales'));
}

/** One mail and what its reader did with it. Automatic clicks and proxies are not part of the story. */
export function mailEvents(sent: {
  readonly at: Temporal.Instant;
  readonly mail: number;
  readonly person: string;
  readonly odds: { readonly opened: number; readonly clicked: number };
  readonly luck: Chance;
}): StoryEvent[] {
  const { at, person, odds, luck } = sent;
  const mail = String(sent.mail);
  const events: StoryEvent[] = [{ at: iso(at), person, kind: 'mail-sent', mail }];
  if (!luck.happens(odds.opened)) return events;
  const opened = at.add({ minutes: luck.int(4, luck.happens(0.6) ? 180 : 1_500), seconds: luck.int(0, 59) });
  events.push({ at: iso(opened), person, kind: 'mail-opened', mail });
  if (luck.happens(odds.clicked)) {
    events.push({ at: iso(opened.add({ seconds: luck.int(8, 400) })), person, kind: 'mail-clicked', mail });
  }
  return events;
}

/** When the newsletters leave: every second Tuesday, 10:00 in Tokyo, history included. */
export function newsletterDays(frame: Frame): { readonly at: Temporal.Instant; readonly mail: number }[] {
  const letters = MAILS.filter((mail) => mail.newsletter);
  const first = frame.start
    .subtract({ hours: 24 * (HISTORY_DAYS - 1) })
    .toZonedDateTimeISO('Asia/Tokyo')
    .startOfDay();
  const tuesday = first.add({ days: (9 - first.dayOfWeek) % 7, hours: 10 });
  const count = Math.max(0, Math.ceil((HISTORY_DAYS + frame.days) / 14));
  return Array.from({ length: count }, (_, n) => ({
    at: tuesday.add({ days: 14 * n }).toInstant(),
    mail: letters[n % letters.length]?.id ?? 0,
  }));
}

/** Text that sorts: what is outside the story's time is left out. */
export function within(frame: Frame, at: IsoInstant): boolean {
  const end = frame.start.add({ hours: 24 * frame.days });
  return at >= iso(frame.start.subtract({ hours: 24 * HISTORY_DAYS })) && at < iso(end);
}
