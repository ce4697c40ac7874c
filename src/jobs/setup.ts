/** SETUP: makes in the systems what Baton needs there, remembers what it made, and takes exactly that away again. */
import { z } from 'zod';
import { severityOf } from '../domain/finding.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { choicesIn } from '../domain/own-fields.ts';
import type { System } from '../domain/record.ts';
import type { Connector } from '../ports/connector.ts';
import type { SetupReport } from '../ports/findings.ts';
import {
  type Made,
  PART_KINDS,
  type SetupOutcome,
  type SetupPlan,
  type SetupPort,
  type SetupStep,
  type SetupWish,
} from '../ports/setup.ts';
import { otherAccount, standingOf } from './account.ts';
import type { JobContext } from './context.ts';
import { placed, termsIfAny } from './doctor.ts';

const list = z.object({
  made: z.array(
    z.object({ kind: z.enum(['group', 'field', ...PART_KINDS]), object: z.string(), name: z.string(), at: z.string() }),
  ),
});
type Kept = z.infer<typeof list>['made'];

export interface SetupWishes {
  /** Only says what would be done. */
  readonly dryRun?: boolean | undefined;
  /** Takes away instead of making. */
  readonly remove?: boolean | undefined;
  /** Asks no system: gives what would be made as files. */
  readonly source?: boolean | undefined;
}

/** One report per system that can be set up. Throws a BatonError where another account answers than this installation's. */
export async function setup(context: JobContext, wishes: SetupWishes): Promise<readonly SetupReport[]> {
  const reports: SetupReport[] = [];
  for (const connector of context.connectors.values()) {
    const { system, setup: port } = connector;
    if (port === undefined) continue;
    if (wishes.source !== true) reports.push(await setUp(context, connector, port, wishes));
    else if (port.source !== undefined) {
      const files = port.source(await wishOf(context, system));
      reports.push({ system, account: undefined, dryRun: true, removing: false, steps: [], findings: [], files });
    }
  }
  if (reports.some(({ dryRun, removing }) => !dryRun && !removing)) await lookAgain(context);
  return reports;
}

/** Rows of handoffs from before may have columns now that they lacked: their leads are looked at again, and what the rows do not say yet is told. The newest first. */
const MOST_LOOKED_AT = 20_000;
const EVER = '1970-01-01T00:00:00.000Z' as IsoInstant;

async function lookAgain({ store, runtime }: JobContext): Promise<void> {
  const at = iso(runtime.now());
  await store.transaction(async (tx) => {
    const leads = await tx.leads.handedOverSince(EVER, MOST_LOOKED_AT);
    await tx.leads.touch([...leads].sort(), at);
  });
}

async function setUp(
  context: JobContext,
  connector: Connector,
  port: SetupPort,
  { dryRun = false, remove = false }: SetupWishes,
): Promise<SetupReport> {
  const { system } = connector;
  const standing = await standingOf(context, connector);
  if (standing.state === 'other') throw otherAccount(standing);
  const account = standing.state === 'untold' ? undefined : standing.account.id;
  const kept = new KeptList(context, `made.${system}.${account ?? 'untold'}`);
  const made = await kept.read();
  const wish = remove ? undefined : await wishOf(context, system);
  const plan = wish === undefined ? await port.planRemoval(made) : await port.plan({ ...wish, made });
  const findings = plan.findings.map((finding) => placed(context, system, finding));
  const report = { system, account, dryRun, removing: remove, labels: wish?.language, findings };
  // What has to be granted first stops everything; a name that is taken stops itself alone.
  if (dryRun || findings.some((one) => one.name === 'scope' && severityOf(one) === 'stops'))
    return { ...report, steps: plan.steps.map((step) => ({ ...shown(step), state: 'planned' })) };
  return { ...report, steps: await carry(port, plan, kept) };
}

/** What is about to be made is on the list before the call leaves: a crash or a lost answer leaves nothing behind that nobody knows of. */
async function carry(port: SetupPort, plan: SetupPlan, kept: KeptList): Promise<SetupReport['steps']> {
  await kept.change({ add: plan.steps.flatMap((step) => madeBy(step) ?? []), remove: plan.gone });
  const outcomes = plan.steps.length === 0 ? [] : await port.carry(plan.steps);
  const done = plan.steps.map((step, index) => ({ step, outcome: outcomes[index] ?? { state: 'done' as const } }));
  await kept.change({ add: [], remove: done.flatMap(({ step, outcome }) => noLonger(step, outcome)) });
  return done.map(({ step, outcome }) => ({
    ...shown(step),
    state: outcome.state,
    ...(outcome.state === 'done' ? {} : { problem: outcome.problem }),
  }));
}

function madeBy(step: SetupStep): Made | undefined {
  const { does, object, name } = step;
  if (does === 'make-group') return { kind: 'group', object, name };
  if (does === 'make-part') return { kind: step.kind, object, name };
  return does === 'make-field' ? { kind: 'field', object, name } : undefined;
}

/** What was surely not made, and what was surely removed. */
function noLonger(step: SetupStep, { state }: SetupOutcome): readonly Made[] {
  const { does, object, name } = step;
  const made = madeBy(step);
  if (made !== undefined) return state === 'refused' || state === 'unsent' ? [made] : [];
  if (state !== 'done') return [];
  if (does === 'remove-field') return [{ kind: 'field', object, name }];
  if (does === 'remove-part') return [{ kind: step.kind, object, name }];
  return does === 'remove-group' ? [{ kind: 'group', object, name }] : [];
}

/** A step as a person or a script is told of it: without the call's content. */
function shown(step: SetupStep): Omit<SetupReport['steps'][number], 'state' | 'problem'> {
  if (!('definition' in step)) return step;
  const { definition: _, ...rest } = step;
  return rest;
}

async function wishOf(context: JobContext, system: System): Promise<Omit<SetupWish, 'made'>> {
  const agreement = await termsIfAny(context);
  const { labels, language: ofAll } = context.settings;
  const language = labels?.[system] ?? ofAll;
  return { language, choices: (field) => choicesIn(system, field, { agreement, language }) };
}

/** What Baton has made in one account, kept with the installation. */
class KeptList {
  readonly #context: JobContext;
  readonly #name: string;

  constructor(context: JobContext, name: string) {
    this.#context = context;
    this.#name = name;
  }

  async read(): Promise<Kept> {
    return this.#context.store.transaction(async (tx) => parse(await tx.installation.get(this.#name)));
  }

  async change({ add, remove }: { readonly add: readonly Made[]; readonly remove: readonly Made[] }): Promise<void> {
    if (add.length === 0 && remove.length === 0) return;
    const at = iso(this.#context.runtime.now());
    await this.#context.store.transaction(async (tx) => {
      const before = parse(await tx.installation.getLocked(this.#name));
      const staying = before.filter((one) => !remove.some((other) => same(one, other)));
      const fresh = add.filter((one) => !staying.some((other) => same(one, other)));
      await tx.installation.set(this.#name, { made: [...staying, ...fresh.map((one) => ({ ...one, at }))] });
    });
  }
}

function parse(value: unknown): Kept {
  return list.safeParse(value).data?.made ?? [];
}

function same(a: Made, b: Made): boolean {
  return a.kind === b.kind && a.object === b.object && a.name === b.name;
}
