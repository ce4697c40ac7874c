/** What a process of its own finds out: `heap` (whether scoring leaves anything behind) or `read <file>` (how long an agreement takes to be read and checked). Answers in JSON. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readAgreement } from '../../src/config/agreement.ts';
import { score } from '../../src/domain/score.ts';
import { spreadOf } from '../support.ts';
import { makeLeads, NOW } from './leads.ts';
import { agreementOfRules } from './rules.ts';

const BATCH = 10_000;
const BATCHES = 20;
const READINGS = 50;
const MIB = 1_048_576;

/** Every batch is of new leads, and gone before the next is made. */
function heap(): unknown {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const agreement = agreementOfRules();
  const usedMiB = (): number => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed / MIB;
  };
  const judge = (seed: number): void => {
    for (const lead of makeLeads(BATCH, seed)) score(lead, agreement, NOW);
  };
  judge(1);
  const onceMiB = usedMiB();
  for (let batch = 2; batch <= BATCHES; batch += 1) judge(batch);
  return { once: BATCH, onceMiB, often: BATCH * BATCHES, oftenMiB: usedMiB() };
}

function read(path: string): unknown {
  const took = (): number => {
    const began = performance.now();
    readAgreement({ path });
    return performance.now() - began;
  };
  const firstMs = took();
  for (let reading = 0; reading < READINGS; reading += 1) took();
  return { firstMs, warmMs: spreadOf(Array.from({ length: READINGS }, took)) };
}

const [what, path = ''] = process.argv.slice(2);
console.log(JSON.stringify(what === 'heap' ? heap() : read(path)));
