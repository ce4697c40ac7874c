/** A pool that asks whoever is at work first: national holidays, company closings, days off and hours of one's own, in each member's zone. */
import { describe, expect, it } from 'vitest';
import { renderRoute } from '../../src/cli/render/team.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { type TeamMember, teamMember } from '../../src/domain/team.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, facts, handoffTasks, rep } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const settings = shippedSettings();
const { terms } = onFile(settings);
const INSIDE = ['tanaka', 'suzuki', 'miller'];

interface Scene {
  /** When it begins; the leads are handed over eleven minutes later. */
  readonly at: string;
  readonly closed?: readonly string[];
  readonly members?: Readonly<Record<string, Partial<TeamMember>>>;
  readonly atWork?: boolean;
}

async function opened({ at, closed = [], members = {}, atWork = true }: Scene): Promise<Stage> {
  const changed = agreementSchema.parse({ ...terms, businessTime: { ...terms.businessTime, closed } });
  const team = {
    members: settings.team.members.map((one) => teamMember.parse({ ...one, weight: 1, ...members[one.key] })),
    pools: { ...settings.team.pools, 'inside-sales': { members: INSIDE, manager: 'tanaka', atWork } },
  };
  const agreement = { kind: 'read' as const, hash: agreementHash(changed), terms: changed };
  return openArmed('tasks', { start: Temporal.Instant.from(at), settings: { agreement, team } });
}

const keyOf = (stage: Stage, userId: unknown): string => INSIDE.find((key) => rep(stage, key).userId === userId) ?? '';

/** Six leads qualify: who gets how many of them. */
async function given(stage: Stage): Promise<Record<string, number>> {
  const people = ['aoki', 'baba', 'chiba', 'doi', 'endo', 'fujii'].map((name) => aQualifyingPerson(stage, name));
  await stage.pass(STEP_HOURS);
  const owners = people.flatMap((person) => handoffTasks(stage, person)).map((task) => keyOf(stage, task['OwnerId']));
  return Object.fromEntries(
    INSIDE.flatMap((key) => {
      const count = owners.filter((one) => one === key).length;
      return count === 0 ? [] : [[key, count]];
    }),
  );
}

const OPEN = { opens: '09:00', closes: '18:00' };
/** Monday, 12 October 2026, 10:00 in Tokyo: a national holiday. In New York it is Sunday evening. */
const SPORTS_DAY = '2026-10-12T01:00:00Z';

describe('on a national holiday', () => {
  const members = { suzuki: { hours: { ...OPEN, holidays: 'none' as const } } };

  it('whoever keeps it is passed over, and whoever works that day gets the leads', async () => {
    const stage = await opened({ at: SPORTS_DAY, members });
    expect(await given(stage)).toEqual({ suzuki: 6 });
  });

  it('on the day after all take their turns again, and nothing is made up', async () => {
    const stage = await opened({ at: '2026-10-13T01:00:00Z', members });
    expect(await given(stage)).toEqual({ tanaka: 3, suzuki: 3 });
  });

  it('where the pool does not ask for it, the turn goes round among all', async () => {
    const stage = await opened({ at: SPORTS_DAY, members, atWork: false });
    expect(await given(stage)).toEqual({ tanaka: 2, suzuki: 2, miller: 2 });
  });

  it('whoever would work, and is away, is passed over all the same: then it goes round among the others', async () => {
    const absences = [{ from: '2026-10-12', to: '2026-10-12' }];
    const stage = await opened({ at: SPORTS_DAY, members: { suzuki: { ...members.suzuki, absences } } });
    expect(await given(stage)).toEqual({ tanaka: 3, miller: 3 });
  });
});

describe('on a day on which the company is closed', () => {
  /** Tuesday, 10:00 in New York, in the night in Tokyo. */
  const NEW_YORK = '2026-10-06T14:00:00Z';

  it('nobody is at work, whatever their zone and hours, and the turn goes round among all', async () => {
    const stage = await opened({ at: NEW_YORK, closed: ['2026-10-06', '2026-10-07'] });
    expect(await given(stage)).toEqual({ tanaka: 2, suzuki: 2, miller: 2 });
  });

  it('it is open again the day after, in the zone of each', async () => {
    const stage = await opened({ at: NEW_YORK, closed: ['2026-10-05'] });
    expect(await given(stage)).toEqual({ miller: 6 });
  });
});

describe('hours of one’s own', () => {
  const members = {
    tanaka: { hours: { opens: '06:00', closes: '13:00' } },
    suzuki: { hours: { opens: '13:00', closes: '22:00' } },
  };

  it.each([
    ['2026-10-05T22:00:00Z', 'at seven in the morning whoever begins early', { tanaka: 6 }],
    ['2026-10-06T03:48:00Z', 'up to the closing minute', { tanaka: 6 }],
    ['2026-10-06T03:49:00Z', 'and from the opening minute on the next', { suzuki: 6 }],
    ['2026-10-06T11:00:00Z', 'at eight in the evening whoever ends late', { suzuki: 6 }],
  ])('%s: %s', async (at, _, who) => {
    expect(await given(await opened({ at, members }))).toEqual(who);
  });

  it('count for the clock too: the deadline is the closing of whoever has the lead', async () => {
    const stage = await opened({ at: '2026-10-06T11:00:00Z', members });
    await given(stage);
    const [{ handoff } = expect.fail('nobody')] = await stage.operations.handoffs({});
    expect(handoff).toMatchObject({ to: { member: 'suzuki' }, due: [{ dueAt: '2026-10-09T13:00:00.000Z' }] });
  });

  it('are said by `route --try`, in both languages', async () => {
    const stage = await opened({ at: '2026-10-06T11:00:00Z', members });
    const known = aQualifyingPerson(stage, 'aoki', { purchase_timeframe: '' });
    await stage.pass(STEP_HOURS);
    const before = (await facts(stage, 'handoff-decided')).length;
    const report = await stage.operations.routeTry({ lead: known.email });
    expect(report).toMatchObject({ to: '鈴木 健', asked: [{ pool: 'inside-sales', reason: 'turn' }] });
    expect(renderRoute(report, 'en')).toContain('not 田中 美咲: not in working hours');
    expect(renderRoute(report, 'ja')).toContain('対象外 田中 美咲: 勤務時間外');
    expect((await facts(stage, 'handoff-decided')).length).toBe(before);
  });
});
