import { describe, expect, it } from 'vitest';
import { renderProblem, renderProblems } from '../../src/cli/render/problems.ts';
import { aQualifyingPerson, contactValues, facts, handoffTasks, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const REFUSAL = {
  status: 400,
  body: {
    status: 'error',
    category: 'VALIDATION_ERROR',
    message: 'Property values were not valid',
    correlationId: 'x',
  },
} as const;

/** A handoff whose task Salesforce made, and whose fields HubSpot refuses as long as it is told to. */
async function refused(stage: Stage, times: number) {
  stage.hubspot.server.inject({ path: '/contacts/batch/update', times, effect: { answer: REFUSAL } });
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  return person;
}

async function theOne(stage: Stage) {
  const [problem, ...others] = await stage.operations.problems({});
  expect(others).toEqual([]);
  if (problem === undefined) throw new Error('no problem');
  return problem;
}

describe('a problem', () => {
  it('is shown with its cause, whom it is about, and what another try does; and tried again by its number, alone', async () => {
    const stage = await openArmed('status');
    const person = await refused(stage, 2);
    const { no } = await theOne(stage);
    expect(no).toMatch(/^[0-9a-f]{8}$/);
    const details = await stage.operations.showProblem({ problem: no.slice(0, 4) });
    expect(details).toMatchObject({ no, again: 'sent-again', person: { email: person.email } });
    const told = renderProblem(details, 'en', 'Asia/Tokyo');
    expect(told).toContain('What to do:');
    expect(told).toContain(`\`baton problems retry ${details.no}\`: it is sent again`);
    expect(renderProblem(details, 'ja', 'Asia/Tokyo')).toContain('書き込みを送り直します');
    expect(contactValues(stage, person)['baton_stage'] ?? '').toBe('');
    expect(await stage.operations.retryProblem({ problem: no })).toEqual({ how: 'sent-again' });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(contactValues(stage, person)['baton_stage']).toBe('mql');
    expect(await stage.operations.problems({})).toEqual([]);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  it('is put aside with a reason and a name, in the ledger, till it comes with another code', async () => {
    const stage = await openArmed('status');
    await refused(stage, 1_000);
    const { no, key, category, code } = await theOne(stage);
    const word = { problem: no, by: '佐藤 明子', reason: '来月この項目を廃止するため' };
    await stage.operations.ignoreProblem(word);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.status({})).problems).toBe(0);
    const all = await stage.operations.problems({ all: true });
    expect(all).toMatchObject([{ no, ignored: { by: word.by, reason: word.reason } }]);
    expect(renderProblems(all, 'ja', 'Asia/Tokyo')).toContain('対応不要(佐藤 明子');
    expect(await facts(stage, 'problem-ignored')).toMatchObject([
      {
        cause: { by: 'person', user: word.by, how: 'command' },
        fact: { category, code, reason: { text: word.reason } },
      },
    ]);
    // The same thing again is still put aside.
    const at = stage.runtime.now().toString({ fractionalSecondDigits: 3 }) as never;
    const problem = { category, mover: 'admin', code, detail: 'again' } as const;
    await stage.store.transaction((tx) => tx.outbox.listProblem(problem, at, key));
    expect(await stage.operations.problems({})).toEqual([]);
    await stage.store.transaction((tx) => tx.outbox.listProblem({ ...problem, code: 'ANOTHER' }, at, key));
    expect(await stage.operations.problems({})).toMatchObject([{ no, code: 'ANOTHER' }]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('is listed by category, and one that nobody knows is refused with its remedy', async () => {
    const stage = await openArmed('status');
    await refused(stage, 1_000);
    const { category } = await theOne(stage);
    expect(await stage.operations.problems({ category })).toHaveLength(1);
    expect(await stage.operations.problems({ category: 'lock' })).toEqual([]);
    await expect(stage.operations.showProblem({ problem: 'ffffffff' })).rejects.toMatchObject({
      code: 'NO_SUCH_PROBLEM',
    });
  });

  it('of a record in doubt is looked at again once its addresses are put right', async () => {
    const stage = await openArmed('status');
    const place = (Email: string): string =>
      stage.salesforce.world.place(
        'Contact',
        { LastName: '山田', Email, OwnerId: rep(stage, 'ito').userId },
        stage.runtime.now(),
      );
    place('hanako@aoki.example');
    place('yamada@aoki.example');
    await stage.operations.pull({ system: 'salesforce' });
    aQualifyingPerson(stage, 'aoki', {
      email: 'hanako@aoki.example',
      hs_additional_emails: 'yamada@aoki.example',
    });
    minutesPass(stage, 2);
    await stage.pass(STEP_HOURS);
    const { no } = await theOne(stage);
    expect(await stage.operations.showProblem({ problem: no })).toMatchObject({ again: 'placed-again' });
    expect(await stage.operations.retryProblem({ problem: no })).toEqual({ how: 'placed-again' });
    expect(await theOne(stage)).toMatchObject({ no, code: 'AMBIGUOUS' });
  });
});
