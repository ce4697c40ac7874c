/** What holds of writes: each is done, on its way, or refused with a problem; none is made against a stop, to nobody, or over what a person said later. */
import type { Invariant, Seen } from './seen.ts';

/** What became of a handoff that has ended is nobody's problem any more. */
const allAccounted: Invariant = {
  name: 'every write is done, on its way, dropped, or refused with a problem',
  broken: async ({ run }) =>
    (
      await run(`
        select outbox.system, outbox.key, outbox.status from outbox
        left join problem on problem.key = 'write ' || outbox.system || ' ' || outbox.key
        left join handoff on handoff.key = outbox.key and handoff.status = 'closed'
        where outbox.status not in ('waiting', 'sending', 'unknown', 'done', 'rejected', 'dropped')
          or (outbox.status = 'rejected' and problem.key is null and handoff.key is null and outbox.payload is not null)`)
    ).map((row) => `${row['system']} ${row['key']} is ${row['status']}, and no problem says so`),
};

/** A day is more than any vendor asks to be left alone. */
const noneLiesStill: Invariant = {
  name: 'no write lies still: what is on its way has its next moment within a day',
  broken: async ({ run, scene }) => {
    const far = scene.now.add({ hours: 25 }).toString();
    const rows = await run(
      `select system, key, status, not_before from outbox where status in ('waiting', 'sending', 'unknown') and (not_before > '${far}' or status = 'sending')`,
    );
    return rows.map((row) => `${row['system']} ${row['key']} is ${row['status']} till ${row['not_before']}`);
  },
};

const nothingLeft: Invariant = {
  name: 'in the end nothing is on its way',
  broken: async ({ run, quiet }) => {
    if (!quiet) return [];
    const rows = await run(
      `select system, kind, key, status, attempts, not_before from outbox where status in ('waiting', 'sending', 'unknown')`,
    );
    return rows.map((row) => JSON.stringify(row));
  },
};

/** Each decision put its deed, and deeds stay. */
const decisionsHaveDeeds: Invariant = {
  name: 'every decided handoff has its deed',
  broken: async ({ run, fold }) => {
    const rows = await run(`select key from outbox where kind = 'deed' and system = 'salesforce'`);
    const deeds = new Set(rows.map((row) => String(row['key'])));
    return [...fold.decided].flatMap(([key, { lead }]) =>
      deeds.has(key) || fold.leads.get(lead)?.state.erased === true ? [] : [`${key} of ${lead} has no deed`],
    );
  },
};

const nothingForbidden: Invariant = {
  name: 'nothing is written before it is armed or while stopped, nor given to who may not log in',
  broken: ({ witness }) => witness.forbidden,
};

const notTooOften: Invariant = {
  name: 'no record is written more than six times in an hour',
  broken: ({ witness }) => witness.tooOften,
};

/** Stages and ends of handoffs are what Baton may write over a person's word with. */
const OVERRIDES: ReadonlySet<string> = new Set(['stage-changed', 'handoff-decided', 'handoff-closed', 'joined']);
const OWNER_FIELDS: ReadonlySet<string> = new Set(['OwnerId', 'hubspot_owner_id']);

const peopleWin: Invariant = {
  name: 'what a person changed stands till the lead goes on',
  broken: ({ witness, fold }: Seen) =>
    witness.overwritings.flatMap(({ record, field, theirs, theirsAt, ours, oursAt }) => {
      const leads = [...(fold.leadsOf.get(record) ?? [])].flatMap((lead) => [lead, fold.rootOf(lead)]);
      const facts = leads.flatMap((lead) => fold.leads.get(lead)?.facts ?? []);
      // A Task is closed by its number; whose it is is told by its handoff.
      const allowed =
        leads.length === 0 ||
        facts.some(
          ({ kind, at }) =>
            // A later word, in the other system, about whose the lead is goes before this one.
            (OVERRIDES.has(kind) || (kind === 'owner-changed' && OWNER_FIELDS.has(field))) &&
            at >= theirsAt &&
            at <= oursAt,
        );
      return allowed ? [] : [`${record} ${field}: ${theirs} of ${theirsAt} became ${ours} at ${oursAt}`];
    }),
};

export const OF_WRITES: readonly Invariant[] = [
  allAccounted,
  noneLiesStill,
  nothingLeft,
  decisionsHaveDeeds,
  nothingForbidden,
  notTooOften,
  peopleWin,
];
