/** The way to Redis is cut: nothing is lost or doubled, since what is to be done stands in the database; mended, all goes on by itself. */
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { Work } from '../../src/jobs/work.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { openQueue } from '../../src/queue/index.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { aQualifyingPerson, facts, handoffTasks } from '../support/happenings.ts';
import { redis } from '../support/services.ts';
import { gate, tick } from '../support/signals.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts';

const server = await redis();
const { openArmed } = stages();

describe.runIf(server !== undefined)('on Redis', () => {
  const prefix = `baton_partition_${process.pid}`;
  let proxy: TcpProxy | undefined;
  let queue: Queue | undefined;
  afterEach(async () => {
    await queue?.close(0);
    await proxy?.close();
    const own = new Redis(server?.url ?? '');
    const keys = await own.keys(`${prefix}*`);
    if (keys.length > 0) await own.del(...keys);
    own.disconnect();
  });

  /** A worker whose way to Redis can be cut; its database is never away. */
  async function begin(wrap: (stage: Stage, cut: () => void) => void = () => {}) {
    const stage = await openArmed('status');
    const url = new URL(server?.url ?? '');
    const way = await tcpProxy({ host: url.hostname, port: Number(url.port || 6379) });
    proxy = way;
    url.hostname = way.host;
    url.port = String(way.port);
    wrap(stage, () => way.cut());
    const settings = { log: SILENT, concurrency: 2, leaseMs: 500, wakeLimitMs: 500 };
    const lanes = await openQueue({ kind: 'redis', url: url.href, prefix }, settings);
    queue = lanes;
    const work = new Work(stage.context, lanes);
    await work.start();
    /** As the daemon does: a tick that fails is told, and made again. */
    const ticks = async (): Promise<boolean> =>
      work.tick().then(
        () => true,
        () => false,
      );
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) {
        await ticks();
        await tick();
      }
    };
    return { stage, way, ticks, until };
  }

  async function expectOnce(stage: Stage): Promise<void> {
    expect(await facts(stage, 'task-made')).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  }

  test('cut before anything is decided, nothing happens; mended, the handoff is made', async () => {
    const { stage, way, ticks, until } = await begin();
    const person = aQualifyingPerson(stage, 'aoki');
    way.cut();
    minutesPass(stage, 5);
    // The wake is refused; the poll comes again in its time.
    expect(await ticks()).toBe(false);
    await ticks();
    expect(handoffTasks(stage, person)).toEqual([]);
    way.mend();
    minutesPass(stage, 5);
    await until(() => handoffTasks(stage, person).length > 0);
    await queue?.idle();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    await expectOnce(stage);
  });

  test('cut while a handoff is being sent, it is sent once and told once', async () => {
    const sent = gate();
    const { stage, way, until } = await begin((stage, cut) => {
      const connectors = new Map(stage.context.connectors);
      const salesforce = connectors.get('salesforce');
      if (salesforce === undefined) throw new Error('no Salesforce');
      connectors.set('salesforce', {
        ...salesforce,
        send: async (writes) => {
          const outcomes = await salesforce.send(writes);
          cut();
          sent.open();
          return outcomes;
        },
      });
      stage.context = { ...stage.context, connectors };
    });
    const person = aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    let isSent = false;
    void sent.passed.then(() => {
      isSent = true;
    });
    await until(() => isSent);
    // Longer than the lease of the job: Redis takes it for lost.
    await new Promise((go) => setTimeout(go, 1_500));
    way.mend();
    let told = 0;
    await until(() => {
      void facts(stage, 'task-made').then(({ length }) => {
        told = length;
      });
      return told > 0;
    });
    minutesPass(stage, 5);
    await until(() => true);
    await queue?.idle();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    await expectOnce(stage);
  });
});
