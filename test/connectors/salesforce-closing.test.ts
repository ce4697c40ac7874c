/** Closing Baton's own tasks in an org that has renamed its statuses: with one that closes there, whatever it is called. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloseTaskWrite } from '../../src/domain/writes.ts';
import { bench, DATA, handoff, ORG } from './salesforce-setup.ts';

const TASK = '00T000000000001AAA';
const closing: CloseTaskWrite = { kind: 'close-task', key: handoff('k').key, taskId: TASK, comment: 'Sent back.' };

beforeEach(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());

/** Answers what was asked of TaskStatus and what was written. */
function renamed(statuses: readonly { readonly value: string; readonly label: string }[], closes: object) {
  const seen = { asked: '', written: {} as unknown };
  const field = (name: string, more: object = {}) => ({ name, createable: true, updateable: true, ...more });
  const picklistValues = statuses.map((one, n) => ({ ...one, active: true, defaultValue: n === 0 }));
  nock(ORG)
    .persist()
    .get(`${DATA}/sobjects/Task/describe`)
    .reply(200, { name: 'Task', fields: [field('Status', { picklistValues }), field('Description')] });
  nock(ORG)
    .persist()
    .get((uri) => uri.startsWith(`${DATA}/query`))
    .reply(200, (request: Request) => {
      const soql = new URL(request.url).searchParams.get('q') ?? '';
      if (soql.includes('FROM TaskStatus')) {
        seen.asked = soql;
        return { totalSize: 1, done: true, records: soql.includes('IsClosed = TRUE') ? [closes] : [] };
      }
      return { totalSize: 1, done: true, records: [{ Id: TASK, IsClosed: false, Description: 'Wants a quote.' }] };
    });
  nock(ORG)
    .patch(`${DATA}/composite/sobjects`)
    .reply(200, async (request: Request) => {
      seen.written = await request.json();
      return [{ id: TASK, success: true, errors: [] }];
    });
  return seen;
}

describe('a task is closed', () => {
  it.each([
    ['by its label', { MasterLabel: 'Erledigt', ApiName: null }],
    ['by its name', { MasterLabel: 'Nobody’s', ApiName: 'Done' }],
  ])('with the status that the org says closes (%s), which a describe does not tell', async (_, closes) => {
    const statuses = [
      { value: 'Open', label: 'Offen' },
      { value: 'Waiting', label: 'Wartet' },
      { value: 'Done', label: 'Erledigt' },
    ];
    const seen = renamed(statuses, closes);
    expect(await bench().connector.send([closing])).toEqual([{ state: 'done', taskId: TASK }]);
    expect(seen.asked).toContain('IsClosed = TRUE');
    expect(seen.written).toMatchObject({
      records: [{ id: TASK, Status: 'Done', Description: 'Wants a quote.\n\nSent back.' }],
    });
  });

  it('with the shipped one where the org has it, and nothing more is asked', async () => {
    const statuses = [
      { value: '未着手', label: '未着手' },
      { value: '完了', label: '完了' },
    ];
    const seen = renamed(statuses, {});
    expect(await bench().connector.send([closing])).toEqual([{ state: 'done', taskId: TASK }]);
    expect(seen.asked).toBe('');
    expect(seen.written).toMatchObject({ records: [{ Status: '完了' }] });
  });
});
