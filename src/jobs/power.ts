/** What Baton may do now: which agreement is in force, which steps are armed, since which baseline, and whether it was stopped. */
import { z } from 'zod';
import { knownKept, readKept } from '../domain/agreement/kept.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { AgreementHash, NewFact } from '../domain/facts.ts';
import { earliest, type IsoInstant, iso } from '../domain/instant.ts';
import { LEDGER_FAULTS } from '../domain/ledger.ts';
import { ARM_STEPS, type ArmStep } from '../domain/mapping.ts';
import type { Transaction } from '../ports/store.ts';

const stored = z.object({
  armed: z.array(z.enum(ARM_STEPS)).default([]),
  baselineAt: z.string().optional(),
  gateOpen: z.boolean().default(true),
  stopped: z.boolean().default(false),
  /** Stopped because the data directory is a copy: of the one that lay there. */
  copyOf: z.object({ host: z.string(), path: z.string() }).optional(),
  /** Set when the ledger did not verify or the database is behind its head: nothing is written till a person has looked. */
  distrusted: z.object({ seq: z.int(), fault: z.enum(LEDGER_FAULTS) }).optional(),
  admission: z.union([z.literal('none'), z.literal('all'), z.int().min(1)]).default('none'),
  /** Day (agreement's zone) and number of leads admitted on it. */
  admitted: z.object({ day: z.string(), count: z.int() }).optional(),
  agreement: z.string().optional(),
  /** Signed by all, and in force from a moment that is still to come. */
  scheduled: z.array(z.object({ hash: z.string(), from: z.string() })).default([]),
});
type Stored = z.infer<typeof stored>;

export interface Power extends Omit<Stored, 'armed' | 'agreement' | 'baselineAt'> {
  readonly armed: ReadonlySet<ArmStep>;
  readonly baselineAt: IsoInstant | undefined;
  /** The signed version by which leads are judged; absent: only rehearsals, under the file. */
  readonly inForce: { readonly hash: AgreementHash; readonly terms: Agreement } | undefined;
}

const NAME = 'power';

export async function readPower(tx: Transaction): Promise<Power> {
  const { armed, agreement, baselineAt, ...rest } = stored.parse((await tx.installation.get(NAME)) ?? {});
  const hash = agreement as AgreementHash | undefined;
  const inForce = hash === undefined ? undefined : await versionOf(tx, hash);
  return { ...rest, armed: new Set(armed), baselineAt: baselineAt as IsoInstant | undefined, inForce };
}

/** The same, and nobody else changes it till this transaction ends. Leads are locked before it, the ledger's head after it. */
export async function lockPower(tx: Transaction): Promise<Power> {
  await tx.installation.getLocked(NAME);
  return readPower(tx);
}

/** When the next signed version comes into force by itself. */
export function nextActivation({ scheduled }: Power): IsoInstant | undefined {
  return earliest(...scheduled.map(({ from }) => from as IsoInstant));
}

/** Puts the version in force whose moment has come; leads that qualify only by it stand. Without effect where none is due. */
export async function activateDue(tx: Transaction, now: Temporal.Instant): Promise<readonly NewFact[]> {
  const at = iso(now);
  const { scheduled, armed, inForce } = await lockPower(tx);
  const due = scheduled.filter(({ from }) => from <= at).sort((a, b) => (a.from < b.from ? -1 : 1));
  const newest = due.at(-1);
  if (newest === undefined) return [];
  await changePower(tx, { agreement: newest.hash, scheduled: scheduled.filter((one) => !due.includes(one)) });
  if (inForce?.hash === newest.hash) return [];
  await tx.leads.touchAll(at);
  return armed.size > 0 ? [await takeBaseline(tx, now, 'agreement')] : [];
}

/** The version in force at that moment, as the ledger tells; undefined before the first. */
export async function inForceAt(tx: Transaction, at: IsoInstant): Promise<Power['inForce']> {
  let newest: { readonly agreement: AgreementHash; readonly from: IsoInstant } | undefined;
  for (const { fact } of await tx.ledger.reveal(await tx.ledger.ofStream('agreement'))) {
    if (fact.kind !== 'agreement-activated' || fact.from > at) continue;
    // Of two that begin at the same moment, the one signed last.
    if (newest === undefined || fact.from >= newest.from) newest = fact;
  }
  return newest === undefined ? undefined : versionOf(tx, newest.agreement);
}

async function versionOf(tx: Transaction, hash: AgreementHash): Promise<Power['inForce']> {
  const terms = await agreementOf(tx, hash);
  return terms === undefined ? undefined : { hash, terms };
}

/** The version as it was signed; undefined where the store never kept it. */
export async function agreementOf(tx: Transaction, hash: AgreementHash): Promise<Agreement | undefined> {
  const known = knownKept(hash);
  if (known !== undefined) return known;
  const text = await tx.installation.agreement(hash);
  return text === undefined ? undefined : readKept(hash, text);
}

export async function changePower(tx: Transaction, change: Partial<Stored>): Promise<void> {
  // Locked, so that a gate that closes at the same moment cannot undo a stop.
  const before = stored.parse((await tx.installation.getLocked(NAME)) ?? {});
  await tx.installation.set(NAME, { ...before, ...change });
}

/** Decisions count: the tasks step is armed, an agreement is in force, and nothing stands against it. */
export function mayDecide(power: Power): boolean {
  return power.armed.has('tasks') && power.inForce !== undefined && !power.stopped && power.distrusted === undefined;
}

/** What stands against deciding; undefined where nothing does. */
export function whyNot(power: Power): 'unarmed' | 'stopped' | 'distrusted' | undefined {
  if (mayDecide(power)) return undefined;
  if (power.distrusted !== undefined) return 'distrusted';
  return power.stopped ? 'stopped' : 'unarmed';
}

/** `all` is a permission for those who stood when it was given; whoever comes to stand from now on is asked for anew. A pace a day goes on. */
export async function endFreePassage(tx: Transaction): Promise<void> {
  const { admission } = stored.parse((await tx.installation.get(NAME)) ?? {});
  if (admission === 'all') await changePower(tx, { admission: 'none' });
}

/** From now on only new behaviour qualifies; all that stood before is listed. */
export async function takeBaseline(tx: Transaction, now: Temporal.Instant, reason: string): Promise<NewFact> {
  const at = iso(now);
  await changePower(tx, { baselineAt: at });
  await endFreePassage(tx);
  return {
    stream: 'installation',
    at,
    cause: { by: 'system', system: 'baton' },
    fact: { kind: 'baseline-taken', at, reason },
  };
}
