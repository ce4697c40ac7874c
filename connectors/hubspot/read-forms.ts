/**
 * Form submissions, form by form, newest first until the known ones. A call per form is dear, so all are read only when contacts say that one was sent
 * ({@link Conversions}); otherwise one form a pull, in turn, finds what no contact told of. One page a pull.
 */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Attempt } from '../kit/send.ts';
import { moment } from './answers.ts';
import { activityOf, type FormDefinition, submission } from './forms.ts';
import { asking, nothing, page, type Reading, type Stream, type StreamPage } from './reading.ts';

const formPage = z.looseObject({
  results: z.array(z.looseObject({ id: z.string(), name: z.string().default('') })),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});
const submissionPage = z.looseObject({
  results: z.array(submission),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});

/** All forms are known up to `to`. `turn`: the form read last in the present round, and when that round began. */
const cursorShape = z.object({
  to: moment.optional(),
  turn: z.object({ form: z.string(), began: moment }).optional(),
  reading: z
    .object({
      all: z.boolean(),
      since: moment.optional(),
      to: moment,
      form: z.string(),
      after: z.string().optional(),
      /** This form had to be begun again. */
      again: z.boolean().optional(),
    })
    .optional(),
});
type FormsCursor = z.infer<typeof cursorShape>;
type Underway = NonNullable<FormsCursor['reading']>;

/** Submissions of one page; more is refused. */
const PAGE = 50;
const DEFINITIONS_PAGE = 100;
/** 5,000 forms. */
const MOST_DEFINITION_PAGES = 50;
const DEFINITIONS_LIVE = { hours: 1 };

export function formStream(reading: Reading): Stream {
  const definitions = new Definitions(reading);
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const cursor: FormsCursor = parsed.success ? parsed.data : {};
    const forms = await definitions.get();
    if (forms.state !== 'answered') return nothing(after, forms);
    const underway = cursor.reading ?? plan(reading, cursor, forms.value);
    const form = underway && atOrAfter(forms.value, underway.form);
    if (underway === undefined || form === undefined) return page(closed(reading, cursor, underway), false);
    return readPage(reading, { cursor, underway, forms: forms.value, form });
  };
}

/** What to read now: all forms, or the next one in turn. Undefined where there is no form. */
function plan(reading: Reading, cursor: FormsCursor, forms: readonly FormDefinition[]): Underway | undefined {
  const [first] = forms;
  if (first === undefined) return undefined;
  const to = iso(reading.now());
  if (cursor.to === undefined) {
    reading.conversions.begin(to);
    return { all: true, to, form: first.id };
  }
  const since = iso(instantOf(cursor.to).subtract({ milliseconds: reading.limits.lateMs }));
  if (reading.conversions.outrun(cursor.to, since)) {
    reading.conversions.begin(to);
    return { all: true, since, to, form: first.id };
  }
  const next = cursor.turn === undefined ? undefined : following(forms, cursor.turn.form);
  return { all: false, since, to, form: (next ?? first).id };
}

interface Place {
  readonly cursor: FormsCursor;
  readonly underway: Underway;
  readonly forms: readonly FormDefinition[];
  readonly form: FormDefinition;
}

