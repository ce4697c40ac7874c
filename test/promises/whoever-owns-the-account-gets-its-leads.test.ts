import { describe, expect, it } from 'vitest';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { aQualifyingPerson, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

function anAccount(stage: Stage, owner: string, Name: string, Website: string | null): string {
  const row = { Name, OwnerId: rep(stage, owner).userId, ...(Website === null ? {} : { Website }) };
  return stage.salesforce.world.place('Account', row, stage.runtime.now());
}

/** To whom the newest handoff went. */
async function newOwner(stage: Stage): Promise<string | undefined> {
  return (await stage.operations.handoffs({})).at(-1)?.handoff.to.member;
}

describe('whoever owns the account gets its leads', () => {
  it('although no record of the lead names the account: by its domain, by its name, each of several in turn', async () => {
    const stage = await openArmed('status');
    const byDomain = anAccount(stage, 'tanaka', '青木グループ', 'https://www.aoki.example/');
    anAccount(stage, 'suzuki', '株式会社　ｂａｂａ', null);
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const aoki = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(await newOwner(stage)).toBe('tanaka');
    const report = await stage.operations.explain({ lead: aoki.email });
    expect(report.account).toMatchObject({ by: 'domain', record: { id: byDomain }, name: '青木グループ' });
    expect(renderExplain(report, 'ja', 'Asia/Tokyo')).toContain('青木グループ(ドメインで一致。');
    expect(renderExplain(report, 'en', 'Asia/Tokyo')).toContain('by domain');
    for (const [email, owner] of [
      ['first@gmail.com', 'suzuki'],
      ['second@gmail.com', 'suzuki'],
    ] as const) {
      const baba = aQualifyingPerson(stage, 'baba', { email, associatedcompanyid: '' });
      await stage.pass(STEP_HOURS);
      expect(await newOwner(stage)).toBe(owner);
      expect((await stage.operations.explain({ lead: baba.email })).account).toMatchObject({ by: 'name' });
    }
  });

  it('and of several accounts that fit nobody is preferred, and it is said', async () => {
    const stage = await openArmed('status');
    for (const owner of ['tanaka', 'suzuki']) anAccount(stage, owner, '青木商事', 'aoki.example');
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const aoki = aQualifyingPerson(stage, 'aoki', { company: '別の会社' });
    await stage.pass(STEP_HOURS);
    const report = await stage.operations.explain({ lead: aoki.email });
    expect(report.account).toEqual({ by: 'several', count: 2 });
    expect(renderExplain(report, 'en', 'Asia/Tokyo')).toContain('2 accounts fit');
    expect(await newOwner(stage)).toBeDefined();
  });
});
