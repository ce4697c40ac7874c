/** SETTLE: a person says who is who: two leads are one, two are not, a record is somebody else's. In the ledger under their name, and remembered. */
import { evolve, INITIAL_STATE } from '../domain/evolve.ts';
import type { Cause, LeadFact, LeadId, LeadOrRecord, NewFact } from '../domain/facts.ts';
import { keysOf } from '../domain/identity.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { survivor } from '../domain/joining.ts';
import { openHandoffs } from '../domain/lead.ts';
import { emailKey } from '../domain/normalise.ts';
import { BatonError } from '../domain/problem.ts';
import {
  isPerson,
  leadKey,
  recordKey,
  refOfKey,
  type SourceRecord,
  type SubjectKey,
  sameRef,
} from '../domain/record.ts';
import type { SettledReport } from '../ports/identity.ts';
import type { LeadProjection, Transaction } from '../ports/store.ts';
import { findLead } from './ask.ts';
import type { JobContext } from './context.ts';
import { doubtfulRecords } from './identity.ts';
import { place } from './placing.ts';
import { fallBack } from './split-handoffs.ts';

export interface WordOnTwo {
  readonly one: string;
  readonly other: string;
  /** Who says so. */
  readonly by: string;
}

/** Both are one person from now on. The lead with the oldest open handoff goes on; what the other had open ends. */
export async function joinTwo(context: JobContext, { one, other, by }: WordOnTwo): Promise<SettledReport> {
  return settle(context, by, async (desk) => {
    const [a, b] = [await sideOf(desk.tx, one), await sideOf(desk.tx, other)];
    await note(desk, a, b, 'one');
    if (a.lead === undefined || b.lead === undefined) {
      const [placed, onto] = a.lead === undefined ? [a, b.lead] : [b, a.lead];
      if (onto === undefined || placed.record === undefined) throw nobody(one, other);
      await putOnto(desk, placed.record, onto);
      return { are: 'one', lead: onto, withdrawn: 0 };
    }
    // Already one: it is said, so that nobody asks again and nothing is held for it.
    if (a.lead === b.lead) {
      await desk.tx.leads.touch([a.lead], desk.at);
      return { are: 'one', lead: a.lead, withdrawn: 0 };
    }
    const states = await desk.tx.leads.projections([a.lead, b.lead].sort());
    const into = survivor(new Map([...states].map(([id, { state }]) => [id, state])));
    const ended = into === a.lead ? b.lead : a.lead;
    const before = states.get(ended);
    if (into === undefined || before === undefined) throw nobody(one, other);
    await desk.tx.leads.join(ended, into, desk.at);
    await add(desk, ended, before, [{ kind: 'joined', into }]);
    await desk.tx.leads.touch([ended, into].sort(), desk.at);
    return { are: 'one', lead: into, other: ended, withdrawn: openHandoffs(before.state).length };
  });
}

/** They are two people, and are not proposed as one again. */
export async function keepApart(context: JobContext, { one, other, by }: WordOnTwo): Promise<SettledReport> {
  return settle(context, by, async (desk) => {
    const [a, b] = [await sideOf(desk.tx, one), await sideOf(desk.tx, other)];
    if (a.lead !== undefined && a.lead === b.lead)
      throw new BatonError(
        'ONE_LEAD',
        `${one} and ${other} are one lead by now`,
        '`baton identity split <record>` makes a lead of its own of one of its records',
        { one, other },
      );
    await note(desk, a, b, 'two');
    const lead = a.lead ?? b.lead;
    if (lead === undefined) throw nobody(one, other);
    return { are: 'two', lead, other: a.lead === undefined ? undefined : b.lead, withdrawn: 0 };
  });
}

/** The record is another person's: a lead of its own begins with it, with what was done under it. */
export async function splitOff(
  context: JobContext,
  { record: asked, by }: { readonly record: string; readonly by: string },
): Promise<SettledReport> {
  return settle(context, by, async (desk) => {
    const { record, lead: from } = await sideOf(desk.tx, asked);
    if (record === undefined || from === undefined)
      throw new BatonError(
        'NO_SUCH_RECORD',
        `${asked} is no record that stands for a lead`,
        'name the record as `baton explain` shows it: salesforce/lead/00Q…',
        { asked },
      );
    const before = (await desk.tx.leads.projections([from])).get(from);
    const [view] = await desk.tx.leads.view([from]);
    const rest = view?.lead.records.filter(({ ref }) => !sameRef(ref, record.ref)) ?? [];
    if (before === undefined || rest.length === 0)
      throw new BatonError(
        'ONLY_RECORD',
        `${asked} is the only record of its lead`,
        'there is nothing to split; `baton identity` lists what is in doubt',
        { asked },
      );
    const lead = context.runtime.id('L') as LeadId;
    await note(desk, { key: recordKey(record.ref) }, { key: leadKey(from), lead: from }, 'two');
    await desk.tx.leads.create(lead, INITIAL_STATE, desk.at);
    // An address goes along where no other record of the lead has it.
    const used = new Set(rest.flatMap(keysOf));
    const moved = keysOf(record).filter((key) => key.startsWith('email/') && !used.has(key));
    for (const key of [leadKey(lead), recordKey(record.ref), ...moved]) await desk.tx.leads.link(key, lead, desk.at);
    const { ref } = record;
    await add(desk, lead, emptyOf(), [{ kind: 'split', from, record: { ref } }]);
    const known = before.state.links.some((link) => sameRef(link, ref));
    const fallen = await fallBack(desk.tx, before.state, from, ref);
    const facts: LeadFact[] = known ? [{ kind: 'record-unlinked', record: { ref } }] : [];
    await add(desk, from, before, [...facts, ...fallen.facts]);
    for (const { key, payload } of fallen.deeds(context.settings.language))
      await desk.tx.outbox.putDeed('salesforce', from, key, payload);
    await desk.tx.leads.touch([from, lead].sort(), desk.at);
    return { are: 'two', lead: from, other: lead, withdrawn: fallen.withdrawn };
  });
}

