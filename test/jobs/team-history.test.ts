/** What changes in team.yaml is told to the ledger by its meaning, and names and people of a past day are those of that day. */
import { describe, expect, it } from 'vitest';
import type { TeamFact } from '../../src/domain/facts.ts';
import { toIso } from '../../src/domain/instant.ts';
import type { Team, TeamMember } from '../../src/domain/team.ts';
import { changesBetween, membersOf, TEAM_STREAM, teamBy, toldOf } from '../../src/domain/team-history.ts';
import { explain } from '../../src/jobs/explain.ts';
import { noteTeam } from '../../src/jobs/note-team.ts';
import { held, owners } from '../../src/jobs/ownership.ts';
import { membersAt } from '../../src/jobs/team-history.ts';
import { aQualifyingPerson, facts } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const TEAM = shippedSettings().team;
const at = toIso('2026-10-05T00:00:00Z');

const changed = (team: Team, key: string, change: Partial<TeamMember>): Team => ({
  ...team,
  members: team.members.map((member) => (member.key === key ? { ...member, ...change } : member)),
});
const without = (team: Team, key: string): Team => ({
  ...team,
  members: team.members.filter((member) => member.key !== key),
  pools: Object.fromEntries(
    Object.entries(team.pools).map(([name, pool]) => [
      name,
      { ...pool, members: pool.members.filter((member) => member !== key) },
    ]),
  ),
});
const [first = expect.fail('a pool')] = Object.values(TEAM.pools).flatMap(({ members }) => members);

const boss = TEAM.members.at(-1)?.key ?? '';

describe('a change of the team', () => {
  const now = toldOf(TEAM);
  const told = (team: Team) => changesBetween(now, toldOf(team));

  it('is none where the same is written in another order, or where it decides no lead', () => {
    expect(told({ members: [...TEAM.members].reverse(), pools: TEAM.pools })).toEqual([]);
    expect(told(changed(TEAM, first, { notify: ['slack'], slackUser: 'U012AB3CD' }))).toEqual([]);
  });

  it.each<[string, Partial<TeamMember>, object]>([
    ['weight', { weight: 7 }, { weight: 7 }],
    ['a cap', { cap: 3 }, { cap: 3 }],
    ['a name', { name: '田中 花子' }, { name: { text: '田中 花子' } }],
    [
      'an absence',
      { absences: [{ from: '2026-12-28', to: '2027-01-04' }] },
      { absences: [{ from: '2026-12-28', to: '2027-01-04' }] },
    ],
    ['a manager', { manager: boss }, { manager: { member: boss } }],
    ['hours', { hours: { opens: '10:00', closes: '16:00' } }, { hours: { opens: '10:00', closes: '16:00' } }],
  ])('in %s is told alone', (_, change, tells) => {
    const fact = { kind: 'team-changed', of: 'member', member: first, is: 'changed', now: tells };
    expect(told(changed(TEAM, first, change))).toEqual([fact]);
  });

  it('in who takes turns, who comes, who goes and what a pool is, is told of each', () => {
    expect(told(without(TEAM, first))).toEqual([{ kind: 'team-changed', of: 'member', member: first, is: 'removed' }]);
    const [name = '', pool = expect.fail('a pool')] = Object.entries(TEAM.pools)[0] ?? [];
    const one = TEAM.members[0] ?? expect.fail('a member');
    const more: Team = {
      members: [...TEAM.members, { ...one, key: 'newcomer' }],
      pools: { ...TEAM.pools, [name]: { ...pool, atWork: !pool.atWork, members: [...pool.members, 'newcomer'] } },
    };
    expect(told(more)).toEqual([
      { kind: 'team-changed', of: 'pool', pool: name, is: 'changed', now: { atWork: !pool.atWork } },
      expect.objectContaining({
        member: 'newcomer',
        is: 'added',
        now: expect.objectContaining({ name: { text: one.name }, pools: [name] }),
      }),
    ]);
  });

  it('folded from its facts is the team again', () => {
    const entries = changesBetween({ members: new Map(), pools: new Map() }, now).map((fact) => ({
      ...{ stream: TEAM_STREAM, at, fact },
      cause: { by: 'person', how: 'unknown' } as const,
    }));
    const then = teamBy(entries, at) ?? expect.fail('a team');
    expect(changesBetween(then, now)).toEqual([]);
    expect(membersOf(then).map(({ key, name, weight }) => [key, name, weight])).toEqual(
      TEAM.members.map(({ key, name, weight }) => [key, name, weight]),
    );
    expect(teamBy(entries, toIso('2026-10-04T00:00:00Z'))).toBeUndefined();
  });
});

