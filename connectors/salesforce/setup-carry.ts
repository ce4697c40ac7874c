/** Carries out the steps of a setup: parts by tens, type by type. Nothing is repeated; what one part is refused says nothing of the others. */
import type { SetupOutcome, SetupStep } from '../../src/ports/setup.ts';
import type { Attempt } from '../kit/send.ts';
import { assign, unassign, type Whoever } from './assignment.ts';
import type { Context } from './context.ts';
import { createParts, deleteParts, type Found, readParts, type Saved, updateParts } from './metadata-calls.ts';
import { CHECKPOINT_OBJECT } from './own-checkpoint.ts';
import { picklistValue } from './own-columns.ts';
import { HANDOFF_OBJECT } from './own-handoff.ts';
import { fullNameOf, type Metadata, type Part, type PartType } from './own-part.ts';
import { WORKER_SET } from './own-rights.ts';
import { withColumns } from './part-columns.ts';
import { asMetadata, withChoices, withRights } from './part-fit.ts';
import { problemOf } from './problems.ts';

const TYPE_OF = {
  object: 'CustomObject',
  tab: 'CustomTab',
  'list-view': 'ListView',
  'report-type': 'ReportType',
  'permission-set': 'PermissionSet',
} as const satisfies Record<string, PartType>;

/** In the order of the steps. */
export async function carrySteps(
  context: Context,
  steps: readonly SetupStep[],
  whoever: Whoever,
): Promise<readonly SetupOutcome[]> {
  const outcomes = new Map<SetupStep, SetupOutcome>();
  const settle = (each: readonly SetupStep[], saved: readonly Saved[]): void => {
    for (const [index, step] of each.entries()) outcomes.set(step, outcomeOf(saved[index], context));
  };
  const given = (does: SetupStep['does']) =>
    steps.filter((step) => step.does === does && 'kind' in step && step.kind === 'assignment');
  for (const step of given('remove-part')) settle([step], [savedAs(await unassign(context, whoever))]);
  const removed = steps.flatMap((step) => partOf(step, 'remove') ?? []);
  settle(
    removed.map(({ step }) => step),
    await deleteParts(context.client, removed),
  );
  const made = steps.flatMap((step) => partOf(step, 'make') ?? []);
  const make = async (parts: typeof made): Promise<void> =>
    settle(
      parts.map(({ step }) => step),
      await createParts(context.client, parts),
    );
  const objects = made.filter(({ type }) => type === 'CustomObject');
  await make(objects);
  // What needs an object that was refused would be refused for the want of it, and hide why.
  const held = (part: (typeof made)[number]): SetupOutcome | undefined => {
    const object = objects.find(
      ({ step, fullName }) => outcomes.get(step)?.state === 'refused' && needs(part, fullName),
    );
    return object === undefined ? undefined : outcomes.get(object.step);
  };
  const rest = made.filter((part) => !objects.includes(part));
  for (const part of rest) {
    const cause = held(part);
    if (cause !== undefined && cause.state !== 'done')
      outcomes.set(part.step, { state: 'unsent', problem: cause.problem });
  }
  await make(rest.filter(({ step }) => !outcomes.has(step)));
  for (const step of steps) if (isExtension(step)) outcomes.set(step, await extend(context, step));
  const set = rest.find(({ type, fullName }) => type === 'PermissionSet' && fullName === WORKER_SET);
  const lacking = set === undefined ? undefined : outcomes.get(set.step);
  for (const step of given('make-part'))
    if (lacking?.state === 'unsent') outcomes.set(step, lacking);
    else settle([step], [savedAs(await assign(context, whoever))]);
  for (const object of ['Lead', 'Contact', 'Task', 'Event', HANDOFF_OBJECT, CHECKPOINT_OBJECT])
    context.descriptions.forget(object);
  return steps.map((step) => outcomes.get(step) ?? { state: 'done' });
}

/** The part that a step makes or removes; undefined where it does something else. */
function partOf(step: SetupStep, does: 'make' | 'remove'): (Part & { readonly step: SetupStep }) | undefined {
  if (!step.does.startsWith(does)) return undefined;
  const metadata = 'definition' in step ? asMetadata(step.definition) : {};
  if (step.does === 'make-field' || step.does === 'remove-field')
    return { step, type: 'CustomField', fullName: fullNameOf({ ...step, kind: 'field' }), metadata };
  if (!('kind' in step) || step.kind === 'assignment') return undefined;
  return { step, type: TYPE_OF[step.kind], fullName: fullNameOf(step), metadata };
}

/** A part of the object itself, or one that names it: rights to it, a report of it, a look-up to it. */
function needs({ fullName, metadata }: Part, object: string): boolean {
  const names = (value: unknown): boolean => {
    if (typeof value === 'string') return value === object || value.startsWith(`${object}.`);
    return typeof value === 'object' && value !== null && Object.values(value).some(names);
  };
  return names(fullName) || names(metadata);
}

type Extension = Extract<SetupStep, { does: 'add-options' | 'add-rights' | 'add-columns' }>;

const EXTENDED = {
  'add-options': 'CustomField',
  'add-rights': 'PermissionSet',
  'add-columns': 'ReportType',
} as const satisfies Record<Extension['does'], PartType>;

function isExtension(step: SetupStep): step is Extension {
  return Object.hasOwn(EXTENDED, step.does);
}

/** Read again right before, and sent whole with what is new at the end: the org replaces the part by what it is sent. */
async function extend({ client }: Context, step: Extension): Promise<SetupOutcome> {
  const type = EXTENDED[step.does];
  const fullName = step.does === 'add-options' ? `${step.object}.${step.name}` : step.name;
  const now = await readParts(client, type, [fullName]);
  if (now.state !== 'answered') return outcomeOf(now, { client });
  const found = now.value.get(fullName);
  if (found === undefined) {
    const error = { code: 'INVALID_CROSS_REFERENCE_KEY', message: `${fullName} is not there any more` };
    return outcomeOf({ state: 'refused', error }, { client });
  }
  const [saved] = await updateParts(client, [{ type, fullName, metadata: extended(found, step) }]);
  return outcomeOf(saved, { client });
}

function extended(found: Found, step: Extension): Metadata {
  if (step.does === 'add-options') return withChoices(found, step.options.map(picklistValue));
  if (step.does === 'add-columns') return withColumns(found, asMetadata(step.definition));
  return withRights(found, asMetadata(step.definition));
}

function savedAs(answer: Attempt<unknown>): Saved {
  return answer.state === 'answered' ? { state: 'done' } : answer;
}

function outcomeOf(saved: Saved | undefined, { client }: Pick<Context, 'client'>): SetupOutcome {
  if (saved === undefined || saved.state === 'done') return { state: 'done' };
  if ('error' in saved) return { state: 'refused', problem: problemOf(saved.error, client.now()) };
  return { state: saved.state === 'throttled' ? 'unsent' : saved.state, problem: saved.problem };
}
