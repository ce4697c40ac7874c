/** What a submitted form says: whose it is, which kind of interest it shows, and the person's own words. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { toIso } from '../../src/domain/instant.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import { emailKey, normaliseEmail } from '../../src/domain/normalise.ts';
import { MOST_TEXT } from './plain-text.ts';
import { pageName } from './reading.ts';
import { parse } from './values.ts';

export interface FormDefinition {
  readonly id: string;
  readonly name: string;
}

/** Legacy v1: no contact id, so the e-mail answer is all that says who it was. */
export const submission = z.looseObject({
  submittedAt: z.number().int(),
  values: z
    .array(
      z.looseObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional() }),
    )
    .default([]),
  pageUrl: z.string().nullish(),
  conversionId: z.string().nullish(),
});
export type Submission = z.infer<typeof submission>;

/** Names under which forms ask for a person's own words. */
const WORDS = /message|comment|inquir|enquir|question|request|detail|remark|内容|質問|要望|備考|相談|メッセージ/i;
/** An answer of such a length that is no address is taken for words even under another name. */
const LONG = 30;
/** Answers about agreement to terms are long but not the person's own. */
const LEGAL = /consent|legal|gdpr|privacy|subscription|recaptcha/i;

/** Undefined where no valid address was given: it cannot be told whose it is. */
export function activityOf(form: FormDefinition, sent: Submission, mapping: SystemMapping): Activity | undefined {
  const answers = new Map<string, string>();
  for (const { name, value } of sent.values) {
    const text = value === null || value === undefined ? '' : String(value).trim();
    if (text !== '') answers.set(name, answers.has(name) ? `${answers.get(name)};${text}` : text);
  }
  const email = normaliseEmail(answers.get('email') ?? '');
  const subject = email === undefined ? undefined : emailKey(email);
  if (email === undefined || subject === undefined) return undefined;
  const text = wordsOf(answers);
  const page = pageName(sent.pageUrl, mapping);
  const contact = mapping.objects.contact;
  const asked = (field: string) => {
    const answer = answers.get(contact?.read[field] ?? field);
    return answer === undefined ? undefined : (contact?.values[field]?.[answer] ?? answer);
  };
  const timeframe = asked('timeframe');
  const budget = asked('budget');
  return {
    system: 'hubspot',
    kind: kindOf(form, mapping),
    id: sent.conversionId || identity(form.id, sent.submittedAt, email),
    subjects: [subject],
    occurredAt: toIso(sent.submittedAt),
    actor: { type: 'lead' },
    properties: {
      form: form.name,
      ...(page === undefined ? {} : { page }),
      ...(timeframe === undefined ? {} : { timeframe }),
      // A sum that is no number is still what the person said.
      ...(budget === undefined ? {} : { budget: parse(budget, 'number') ?? budget }),
    },
    ...(text === undefined ? {} : { text }),
    ...(sent.pageUrl ? { url: sent.pageUrl } : {}),
  };
}

export function kindOf(form: FormDefinition, mapping: SystemMapping): ActivityKind {
  return mapping.forms.find((entry) => entry.form === form.id || entry.form === form.name)?.is ?? 'form-submitted';
}

function wordsOf(answers: ReadonlyMap<string, string>): string | undefined {
  const all = [...answers].filter(([name]) => !LEGAL.test(name));
  const named = all.filter(([name]) => WORDS.test(name)).map(([, text]) => text);
  const words = named.length > 0 ? named : all.filter(([, text]) => ownWords(text)).map(([, text]) => text);
  return words.length === 0 ? undefined : words.join('\n').slice(0, MOST_TEXT).toWellFormed();
}

function ownWords(text: string): boolean {
  return text.length >= LONG && !/^https?:\/\//i.test(text) && normaliseEmail(text) === undefined;
}

/** Where HubSpot gives no id: a person does not send the same form twice in one millisecond. */
function identity(form: string, submittedAt: number, email: string): string {
  return createHash('sha256').update(`${form}\n${submittedAt}\n${email}`).digest('hex').slice(0, 32);
}