describe('the ledger', () => {
  /** As another process would find it, in which team.yaml is this. */
  const withTeam = (stage: Stage, team: Team) => ({ ...stage.context, settings: { ...stage.settings, team } });
  const told = async (stage: Stage): Promise<readonly TeamFact[]> =>
    (await facts(stage, 'team-changed')).map(({ fact }) => fact);

  it('is told of all at first, of nothing again, of what differs, and shows who was who on any day', async () => {
    const stage = await openArmed();
    await noteTeam(stage.context);
    const { members, pools } = stage.settings.team;
    const all = members.length + Object.keys(pools).length;
    expect(await told(stage)).toHaveLength(all);
    await noteTeam(stage.context);
    expect(await told(stage)).toHaveLength(all);

    const person = aQualifyingPerson(stage, 'nakagawa');
    await stage.pass(STEP_HOURS);
    const during = stage.runtime.now().toString();
    const [decided] = await facts(stage, 'handoff-decided');
    const owner = decided?.fact.to.member ?? expect.fail('somebody');
    const { name, weight } = members.find(({ key }) => key === owner) ?? expect.fail('a member');
    await stage.pass(1);

    const renamed = withTeam(stage, changed(stage.settings.team, owner, { name: '別の 名前', weight: 9 }));
    await Promise.all([noteTeam(renamed), noteTeam(renamed)]);
    expect((await told(stage)).slice(all)).toMatchObject([
      { member: owner, is: 'changed', now: { name: { text: '別の 名前' }, weight: 9 } },
    ]);
    await stage.pass(1);
    const later = stage.runtime.now().toString();
    const nameIn = async (moment?: string) =>
      (await owners(renamed, person.email, moment)).tenures.find(({ member }) => member === owner)?.memberName;
    expect([await nameIn(during), await nameIn()]).toEqual([name, '別の 名前']);
    const ownerAt = async (moment?: string) => (await explain(renamed, person.email, { at: moment })).owner;
    expect([await ownerAt(during), await ownerAt(later), await ownerAt()]).toEqual([name, '別の 名前', '別の 名前']);

    await stage.pass(1);
    const left = withTeam(stage, without(renamed.settings.team, owner));
    await noteTeam(left);
    expect((await told(stage)).at(-1)).toEqual({ kind: 'team-changed', of: 'member', member: owner, is: 'removed' });
    await stage.pass(1);
    expect(await held(left, owner, during)).toMatchObject([{ email: person.email, memberName: name }]);
    expect((await owners(left, person.email)).tenures.at(-1)?.memberName).toBe('別の 名前');
    const then = (moment: string) => stage.store.transaction((tx) => membersAt(tx, toIso(moment)));
    expect((await then(during))?.find(({ key }) => key === owner)).toMatchObject({ name, weight });
    expect((await then(stage.runtime.now().toString()))?.map(({ key }) => key)).not.toContain(owner);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true });
  });

  it('holds no name of the team in what is hashed', async () => {
    const stage = await openArmed();
    await noteTeam(stage.context);
    const entries = await stage.store.transaction((tx) => tx.ledger.ofStream(TEAM_STREAM));
    const text = entries.map((entry) => entry.text).join('');
    for (const { name, salesforceUser, key } of stage.settings.team.members)
      for (const personal of [name, salesforceUser ?? name, `"${key}"`]) expect(text).not.toContain(personal);
  });
});
