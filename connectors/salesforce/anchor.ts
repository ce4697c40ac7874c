/** The ledger's checkpoints as records of the org: made once under a key that can be taken only once, and read back to be held against the database. */
import { z } from 'zod';
import { toIso } from '../../src/domain/instant.ts';
import type { Checkpoint } from '../../src/domain/merkle.ts';
import type { Anchor } from '../../src/ports/ledger.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import { MOMENT } from './fields.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_OBJECT } from './own-checkpoint.ts';
import { beyond, oneOf, queryPath, type Select, select } from './soql.ts';

/** Rows of one query, and queries of one reading: at one checkpoint an hour, more than a hundred years. */
const ROWS = 2_000;
const MOST_PAGES = 500;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const row = z.object({
  Id: z.string(),
  Size__c: z.number().int().min(1),
  Root__c: hash,
  Head__c: hash,
  Sealed_At__c: z.string().regex(MOMENT).transform(toIso),
});
const rowsAnswer = z.object({ records: z.array(row) });
type Row = z.infer<typeof row>;

/** `ledger`: up to 40 characters; checkpoints of one name are those of one ledger, whatever the database says. */
export function openAnchor(client: SalesforceClient, ledger: string): Anchor {
  return {
    name: `Salesforce (${CHECKPOINT_OBJECT}: ${ledger})`,
    put: (checkpoint) => put(client, ledger, checkpoint),
    read: () => read(client, ledger),
  };
}

/** The newest one that stands in the org; undefined where there is none. */
export async function newestAnchored(
  client: SalesforceClient,
  ledger: string,
): Promise<Attempt<Checkpoint | undefined>> {
  const answer = await query(client, { where: [oneOf('Ledger__c', [ledger])], greatest: 'Size__c', limit: 1 });
  if (answer.state !== 'answered') return answer;
  const [newest] = answer.value;
  return { state: 'answered', value: newest === undefined ? undefined : checkpointOf(newest) };
}

async function put(client: SalesforceClient, ledger: string, checkpoint: Checkpoint): Promise<void> {
  const { size, root, head, at } = checkpoint;
  const key = `${ledger}:${size}`;
  const body = { Baton_Key__c: key, Ledger__c: ledger, Size__c: size, Root__c: root, Head__c: head, Sealed_At__c: at };
  const made = await client.call(
    { purpose: 'anchor', method: 'POST', path: `/sobjects/${CHECKPOINT_OBJECT}`, body, writes: true, lane: 'last' },
    z.object({ success: z.literal(true) }),
  );
  if (made.state === 'answered') return;
  const taken = made.state === 'refused' && made.problem.code === 'DUPLICATE_VALUE';
  // What became of a lost answer stands under the key, and so does what somebody else has made.
  if (!taken && made.state !== 'unknown') throw failed(made);
  const there = await query(client, { where: [oneOf('Baton_Key__c', [key])], limit: 1 });
  if (there.state !== 'answered') throw failed(there);
  const [standing] = there.value;
  if (standing === undefined) throw failed(made);
  if (standing.Root__c !== root || standing.Head__c !== head) throw new Error(`another checkpoint stands under ${key}`);
}

async function read(client: SalesforceClient, ledger: string): Promise<readonly Checkpoint[]> {
  const rows: Row[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const last = rows.at(-1);
    const where = [oneOf('Ledger__c', [ledger]), ...(last === undefined ? [] : [beyond(last.Id)])];
    const answer = await query(client, { where, byId: true, limit: ROWS });
    if (answer.state !== 'answered') throw failed(answer);
    rows.push(...answer.value);
    if (answer.value.length < ROWS) break;
  }
  return rows.map(checkpointOf).sort((a, b) => a.size - b.size);
}

async function query(
  client: SalesforceClient,
  how: Pick<Select, 'where' | 'byId' | 'greatest' | 'limit'>,
): Promise<Attempt<readonly Row[]>> {
  const soql = select({ fields: ['Id', ...CHECKPOINT_COLUMNS], from: CHECKPOINT_OBJECT, ...how });
  const path = queryPath(client.apiVersion, soql);
  const answer = await client.call({ purpose: 'read anchors', method: 'GET', path, writes: false }, rowsAnswer);
  return answer.state === 'answered' ? { state: 'answered', value: answer.value.records } : answer;
}

function checkpointOf({ Size__c: size, Root__c: root, Head__c: head, Sealed_At__c }: Row): Checkpoint {
  return { size, root, head, at: Sealed_At__c };
}

function failed({ problem }: Unanswered): Error {
  return new Error(`${problem.code} ${problem.detail ?? ''}`.trim());
}
