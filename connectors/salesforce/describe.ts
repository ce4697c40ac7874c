/** What the org's objects look like to this user, asked once a day: fields that do not exist or may not be seen, and picklists that each org words itself. */
import { z } from 'zod';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { after } from '../kit/problems.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import { name } from './soql.ts';

/** The part of an sObject Describe that Baton uses. */
const description = z.object({
  name: z.string(),
  /** Whether this user may make rows of it, and change them. */
  createable: z.boolean().default(true),
  updateable: z.boolean().default(true),
  fields: z.array(
    z.object({
      name: z.string(),
      createable: z.boolean(),
      updateable: z.boolean(),
      type: z.string().optional(),
      /** Worked out from other fields whenever it is read: no stamp moves when its value does. */
      calculated: z.boolean().default(false),
      /** Absent where it is no picklist. */
      restrictedPicklist: z.boolean().nullish(),
      picklistValues: z
        .array(
          z.object({
            value: z.string(),
            label: z.string().nullish(),
            active: z.boolean(),
            defaultValue: z.boolean(),
          }),
        )
        .nullish(),
    }),
  ),
});
export type Description = z.infer<typeof description>;
export type DescribedField = Description['fields'][number];
export type PicklistValue = NonNullable<DescribedField['picklistValues']>[number];

const compositeAnswer = z.object({
  compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
});

const KEPT_SECONDS = 24 * 3600;
const LACKING_SECONDS = 60;

export class Descriptions {
  readonly #client: SalesforceClient;
  readonly #kept = new Map<string, { readonly until: IsoInstant; readonly description: Description }>();

  readonly #asking = new Map<string, Promise<Attempt<Description>>>();

  constructor(client: SalesforceClient) {
    this.#client = client;
  }

  /** At most a day old, unless {@link forget} was called. Whoever asks while it is being asked for waits for the same answer. */
  async of(object: string): Promise<Attempt<Description>> {
    const kept = this.known(object);
    if (kept !== undefined) return { state: 'answered', value: kept };
    const asking = this.#asking.get(object) ?? this.#ask(object).finally(() => this.#asking.delete(object));
    this.#asking.set(object, asking);
    return asking;
  }

  async #ask(object: string): Promise<Attempt<Description>> {
    const now = this.#client.now();
    const path = `/sobjects/${name(object)}/describe`;
    const answer = await this.#client.call({ purpose: 'describe', method: 'GET', path, writes: false }, description);
    if (answer.state === 'answered')
      this.#kept.set(object, { until: after(now, KEPT_SECONDS), description: answer.value });
    return answer;
  }

  /** Asks for those that are not known, in one call; which of them answered is told by {@link known}. Answers what went wrong with the call. */
  async together(objects: readonly string[]): Promise<Unanswered | undefined> {
    const asked = objects.filter((object) => this.known(object) === undefined);
    if (asked.length === 0) return undefined;
    const compositeRequest = asked.map((object) => {
      const url = this.#client.resource(`/sobjects/${name(object)}/describe`);
      return { method: 'GET', url, referenceId: object };
    });
    const body = { allOrNone: false, compositeRequest };
    const request = { purpose: 'describe', method: 'POST', path: '/composite', writes: false, body } as const;
    const answer = await this.#client.call(request, compositeAnswer);
    if (answer.state !== 'answered') return answer;
    for (const { referenceId, httpStatusCode, body: described } of answer.value.compositeResponse)
      if (httpStatusCode === 200) this.take(referenceId, described);
    return undefined;
  }

  /** What came along with another call; anything that is no description is not kept. */
  take(object: string, body: unknown): void {
    const read = description.safeParse(body);
    if (read.success)
      this.#kept.set(object, { until: after(this.#client.now(), KEPT_SECONDS), description: read.data });
  }

  /** What was described has turned out to be no longer so. */
  forget(object: string): void {
    this.#kept.delete(object);
  }

  /** What lacks one of these fields may have got it meanwhile: it is asked for anew once it is a minute old. */
  forgetLacking(object: string, fields: ReadonlySet<string | undefined>): void {
    const kept = this.#kept.get(object);
    const there = new Set(kept?.description.fields.map((field) => field.name));
    const freshFrom = after(this.#client.now(), KEPT_SECONDS - LACKING_SECONDS);
    if (kept === undefined || kept.until > freshFrom) return;
    if ([...fields].some((field) => field !== undefined && !there.has(field))) this.forget(object);
  }

  /** What is kept, without asking. */
  known(object: string): Description | undefined {
    const kept = this.#kept.get(object);
    return kept !== undefined && after(this.#client.now(), 0) < kept.until ? kept.description : undefined;
  }
}
