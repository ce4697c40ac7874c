/** Opens the store in the directory it is given and appends without end, saying each number that was committed, till it is killed. */
import { openStore } from '../../src/store/index.ts';
import { at, factOf } from '../contracts/store-cast.ts';
import { countedIds, LEASE_MS } from './ground.ts';

const MOST = 100_000;

const [, , directory = ''] = process.argv;
const store = await openStore({ kind: 'embedded', directory }, { leaseMs: LEASE_MS, id: countedIds().id });
for (let n = 1; n <= MOST; n += 1) {
  const [entry] = await store.transaction((tx) =>
    tx.ledger.append([factOf(`a${n}`, { kind: 'admitted', handoff: 'marketing-to-is' }, { at: at(n) })]),
  );
  if (n % 10 === 0) await store.anchor();
  process.stdout.write(`${entry?.seq}\n`);
}
