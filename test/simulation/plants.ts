/** For each invariant something that breaks it, planted into the worlds, the database or the fold when a quarter is over: an invariant that cannot fail tells nothing. */
import type { LeadId } from '../../src/domain/facts.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { LeadState } from '../../src/domain/lead.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import { NOTE_KEY, type Seen } from './invariants/seen.ts';

type Plant = (seen: Seen) => Promise<void> | void;

const tasks = ({ scene }: Seen) =>
  scene.stage.salesforce.world.rowsOf('Task').filter((row) => typeof row['Baton_Handoff__c'] === 'string');

function task(seen: Seen, change: Readonly<Record<string, string>>, keep: 'id' | 'new' = 'new'): void {
  const { world } = seen.scene.stage.salesforce;
  const [row] = tasks(seen);
  if (row === undefined) throw new Error('the quarter made no task');
  const { Id, ...fields } = row;
  world.place('Task', { ...fields, ...(keep === 'id' ? { Id: Id ?? null } : {}), ...change }, seen.scene.now);
}

/** Of a lead with a handoff, its state with another. */
function refold({ fold }: Seen, change: (state: LeadState) => LeadState): void {
  const found = [...fold.leads.values()].find(
    ({ state }) => state.handoffs.length > 0 && state.joined === undefined && state.erased !== true,
  );
  if (found === undefined) throw new Error('nobody was handed over');
  found.state = change(found.state);
}

const open = (state: LeadState, at: IsoInstant, times: number): LeadState => {
  const { outcome: _, closedAt: __, ...handoff } = state.handoffs[0] as LeadState['handoffs'][number];
  const due = [{ deadline: 'first-contact', dueAt: at }];
  return {
    ...state,
    handoffs: Array.from({ length: times }, () => ({ ...handoff, status: 'decided', due, met: [], missed: [] })),
  };
};

/** What nobody but a test can change. */
const guarded =
  (table: string, statement: string): Plant =>
  async ({ run }) => {
    await run(`alter table ${table} disable trigger user`);
    await run(statement);
    await run(`alter table ${table} enable trigger user`);
  };
const statement =
  (text: string): Plant =>
  async ({ run }) =>
    void (await run(text));
const LONG_AGO = '2026-10-05T01:00:00.000Z' as IsoInstant;

/** What Baton does there now under its own name, after a person gave the record away. */
function overwrites({ scene }: Seen): string {
  const { world } = scene.stage.salesforce;
  const [one, other] = scene.sellers;
  const [lead] = scene.leads;
  const id = String(lead?.['Id']);
  world.as(String(one?.['Id']), scene.now).update('Lead', id, { OwnerId: one?.['Id'] });
  world.as(world.integrationUserId, scene.now).update('Lead', id, { OwnerId: other?.['Id'] });
  return id;
}

