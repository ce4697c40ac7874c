/** Versions of the agreement: who signed and read each, from when each was in force; and which reviews are due. */
import { departmentsOf } from '../domain/agreement/names.ts';
import { REVIEWS, type ReviewCycle } from '../domain/agreement/vocabulary.ts';
import type { AgreementHash, NewFact } from '../domain/facts.ts';
import { type IsoDate, iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import { dueReviews, type ReviewDue } from '../domain/reviews.ts';
import type { Transaction } from '../ports/store.ts';
import type { VersionView } from '../ports/versions.ts';
import type { JobContext } from './context.ts';
import { memberNamed } from './members.ts';
import { agreementOf, readPower } from './power.ts';
import { termsOf } from './which-agreement.ts';

/** Oldest first; the file last, where it can be read and nobody has signed it. */
export async function history(context: JobContext): Promise<readonly VersionView[]> {
  return context.store.transaction(async (tx) => {
    const { inForce } = await readPower(tx);
    const { agreement: file } = context.settings;
    const named = namedBy(context);
    const versions = new Map<string, Mutable>();
    const versionOf = async (hash: AgreementHash): Promise<Mutable> => {
      const terms = await agreementOf(tx, hash);
      const known = versions.get(hash) ?? {
        agreement: hash,
        name: terms?.name ?? '',
        inForce: inForce?.hash === hash,
        isFile: file.kind === 'read' && file.hash === hash,
        parties: (terms?.parties ?? []).map(({ department }) => department),
        departments: departmentsOf(terms ?? { departments: [] }),
        signatures: [],
        activeFrom: [],
        sentTo: [],
        readBy: [],
        notReadBy: named,
      };
      versions.set(hash, known);
      return known;
    };
    for (const { at, fact } of await factsOf(tx)) {
      if (fact.kind === 'agreement-signed')
        (await versionOf(fact.agreement)).signatures.push({
          department: fact.department,
          signer: fact.signer.text ?? '',
          at,
        });
      if (fact.kind === 'agreement-activated') (await versionOf(fact.agreement)).activeFrom.push(fact.from);
      if (fact.kind === 'agreement-read') {
        const version = await versionOf(fact.agreement);
        version.readBy.push({ reader: fact.reader.text ?? '', at });
        version.notReadBy = version.notReadBy.filter((one) => one !== fact.reader.text);
      }
    }
    for (const { about, to, at, channel } of await tx.notices.told('agreement-version')) {
      const known = versions.get(about);
      known?.sentTo.push(...to.map((reader) => ({ reader, at, channel })));
    }
    if (file.kind === 'broken') return [...versions.values()];
    const { hash, terms } = file;
    const parties = terms.parties.map(({ department }) => department);
    const unsigned: VersionView = {
      agreement: hash,
      name: terms.name,
      inForce: false,
      isFile: true,
      parties,
      departments: departmentsOf(terms),
      signatures: [],
      activeFrom: [],
      sentTo: [],
      readBy: [],
      notReadBy: named,
    };
    return versions.has(hash) ? [...versions.values()] : [...versions.values(), unsigned];
  });
}

interface Mutable extends VersionView {
  signatures: { department: string; signer: string; at: string }[];
  activeFrom: string[];
  sentTo: VersionView['sentTo'][number][];
  readBy: { reader: string; at: string }[];
  notReadBy: readonly string[];
}

/** Everybody whom the team file names is to know the terms that they work by. */
function namedBy({ settings }: JobContext): readonly string[] {
  return settings.team.members.map(({ key }) => key);
}

/** Of the stream of agreements, oldest first. */
export async function factsOf(tx: Transaction): Promise<readonly NewFact[]> {
  return tx.ledger.reveal(await tx.ledger.ofStream('agreement'));
}

/** A member of the team confirms that they have read the version in force; once counts. */
export async function confirmRead(
  context: JobContext,
  member: string,
): Promise<{ readonly agreement: string; readonly reader: string }> {
  memberNamed(context.settings.team, member);
  return context.store.transaction(async (tx) => {
    const { inForce } = await readPower(tx);
    if (inForce === undefined)
      throw new BatonError(
        'NOT_SIGNED',
        'no agreement is in force',
        'baton agreement sign --as <department> --by <name>',
      );
    const { hash } = inForce;
    const read = (await factsOf(tx)).some(
      ({ fact }) => fact.kind === 'agreement-read' && fact.agreement === hash && fact.reader.text === member,
    );
    if (!read) {
      await tx.ledger.append([
        {
          stream: 'agreement',
          at: iso(context.runtime.now()),
          cause: { by: 'person', user: member, how: 'command' },
          agreement: hash,
          fact: { kind: 'agreement-read', agreement: hash, reader: { text: member } },
        },
      ]);
    }
    return { agreement: hash, reader: member };
  });
}

/** By the version in force, or the file. */
export async function reviews(context: JobContext): Promise<readonly ReviewDue[]> {
  return context.store.transaction(async (tx) => {
    termsOf(await readPower(tx), context.settings);
    return reviewsIn(tx, context);
  });
}

/** None where no version is in force and the file is broken. */
export async function reviewsIn(tx: Transaction, { settings, runtime }: JobContext): Promise<readonly ReviewDue[]> {
  const { inForce } = await readPower(tx);
  if (inForce === undefined && settings.agreement.kind === 'broken') return [];
  const held: Partial<Record<ReviewCycle, IsoDate>> = {};
  for (const { fact } of await factsOf(tx)) {
    if (fact.kind !== 'review-held') continue;
    const cycle = REVIEWS.find((one) => one === fact.cycle);
    if (cycle !== undefined && fact.day > (held[cycle] ?? '')) held[cycle] = fact.day as IsoDate;
  }
  return dueReviews(termsOf({ inForce }, settings).terms, held, runtime.now());
}

export interface ReviewHeld {
  readonly cycle: ReviewCycle;
  readonly by: string;
  readonly figures?: string | undefined;
  readonly decisions?: string | undefined;
}

/** Recorded for today, in the agreement's zone. */
export async function holdReview(
  context: JobContext,
  { cycle, by, figures = '', decisions = '' }: ReviewHeld,
): Promise<readonly ReviewDue[]> {
  return context.store.transaction(async (tx) => {
    const { inForce } = await readPower(tx);
    const { zone } = termsOf({ inForce }, context.settings).terms;
    const now = context.runtime.now();
    await tx.ledger.append([
      {
        stream: 'agreement',
        at: iso(now),
        cause: { by: 'person', user: by, how: 'command' },
        agreement: inForce?.hash,
        fact: {
          kind: 'review-held',
          cycle,
          day: now.toZonedDateTimeISO(zone).toPlainDate().toString(),
          by: { text: by },
          figures: { text: figures },
          decisions: { text: decisions },
        },
      },
    ]);
    return reviewsIn(tx, context);
  });
}
