/** The Salesforce connector keeps what every connector promises, over the sandbox. */
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { STAGES } from '../../src/domain/facts.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import { type ConnectorGround, connectorContract } from '../contracts/connector.ts';
import { MAPPING, NOW } from './salesforce-setup.ts';

/** Enough for several pages of the size below. */
const PEOPLE = 23;

async function open(): Promise<ConnectorGround> {
  let now = Temporal.Instant.from(NOW);
  let may = true;
  let turn = 0;
  const sandbox = await openSalesforceSandbox({ now: () => now, assignmentRule: 'off' });
  const ids = Array.from({ length: PEOPLE }, (_, i) => {
    // Many share one moment, as after an import.
    const at = now.subtract({ minutes: 30 + Math.floor(i / 9) });
    return sandbox.world.place(
      'Lead',
      { LastName: `Person ${i}`, Company: 'Sakura Works', Email: `p${i}@s.example` },
      at,
    );
  });
  const { clientId, clientSecret, url, server, world } = sandbox;
  const connector = createSalesforceConnector({
    instanceUrl: url,
    auth: { kind: 'client-credentials', clientId, clientSecret },
    mapping: MAPPING,
    surroundings: { now: () => now, mayWrite: () => may, log: () => undefined },
    limits: { rows: 5, activityRows: 5 },
  });
  // A token, so that faults meet the calls themselves.
  await connector.check();
  const lead = (id: string): RecordRef => ({ system: 'salesforce', object: 'lead', id });
  const next = (): { id: string; value: string } => {
    turn += 1;
    return { id: ids[turn % ids.length] ?? '', value: `value ${turn}` };
  };
  const person = world.place('User', { LastName: 'Tanaka', Username: 't@s.example', Email: 't@s.example' }, now);
  return {
    connector,
    server,
    stream: 'changes',
    pass: (duration) => {
      now = now.add(duration);
    },
    allowWriting: (allowed) => {
      may = allowed;
    },
    change: (count) =>
      Array.from({ length: count }, () => {
        const { id, value } = next();
        const result = world.as(person, now).update('Lead', id, { Company: value });
        if (!result.ok) throw new Error('the sandbox refused a change');
        return { id, field: 'company', value };
      }),
    writes: (count) =>
      Array.from({ length: count }, () => {
        const { id, value } = next();
        return {
          kind: 'fields',
          target: lead(id),
          fields: { stage: STAGES[Number(value.slice(-1)) % STAGES.length] ?? 'mql' },
        };
      }),
    writeToNobody: () => ({ kind: 'fields', target: lead('00Q00000000zzzzAAA'), fields: { stage: 'mql' } }),
    writing: { method: 'PATCH', path: '/composite/sobjects' },
    close: () => sandbox.close(),
  };
}

connectorContract('Salesforce', open);