/** By the invariant's name, in an order in which none undoes another. */
export const PLANTS: readonly (readonly [invariant: string, plant: Plant])[] = [
  [
    'at most one note in HubSpot for a handoff, which the ledger decided',
    ({ scene }) => {
      const at = scene.now.epochMilliseconds;
      const values = { hs_timestamp: iso(scene.now), [NOTE_KEY]: 'nobody-decided-this' };
      scene.stage.hubspot.world.create('notes', values, { at, source: { type: 'INTEGRATION' } });
    },
  ],
  ['never two tasks for one handoff', (seen) => task(seen, {})],
  [
    'no task without a decision in the ledger before it',
    (seen) => task(seen, { Baton_Handoff__c: 'nobody-decided-this' }),
  ],
  ['the ledger names the task that was made', (seen) => task(seen, { Baton_Handoff__c: 'another' }, 'id')],
  [
    'in the end a handoff that is over has no open task, and nobody has two',
    (seen) => {
      const [key] = [...seen.fold.leads.values()].flatMap(({ state }) =>
        state.handoffs.filter(({ status }) => status === 'closed').map((handoff) => handoff.key),
      );
      task(seen, { Baton_Handoff__c: String(key), Status: 'Not Started' });
    },
  ],
  ['at most one open handoff a person', (seen) => refold(seen, (state) => open(state, LONG_AGO, 2))],
  ['each deadline that has passed is met or missed', (seen) => refold(seen, (state) => open(state, LONG_AGO, 1))],
  [
    'in the end every handoff has its task, is refused with a problem, or is closed',
    (seen) => refold(seen, (state) => open(state, LONG_AGO, 1)),
  ],
  [
    'the ledger alone rebuilds every lead',
    statement(`update lead set state = replace(state, '"version":', '"version":1') where state like '%handoff%'`),
  ],
  ['the ledger read anew rebuilds every lead', () => {}],
  [
    'the table of handoffs says what the ledger says',
    statement(`update handoff set status = 'contacted', outcome = null`),
  ],
  [
    'every write is done, on its way, dropped, or refused with a problem',
    async ({ run }) => {
      await run('delete from problem');
      await run(`update outbox set status = 'rejected' where kind = 'deed'`);
    },
  ],
  [
    'no write lies still: what is on its way has its next moment within a day',
    statement(`update outbox set status = 'sending' where kind = 'deed'`),
  ],
  ['in the end nothing is on its way', () => {}],
  ['every decided handoff has its deed', statement('delete from outbox')],
  [
    'nothing is written before it is armed or while stopped, nor given to who may not log in',
    (seen) => {
      seen.scene.look();
      seen.scene.stoppedUntil = seen.scene.now;
      overwrites(seen);
      seen.scene.stoppedUntil = undefined;
    },
  ],
  [
    'what a person changed stands till the lead goes on',
    (seen) => {
      const lead = [...seen.fold.leads].find(([, { state }]) => state.joined === undefined)?.[0] as LeadId;
      seen.fold.leadsOf.set(`salesforce/lead/${overwrites(seen)}`, new Set([lead]));
    },
  ],
  [
    'no record is written more than six times in an hour',
    (seen) => {
      seen.scene.look();
      const { world } = seen.scene.stage.salesforce;
      const [lead] = seen.scene.leads;
      for (const Baton_Total_Score__c of [1, 2, 3, 4, 5, 6, 7])
        world
          .as(world.integrationUserId, seen.scene.now)
          .update('Lead', String(lead?.['Id']), { Baton_Total_Score__c });
    },
  ],
  [
    'no owner and no stage is written that the ledger did not give before',
    ({ witness, fold, scene }) => {
      const [record] = [...fold.leadsOf.keys()];
      witness.said.push({ record: String(record), field: 'baton_stage', value: 'nowhere', at: iso(scene.now) });
    },
  ],
  [
    'at every moment a lead has one owner, and at the end the one that is kept',
    (seen) => refold(seen, (state) => ({ ...state, holder: { department: 'x', member: 'nobody' as OwnerKey } })),
  ],
  [
    'whatever a cursor has passed is kept with its present values',
    statement(`update source_record set fields = '{}' where system = 'hubspot'`),
  ],
  ['in the end every record is kept with its present values', () => {}],
  ['no cursor goes back, nor ahead of its system', ({ passed }) => void passed.set('hubspot contact', '9999')],
  [
    'no record stands for two leads at a time',
    async ({ run, scene }) => {
      await run('drop index link_open');
      await run(
        `insert into link (key, lead, from_at) select key, 'another', '${iso(scene.now)}' from link where to_at is null limit 1`,
      );
    },
  ],
  [
    'in the end every person stands for a lead, and none waits to be judged',
    statement(`update lead set dirty_since = '${LONG_AGO}' where joined is null and not erased`),
  ],
  [
    'what is gone from a system is known to be gone within days',
    async ({ run, witness, scene }) => {
      const [row] = await run('select key from source_record where not deleted limit 1');
      witness.goneSince.set(String(row?.['key']), scene.now.subtract({ hours: 1_000 }));
    },
  ],
  [
    'in the end every stream has been read to its end',
    statement(`update stream_cursor set cursor = '{"from":"${LONG_AGO}"}' where stream = 'contacts'`),
  ],
  [
    'of whoever was erased on request no table names a record',
    async ({ run, scene }) => {
      scene.gone.push({ records: [{ system: 'hubspot', object: 'contact', id: '424242' }], at: scene.now });
      await run(
        `insert into link (key, lead, from_at) select 'hubspot/contact/424242', id, '${iso(scene.now)}' from lead limit 1`,
      );
    },
  ],
  [
    'no address and no word of anybody stands in what is hashed',
    guarded('ledger_entry', `update ledger_entry set text = text || '山田' where seq = 7`),
  ],
  [
    'no entry changes after it was written',
    guarded('ledger_entry', `update ledger_entry set hash = 'f' || substr(hash, 2), prev = prev`),
  ],
  ['the ledger verifies, with its checkpoints', () => {}],
  ['the ledger is sealed up to its end', guarded('checkpoint', 'delete from checkpoint')],
  [
    'every entry follows from those before it',
    async (seen) => {
      await guarded(
        'ledger_entry',
        'delete from ledger_entry where seq = (select max(seq) - 1 from ledger_entry)',
      )(seen);
      seen.fold.seq -= 2;
      await seen.fold.readOn(seen.scene.stage.store);
    },
  ],
];
