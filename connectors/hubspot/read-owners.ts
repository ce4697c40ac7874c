/** Owners: who can hold a contact in HubSpot. Few, and without a stream of changes, so all are read once an hour: the active, then the deactivated. */
import { z } from 'zod';
import { iso } from '../../src/domain/instant.ts';
import { normaliseEmail } from '../../src/domain/normalise.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { moment } from './answers.ts';
import { isFresh, known, nothing, page, type Reading, type Stream } from './reading.ts';

/** `userId` is another number: `id` is what `hubspot_owner_id` holds (page "Owners"). */
export const ownerPage = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.string(),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      userId: z.number().nullish(),
      /** Of deactivated ones, whose `userId` is null, too. */
      userIdIncludingInactive: z.number().nullish(),
      teams: z.array(z.looseObject({ name: z.string(), primary: z.boolean().default(false) })).nullish(),
      updatedAt: moment,
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).optional(),
});
export type Owner = z.infer<typeof ownerPage>['results'][number];

/** `readAt`: when they were all read last; absent while they are being read. */
const cursorShape = z.object({
  deactivated: z.boolean().default(false),
  after: z.string().optional(),
  readAt: moment.optional(),
});
/** Every call is the customer's, and two a poll were most of an idle poll's; who joins or leaves is noticed within this. */
const READ_EVERY = { hours: 1 };
/** The endpoint's own default is 100, at most 500. */
const PAGE = 100;
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

export function ownerStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const { deactivated, after: next, readAt } = parsed.success ? parsed.data : START;
    if (isFresh(readAt, reading.now(), READ_EVERY)) return page(after, false);
    const answer = await reading.client.ask({ purpose: 'pull owners', writes: false }, async () =>
      ownerPage.parse(await reading.client.apis.owners.getPage(undefined, next, PAGE, deactivated)),
    );
    if (answer.state !== 'answered') return nothing(after, answer);
    const records = answer.value.results.map((owner) => recordOf(owner, !deactivated));
    const following = answer.value.paging?.next?.after;
    if (following !== undefined) return page({ deactivated, after: following }, true, { records });
    if (!deactivated) return page({ deactivated: true }, true, { records });
    return page({ readAt: iso(reading.now()) }, false, { records });
  };
}

const START: z.infer<typeof cursorShape> = { deactivated: false };

function recordOf(owner: Owner, active: boolean): SourceRecord {
  const email = owner.email ? (normaliseEmail(owner.email) ?? owner.email) : null;
  return {
    ref: { system: 'hubspot', object: 'owner', id: owner.id },
    fields: {
      name: nameOf(owner) ?? email,
      email,
      active,
      ...known({ userId: userIdOf(owner), teams: teamsOf(owner).join(';') || undefined }),
    },
    modifiedAt: owner.updatedAt,
    deleted: false,
  };
}

/** What property history and other answers call the same person. */
function userIdOf({ userId, userIdIncludingInactive }: Owner): string | undefined {
  const id = userId ?? userIdIncludingInactive;
  return id === null || id === undefined ? undefined : String(id);
}

/** Their names, the main one first. */
export function teamsOf({ teams }: Owner): readonly string[] {
  return [...(teams ?? [])].sort((a, b) => Number(b.primary) - Number(a.primary)).map(({ name }) => name);
}

/** Family name first where the name is written so. */
function nameOf(owner: Owner): string | undefined {
  const parts = [owner.firstName, owner.lastName].map((part) => part?.trim() ?? '').filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return (EAST_ASIAN.test(parts.join('')) ? parts.reverse() : parts).join(' ');
}
