/** What the benchmarks of calls share: how many records the largest call takes, and what one piece of work costs on a stage. */
import type { System } from '../src/domain/record.ts';
import { judge } from '../src/jobs/judge.ts';
import { pull } from '../src/jobs/pull.ts';
import { send } from '../src/jobs/send.ts';
import { callsOf, later } from '../test/support/crowd.ts';
import type { Stage } from '../test/support/stage.ts';

export const SYSTEMS: readonly System[] = ['hubspot', 'salesforce'];
/** Records of a page: search results ("Search the CRM"), rows of a query. */
export const PAGE: Readonly<Record<System, number>> = { hubspot: 200, salesforce: 2_000 };
/** Records of a batch in HubSpot, and of five collections in one composite call. */
export const BATCH: Readonly<Record<System, number>> = { hubspot: 100, salesforce: 1_000 };
/** Handoffs of a call to Salesforce (Composite Graph: 75 graphs). */
export const GRAPHS = 75;

export interface Cost {
  readonly calls: number;
  readonly seconds: number;
}

/** HTTP calls to that system, and machine time. */
export async function costOf(stage: Stage, system: System, work: () => Promise<unknown>): Promise<Cost> {
  const began = performance.now();
  const calls = (await callsOf(stage, work))[system];
  return { calls, seconds: (performance.now() - began) / 1_000 };
}

export interface Poll extends Cost {
  /** Records that were new or had changed. */
  readonly news: number;
}

export async function poll(stage: Stage, system: System): Promise<Poll> {
  later(stage);
  let news = 0;
  const cost = await costOf(stage, system, async () => {
    ({ news } = await pull(stage.context, system));
  });
  return { ...cost, news };
}

/**
 * Salesforce's calls that carry handoffs, look for people before their Leads are made or at records before they are written, and how long all of it took: what else a send asks, such as each
 * object's description, it asks once a day.
 */
export async function handoffCost(stage: Stage): Promise<Cost> {
  const carried = (): number => {
    const spent = stage.context.connectors.get('salesforce')?.spent().byPurpose;
    return (spent?.['send handoffs'] ?? 0) + (spent?.['find people'] ?? 0) + (spent?.['look'] ?? 0);
  };
  const before = carried();
  const { seconds } = await costOf(stage, 'salesforce', () => send(stage.context, 'salesforce'));
  return { calls: carried() - before, seconds };
}

/** What changed is read from both and judged. */
export async function news(stage: Stage): Promise<void> {
  for (const system of SYSTEMS) await poll(stage, system);
  await judge(stage.context);
}
