/** A sandbox org with one rep, a connector on it, and a clock that the test holds; closed after each test. */
import { afterEach, expect } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import {
  openSalesforceSandbox,
  type SalesforceSandbox,
  type SandboxOptions,
} from '../../connectors/salesforce/sandbox/index.ts';
import type { Activity } from '../../src/domain/activity.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { RecordRef, SourceRecord } from '../../src/domain/record.ts';
import type { HandoffWrite, Outcome } from '../../src/domain/writes.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { handoff, MAPPING, NOW } from './salesforce-setup.ts';

export interface Scene {
  readonly sandbox: SalesforceSandbox;
  connector: Connector;
  readonly tanaka: string;
  now: Temporal.Instant;
  /** A new process, on the same org. */
  reconnect(mapping: SystemMapping): Promise<void>;
}
let scene: Scene | undefined;
afterEach(async () => {
  await scene?.connector.close();
  await scene?.sandbox.close();
  scene = undefined;
});

export async function open(options: Partial<SandboxOptions> = {}, mapping: SystemMapping = MAPPING): Promise<Scene> {
  const held = { now: Temporal.Instant.from(NOW) };
  const sandbox = await openSalesforceSandbox({ now: () => held.now, ...options });
  const tanaka = sandbox.world.place(
    'User',
    { LastName: '田中', Username: 'tanaka@b.example', Email: 'tanaka@b.example' },
    held.now,
  );
  const { clientId, clientSecret, url } = sandbox;
  const connect = (by: SystemMapping): Connector =>
    createSalesforceConnector({
      instanceUrl: url,
      auth: { kind: 'client-credentials', clientId, clientSecret },
      mapping: by,
      surroundings: { now: () => held.now, mayWrite: () => true, log: () => undefined },
    });
  const opened: Scene = Object.assign(held, {
    sandbox,
    connector: connect(mapping),
    tanaka,
    reconnect: async (by: SystemMapping) => {
      await opened.connector.close();
      opened.connector = connect(by);
    },
  });
  scene = opened;
  return opened;
}

export function placeLead({ sandbox, now, tanaka }: Scene, fields: Record<string, string | boolean> = {}): RecordRef {
  const id = sandbox.world.place(
    'Lead',
    { LastName: '花子', Company: 'Sakura Works', OwnerId: tanaka, ...fields },
    now,
  );
  return { system: 'salesforce', object: 'lead', id };
}

/** A handoff whose assignee is somebody in this org. */
export function toTanaka({ tanaka }: Scene, key: string, more: Partial<HandoffWrite>): HandoffWrite {
  const write = handoff(key, more);
  return { ...write, task: { ...write.task, assignee: tanaka } };
}

export async function everything({ connector }: Scene): Promise<{ records: SourceRecord[]; activities: Activity[] }> {
  const pages = [...(await pullAll(connector, 'changes')), ...(await pullAll(connector, 'users'))];
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
  return {
    records: pages.flatMap(({ records }) => [...records]),
    activities: pages.flatMap((page) => [...page.activities]),
  };
}

export function taskIdOf(outcome: Outcome | undefined): string {
  if (outcome?.state !== 'done' && outcome?.state !== 'already')
    throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome.taskId ?? '';
}
