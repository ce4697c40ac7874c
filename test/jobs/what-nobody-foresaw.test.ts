import { describe, expect, it } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aPerson, aQualifyingPerson, facts, handoffTasks, type Person } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

async function sql(stage: Stage, statement: string): Promise<void> {
  await stage.store.pglite?.exec(statement);
}

async function leadOf(stage: Stage, { email }: Person): Promise<string> {
  return (await stage.operations.explain({ lead: email })).lead;
}

async function codes(stage: Stage): Promise<readonly string[]> {
  return (await stage.operations.problems({})).map(({ code }) => code);
}

async function pullAll({ context }: Stage): Promise<void> {
  for (const system of context.connectors.keys()) await pull(context, system);
}

describe('what nobody foresaw about one of them does not stop the rest', () => {
  it('sets a lead aside that cannot be judged, tells of it, and judges it once it can', async () => {
    const stage = await openArmed();
    const broken = aPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const id = await leadOf(stage, broken);
    await sql(stage, `update lead set state = replace(state, '"handoffs":[]', '"handoffs":7') where id = '${id}'`);
    await stage.context.store.transaction((tx) => tx.leads.touch([id as never], '2026-10-05T00:00:00.000Z' as never));
    const other = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, other)).toHaveLength(1);
    expect(await stage.operations.problems({})).toMatchObject([{ key: `judge ${id}`, code: 'UNFORESEEN' }]);
    expect((await judge(stage.context)).judged).toBe(0);

    await sql(stage, `update lead set state = replace(state, '"handoffs":7', '"handoffs":[]') where id = '${id}'`);
    minutesPass(stage, 20);
    await stage.turn();
    expect(await codes(stage)).toEqual([]);
  });

  it('refuses a handoff that cannot be made up, and sends the others', async () => {
    const stage = await openArmed();
    const people = ['aoki', 'baba'].map((name) => aQualifyingPerson(stage, name));
    minutesPass(stage, 5);
    await pullAll(stage);
    await judge(stage.context);
    const [broken, other] = people;
    if (broken === undefined || other === undefined) throw new Error('nobody');
    const id = await leadOf(stage, broken);
    await sql(
      stage,
      `update outbox set payload = replace(payload, '"agreement":"', '"agreement":"0') where lead = '${id}' and kind = 'deed'`,
    );
    await stage.turn();
    expect(handoffTasks(stage, other)).toHaveLength(1);
    expect(handoffTasks(stage, broken)).toHaveLength(0);
    expect(await codes(stage)).toEqual(['UNFORESEEN']);
    expect(await facts(stage, 'handoff-refused')).toHaveLength(1);
  });

  it('never calls an unknown write refused because it could not be asked for', async () => {
    const stage = await openArmed('tasks');
    aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    await pullAll(stage);
    await judge(stage.context);
    await sql(
      stage,
      `update outbox set status = 'unknown', payload = replace(payload, '"agreement":"', '"agreement":"0')`,
    );
    expect(await send(stage.context, 'salesforce')).toMatchObject({ rejected: 0, waiting: 1 });
    expect(await facts(stage, 'handoff-refused')).toEqual([]);
  });

  it('reads the other streams when one cannot be read', async () => {
    const stage = await open();
    await stage.restart({
      connector: (connector) => ({
        ...connector,
        pull: async (stream, after) => {
          if (stream === 'companies') throw new RangeError('no such window');
          return connector.pull(stream, after);
        },
      }),
    });
    aPerson(stage, 'aoki');
    minutesPass(stage, 5);
    expect(await pull(stage.context, 'hubspot')).toMatchObject({ failed: true, newLeads: 1 });
    expect(await stage.operations.problems({})).toMatchObject([
      { key: 'pull hubspot companies', detail: 'RangeError: no such window' },
    ]);
    await stage.restart();
    expect(await pull(stage.context, 'hubspot')).toMatchObject({ failed: false });
    expect(await codes(stage)).toEqual([]);
  });

  it('forgets what was wrong with a record once the record is read without it', async () => {
    const stage = await open();
    const person = aPerson(stage, 'aoki');
    const change = (values: Record<string, string>): void => {
      const { store } = stage.hubspot.world.portal;
      const record = store.find('contacts', person.contact);
      if (record === undefined) throw new Error('nobody');
      store.update(record, { at: stage.runtime.now().epochMilliseconds, source: { type: 'IMPORT' }, values });
      minutesPass(stage, 5);
    };
    change({ purchase_budget: 'about a million' });
    await pull(stage.context, 'hubspot');
    expect(await codes(stage)).toEqual(['UNPARSABLE']);
    change({ purchase_budget: '1000000' });
    await pull(stage.context, 'hubspot');
    expect(await codes(stage)).toEqual([]);
  });

  it('reads a system once at a time, so that no cursor goes back', async () => {
    const stage = await open();
    // Streams may be read abreast, each by one reader.
    const reading = new Map<string, number>();
    let most = 0;
    await stage.restart({
      connector: (connector) => ({
        ...connector,
        pull: async (stream, after) => {
          const readers = (reading.get(stream) ?? 0) + 1;
          reading.set(stream, readers);
          most = Math.max(most, readers);
          const page = await connector.pull(stream, after);
          reading.set(stream, (reading.get(stream) ?? 1) - 1);
          return page;
        },
      }),
    });
    await Promise.all([pull(stage.context, 'hubspot'), pull(stage.context, 'hubspot')]);
    expect(most).toBe(1);
  });
});
