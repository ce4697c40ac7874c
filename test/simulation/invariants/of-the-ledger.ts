/** What holds of the ledger: it verifies, nothing in it contradicts what came before, it alone gives every lead's state, and it names nobody. */
import type { LeadId } from '../../../src/domain/facts.ts';
import type { LeadState } from '../../../src/domain/lead.ts';
import { Fold } from '../fold.ts';
import type { Invariant, Seen } from './seen.ts';

const verifies: Invariant = {
  name: 'the ledger verifies, with its checkpoints',
  atTheEnd: true,
  broken: async ({ scene }) => {
    const report = await scene.stage.operations.ledgerVerify({});
    return report.ok ? [] : [`entry ${report.seq}: ${report.fault}`];
  },
};

const isSealed: Invariant = {
  name: 'the ledger is sealed up to its end',
  broken: async ({ scene }) => {
    const { ledger } = await scene.stage.operations.status({});
    return ledger.sealed === ledger.seq ? [] : [`sealed up to ${ledger.sealed} of ${ledger.seq}`];
  },
};

const fitsTogether: Invariant = {
  name: 'every entry follows from those before it',
  broken: ({ fold }) => fold.broken,
};

const rebuilds: Invariant = {
  name: 'the ledger alone rebuilds every lead',
  broken: (seen) => differences(seen, seen.fold),
};

/** What was erased since it was read is read as it stands. */
const rebuildsAnew: Invariant = {
  name: 'the ledger read anew rebuilds every lead',
  atTheEnd: true,
  broken: async (seen) => {
    const anew = new Fold();
    await anew.readOn(seen.scene.stage.store);
    return [...anew.broken, ...(await differences(seen, anew))];
  },
};

async function differences({ run }: Seen, fold: Fold): Promise<readonly string[]> {
  const rows = await run('select id, state from lead');
  return rows.flatMap((row) => {
    const kept = comparable(JSON.parse(String(row['state'])) as LeadState);
    const folded = fold.leads.get(String(row['id']) as LeadId)?.state;
    // Before anything is armed, leads have no facts.
    if (folded === undefined)
      return JSON.parse(String(row['state'])).version === 0 ? [] : [`${row['id']} is in no entry`];
    const told = comparable(folded);
    return kept === told ? [] : [`${row['id']}: ${apart(kept, told)}`];
  });
}

/** Texts and references of the erased are gone from the one and may still stand in the other, as it was read before. */
function comparable({ handoffs, links: _, ...state }: LeadState): string {
  const bare = handoffs.map(({ reason: __, evidence: ___, taskId, ...handoff }) => ({
    ...handoff,
    task: state.erased === true ? undefined : taskId !== undefined,
  }));
  return JSON.stringify(sorted({ ...state, handoffs: bare }));
}

/** Where two texts part. */
function apart(kept: string, told: string): string {
  let from = 0;
  while (from < kept.length && kept[from] === told[from]) from += 1;
  const around = (text: string): string => text.slice(Math.max(0, from - 80), from + 60);
  return `kept … ${around(kept)} …, told … ${around(told)} …`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

const handoffsAsTold: Invariant = {
  name: 'the table of handoffs says what the ledger says',
  broken: async ({ run, fold }) => {
    const rows = await run('select key, status, outcome from handoff');
    const kept = new Map(rows.map((row) => [String(row['key']), `${row['status']} ${row['outcome'] ?? undefined}`]));
    const wrong: string[] = [];
    for (const [lead, { state }] of fold.leads)
      for (const { key, status, outcome } of state.handoffs)
        if (kept.get(key) !== `${status} ${outcome}`)
          wrong.push(`${lead}: ${key} is kept as ${kept.get(key)}, and told as ${status} ${outcome}`);
    return [
      ...wrong,
      ...[...kept.keys()].filter((key) => !fold.decided.has(key)).map((key) => `${key} was never decided`),
    ];
  },
};

/** Enumerations, numbers, moments and references are all plain letters: a name in Japanese would not be, nor would an address. */
const namesNobody: Invariant = {
  name: 'no address and no word of anybody stands in what is hashed',
  broken: async ({ run, fold, quiet }) => {
    const looked = quiet ? 0 : (fold.heads.at(-2)?.seq ?? 0);
    const rows = await run(
      `select seq, kind from ledger_entry where seq > ${looked} and (text like '%@%' or text ~ '[^ -~]') limit 5`,
    );
    return rows.map((row) => `entry ${row['seq']} (${row['kind']}) holds an address or a word`);
  },
};

const staysAsItWas: Invariant = {
  name: 'no entry changes after it was written',
  broken: async ({ run, fold }) => {
    const rows = await run(
      `select seq, hash from ledger_entry where seq in (${[0, ...fold.heads.map(({ seq }) => seq)].join(', ')})`,
    );
    const now = new Map(rows.map((row) => [Number(row['seq']), row['hash']]));
    return fold.heads.flatMap(({ seq, hash }) =>
      now.get(seq) === hash ? [] : [`entry ${seq} had ${hash}, and has ${now.get(seq)}`],
    );
  },
};

export const OF_THE_LEDGER: readonly Invariant[] = [
  fitsTogether,
  rebuilds,
  handoffsAsTold,
  namesNobody,
  staysAsItWas,
  isSealed,
  verifies,
  rebuildsAnew,
];