async function readPage(reading: Reading, place: Place): Promise<StreamPage> {
  const { cursor, underway, form } = place;
  const samePlace = form.id === underway.form ? underway.after : undefined;
  const answer = await reading.client.request(
    asking('forms', { canWait: underway.since === undefined }),
    'GET',
    `/form-integrations/v1/submissions/forms/${encodeURIComponent(form.id)}`,
    submissionPage,
    { query: { limit: String(PAGE), ...(samePlace === undefined ? {} : { after: samePlace }) } },
  );
  const { after: _, again, ...here } = { ...underway, form: form.id };
  if (samePlace !== undefined && answer.state === 'refused' && (answer.status === 400 || answer.status === 404)) {
    // The place is no longer known: the form is begun again, once at once and then with the next pull. That repeats submissions and skips none.
    const restart = page({ ...cursor, reading: { ...here, again: true } }, again !== true);
    return again === true ? { ...restart, problems: [answer.problem] } : restart;
  }
  const gone = answer.state === 'refused' && answer.status === 404;
  if (answer.state !== 'answered' && !gone) return nothing(cursor, answer);
  const found = answer.state === 'answered' ? answer.value : { results: [] };
  const problems: Problem[] = gone && answer.state === 'refused' ? [answer.problem] : [];
  const { since } = underway;
  const fresh = found.results.filter(({ submittedAt }) => since === undefined || submittedAt >= epochMs(since));
  const activities: Activity[] = [];
  let unknown = 0;
  for (const sent of fresh) {
    const activity = activityOf(form, sent, reading.mapping);
    if (activity === undefined) unknown += 1;
    else activities.push(activity);
  }
  if (unknown > 0) problems.push(nobodys(form, unknown));
  const older = found.paging?.next?.after;
  if (older !== undefined && fresh.length === found.results.length && fresh.length > 0)
    return page({ ...cursor, reading: { ...here, ...(again === undefined ? {} : { again }), after: older } }, true, {
      activities,
      problems,
    });
  const next = underway.all ? following(place.forms, form.id) : undefined;
  if (next !== undefined)
    return page({ ...cursor, reading: { ...here, form: next.id } }, true, { activities, problems });
  return page(closed(reading, cursor, here, place.forms), false, { activities, problems });
}

/** The cursor once a reading is through. A whole round of turns is as good as a reading of all when it began. */
function closed(
  reading: Reading,
  cursor: FormsCursor,
  underway: Underway | undefined,
  forms: readonly FormDefinition[] = [],
): FormsCursor {
  if (underway === undefined) return cursor;
  if (underway.all) {
    reading.conversions.through(underway.to);
    return { to: underway.to };
  }
  const began = cursor.turn?.began ?? underway.to;
  if (following(forms, underway.form) === undefined) return { to: began };
  return { ...(cursor.to === undefined ? {} : { to: cursor.to }), turn: { form: underway.form, began } };
}

/** Definitions in the order of their ids. The official client cannot parse them (it throws on every form), so they are asked for directly. */
class Definitions {
  readonly #reading: Reading;
  #known: { readonly forms: readonly FormDefinition[]; readonly until: Temporal.Instant } | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  async get(): Promise<Attempt<readonly FormDefinition[]>> {
    const now = this.#reading.now();
    if (this.#known !== undefined && Temporal.Instant.compare(now, this.#known.until) < 0)
      return { state: 'answered', value: this.#known.forms };
    const forms: FormDefinition[] = [];
    let after: string | undefined;
    for (let read = 0; read < MOST_DEFINITION_PAGES; read += 1) {
      const answer = await this.#reading.client.request(
        { purpose: 'form definitions', writes: false },
        'GET',
        '/marketing/v3/forms/',
        formPage,
        {
          query: { limit: String(DEFINITIONS_PAGE), formTypes: 'all', ...(after === undefined ? {} : { after }) },
        },
      );
      if (answer.state !== 'answered') return answer;
      forms.push(...answer.value.results.map(({ id, name }) => ({ id, name: name === '' ? id : name })));
      after = answer.value.paging?.next?.after;
      if (after === undefined) break;
    }
    forms.sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#known = { forms, until: now.add(DEFINITIONS_LIVE) };
    return { state: 'answered', value: forms };
  }
}

function atOrAfter(forms: readonly FormDefinition[], id: string): FormDefinition | undefined {
  return forms.find((form) => form.id >= id);
}
function following(forms: readonly FormDefinition[], id: string): FormDefinition | undefined {
  return forms.find((form) => form.id > id);
}
function epochMs(at: IsoInstant): number {
  return instantOf(at).epochMilliseconds;
}

function nobodys(form: FormDefinition, count: number): Problem {
  return {
    category: 'identity',
    mover: 'user',
    system: 'hubspot',
    code: 'NO_EMAIL',
    detail: `${count} submissions of the form "${form.name.slice(0, 200)}" give no valid e-mail address`,
  };
}