interface Desk {
  readonly context: JobContext;
  readonly tx: Transaction;
  readonly at: IsoInstant;
  readonly cause: Cause;
  readonly facts: NewFact[];
}

/** In one transaction; afterwards records that were in doubt are looked at again. */
async function settle(
  context: JobContext,
  by: string,
  work: (desk: Desk) => Promise<Omit<SettledReport, 'placed'>>,
): Promise<SettledReport> {
  const at = iso(context.runtime.now());
  return context.store.transaction(async (tx) => {
    const desk: Desk = { context, tx, at, cause: { by: 'person', user: by, how: 'command' }, facts: [] };
    const report = await work(desk);
    const waiting = (await doubtfulRecords(tx)).map(({ record }) => record);
    const { leads } = await place(tx, (prefix) => context.runtime.id(prefix), waiting, at);
    await tx.leads.touch([...leads].sort(), at);
    await tx.ledger.append(desk.facts);
    const left = new Set((await doubtfulRecords(tx)).map(({ record }) => recordKey(record.ref)));
    return { ...report, placed: waiting.filter(({ ref }) => !left.has(recordKey(ref))).length };
  });
}

/** The word itself, in the ledger and for the next time. */
async function note(desk: Desk, one: NamedSide, other: NamedSide, are: 'one' | 'two'): Promise<void> {
  await desk.tx.identities.say(one.key, other.key, are, desk.at);
  const fact = { kind: 'identity-settled', are, one: inFact(one), other: inFact(other) } as const;
  desk.facts.push({ stream: 'installation', at: desk.at, cause: desk.cause, fact });
}

async function add(desk: Desk, lead: LeadId, before: LeadProjection, facts: readonly LeadFact[]): Promise<void> {
  if (facts.length === 0) return;
  let { state } = before;
  for (const fact of facts) {
    desk.facts.push({ stream: `lead:${lead}`, at: desk.at, cause: desk.cause, fact });
    state = evolve(state, fact, desk.at);
  }
  await desk.tx.leads.save(lead, { ...before, state });
}

/** A record that stood for nobody. */
async function putOnto({ tx, at }: Desk, record: SourceRecord, lead: LeadId): Promise<void> {
  const keys = keysOf(record);
  const known = await tx.leads.byKeys(keys);
  for (const key of keys) if (!known.has(key)) await tx.leads.link(key, lead, at);
  await tx.leads.link(recordKey(record.ref), lead, at);
  await tx.leads.touch([lead], at);
}

function emptyOf(): LeadProjection {
  return { state: INITIAL_STATE, score: { attribute: 0, behaviour: 0, total: 0 }, nextAt: undefined, desired: {} };
}

interface NamedSide {
  readonly key: SubjectKey;
  /** Absent: the record stands for nobody yet. */
  readonly lead?: LeadId | undefined;
  readonly record?: SourceRecord | undefined;
}

const PEOPLE = [
  ['hubspot', 'contact'],
  ['salesforce', 'lead'],
  ['salesforce', 'contact'],
] as const;

/** A record by its key or its id alone; else a lead, by an address or its id. */
async function sideOf(tx: Transaction, asked: string): Promise<NamedSide> {
  const named = refOfKey(asked as SubjectKey);
  const refs =
    named !== undefined && isPerson(named)
      ? [named]
      : PEOPLE.map(([system, object]) => ({ system, object, id: asked }));
  const [record] = emailKey(asked) === undefined ? await tx.records.get(refs) : [];
  if (record !== undefined) {
    const key = recordKey(record.ref);
    return { key, record, lead: (await tx.leads.lookUp([key])).get(key) };
  }
  const { lead } = await findLead(tx, asked);
  return { key: leadKey(lead.id), lead: lead.id };
}

function inFact({ key, lead, record }: NamedSide): LeadOrRecord {
  const ref = record?.ref ?? (lead === undefined ? refOfKey(key) : undefined);
  if (ref !== undefined) return { ref };
  if (lead === undefined) throw new TypeError(`${key} is neither a lead nor a record`);
  return { lead };
}

function nobody(one: string, other: string): BatonError {
  return new BatonError(
    'NO_SUCH_LEAD',
    `neither ${one} nor ${other} stands for a lead yet`,
    'join each with a lead that `baton identity` names',
    { asked: `${one}, ${other}` },
  );
}
