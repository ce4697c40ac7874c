/** The process dies before each commit on the way from a hint to the task: who sent the hint comes again, a journal is read on, and nobody is lost or handed over twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EarlyLooks } from '../../src/jobs/early-look.ts';
import { judge } from '../../src/jobs/judge.ts';
import { claimingFor, judgeAndClaim } from '../../src/jobs/judge-and-claim.ts';
import { pullHinted, readJournal } from '../../src/jobs/pull-hinted.ts';
import { send } from '../../src/jobs/send.ts';
import { hintTaker } from '../../src/jobs/take-hints.ts';
import type { Journal } from '../../src/ports/connector.ts';
import type { Hint } from '../../src/ports/hints.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { Life, type LifeWishes, nameOf, sampled } from '../support/crash.ts';
import { aPerson, aQualifyingPerson, facts, handoffTasks } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

type Way = (stage: Stage, hints: readonly Hint[]) => Promise<void>;

async function follow({ context }: Stage): Promise<void> {
  await pullHinted(context, 'hubspot');
  await judge(context);
  await send(context, 'salesforce');
}

/** HubSpot sends again what was not answered, and now and then what was. */
const byWebhook: Way = async (stage, hints) => {
  await hintTaker(stage.context).take(hints);
  await follow(stage);
};

/** Looked at, judged, claimed and sent while the hints are being kept. */
const atOnce: Way = async ({ context, hubspot }, hints) => {
  // The first look of a process finds out whose account it is.
  const [known] = hubspot.world.portal.store.all('contacts');
  await hintTaker(context).take(known === undefined ? [] : [hintOf(known.id)]);
  await pullHinted(context, 'hubspot');
  const early = new EarlyLooks();
  const coming = (some: readonly Hint[]): void => void early.begin(context, some, () => false);
  const taking = hintTaker(context, { coming }).take(hints);
  const begun = new Promise((go) => setImmediate(go));
  const following = begun.then(async () => {
    const look = early.take('hubspot');
    expect(look?.how).toBe('begun');
    await pullHinted(context, 'hubspot', look);
    const claiming = claimingFor('salesforce');
    await judgeAndClaim(context, claiming);
    await send(context, 'salesforce', claiming.claimed);
  });
  const [taken, followed] = await Promise.allSettled([taking, following]);
  for (const one of [taken, followed]) if (one.status === 'rejected') throw one.reason;
  await pullHinted(context, 'hubspot', early.take('hubspot'));
};

/** A piece for each hint. */
const byJournal: Way = async (stage, hints) => {
  const journal: Journal = {
    everySeconds: 15,
    read: async (after) => {
      const n = Number(after?.['n'] ?? 0);
      return { hints: hints.slice(n, n + 1), cursor: { n: n + 1 }, more: n + 1 < hints.length, problems: [] };
    },
  };
  const connectors = new Map(stage.context.connectors);
  const hubspot = connectors.get('hubspot');
  if (hubspot !== undefined) connectors.set('hubspot', { ...hubspot, journal });
  await readJournal({ ...stage.context, connectors }, 'hubspot');
  await follow(stage);
};

const hintOf = (id: string): Hint => ({
  system: 'hubspot',
  stream: 'contacts',
  kind: 'changed',
  record: { system: 'hubspot', object: 'contact', id },
});

async function tell(way: Way, wishes: LifeWishes) {
  await ground.empty();
  const stage = await openStage({ store: ground.store });
  await stage.arm('status');
  minutesPass(stage, 5);
  aPerson(stage, 'endo');
  minutesPass(stage, 5);
  await stage.turn();
  const people = [aQualifyingPerson(stage, 'aoki'), aQualifyingPerson(stage, 'baba')];
  const hints = people.map(({ contact }) => hintOf(contact));
  const life = await Life.begin(stage, wishes);
  let tasks: readonly number[] = [];
  const count = (): void => {
    tasks = people.map((person) => handoffTasks(stage, person).length);
  };
  const searched = (): number =>
    stage.hubspot.server.calls.filter(({ path }) => path.includes('/contacts/search')).length;
  const before = searched();
  await life.live(
    async () => {
      await way(stage, hints);
      count();
    },
    async () => {
      minutesPass(stage, 3);
      // The dead one's leases have ended; they go by the machine's time.
      await ground.run('update hint set lease_until = 1 where lease_until is not null');
      await way(stage, hints);
    },
  );
  life.end();
  const byPoll = life.died ? 0 : searched() - before;
  // Between a look and the streams that it names nothing but the poll knows of them.
  if (life.died) count();
  await stage.turn();
  return { stage, life, outcome: { tasks, byPoll } };
}

async function outcomeOf({ stage, outcome }: Awaited<ReturnType<typeof tell>>) {
  return {
    ...outcome,
    hints: await ground.run('select * from hint'),
    decided: (await facts(stage, 'handoff-decided')).length,
    records: await ground.run("select key from source_record where object in ('contact', 'lead') order by key"),
    problems: (await stage.operations.problems({})).map(({ code }) => code),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
}

test.each([
  ['a webhook', byWebhook],
  ['the journal', byJournal],
  ['a webhook that is followed at once', atOnce],
])('killed after %s, before any commit', { timeout: 600_000 }, async (_name, way) => {
  const told = await tell(way, {});
  const expected = await outcomeOf(told);
  await told.stage.close();
  expect(expected).toMatchObject({ tasks: [1, 1], byPoll: 0, hints: [], decided: 2, problems: [], verified: true });
  const points = told.life.transactions();
  expect(points.length).toBeGreaterThan(4);
  for (const point of sampled(points)) {
    const again = await tell(way, { point });
    expect.soft(again.life.died, nameOf(point)).toBe(true);
    expect.soft(await outcomeOf(again), nameOf(point)).toEqual(expected);
    await again.stage.close();
  }
});
