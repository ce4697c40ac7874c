/** Makes the fields, the object, the views and the rights that Baton needs and the org lacks, and takes away what was made. Whatever else stands is left as it is. */
import type { Finding } from '../../src/domain/finding.ts';
import type { Choice } from '../../src/domain/own-fields.ts';
import type { SetupPlan, SetupPort, SetupStep, SetupWish } from '../../src/ports/setup.ts';
import type { Unanswered } from '../kit/send.ts';
import { assignmentOf, type Whoever } from './assignment.ts';
import type { Context } from './context.ts';
import { type Found, readParts } from './metadata-calls.ts';
import { type OwnColumn, ownColumns } from './own-columns.ts';
import { isMade, KIND_OF, PART_TYPES, type Part, type PartWish, placeOfPart } from './own-part.ts';
import { ownParts } from './own-parts.ts';
import { WORKER_SET } from './own-rights.ts';
import { REPORT_TYPE } from './own-views.ts';
import { missingColumns, namesOfColumns } from './part-columns.ts';
import { isMarked, labelOf, misfit, missingChoices, missingRights, namesOfRights, typeOf } from './part-fit.ts';
import { carrySteps } from './setup-carry.ts';
import { planRemoval, refusedMetadata } from './setup-removal.ts';
import { sourceTree } from './source-tree.ts';

/** The steps come in the order in which things can refer to each other. */
export function openSetup(context: Context, whoever: Whoever): SetupPort {
  const checkpoints = context.ledger !== undefined;
  return {
    plan: (wish) => plan(context, { ...wish, checkpoints }, whoever),
    planRemoval: (made) => planRemoval(context, made, whoever),
    carry: (steps) => carrySteps(context, steps, whoever),
    source: (wish) => sourceTree(ownParts(context.mapping, { ...wish, checkpoints }), context.client.apiVersion),
  };
}

type Wish = SetupWish & PartWish;

interface Standing {
  readonly part: Part;
  readonly found: Found | undefined;
  readonly column: OwnColumn | undefined;
}

async function plan(context: Context, wish: Wish, whoever: Whoever): Promise<SetupPlan> {
  const standing = await standingOf(context, wish);
  if ('problem' in standing) return { steps: [], findings: [refusedMetadata(standing)], gone: [] };
  const looked = standing.map((one) => look(one, wish));
  const steps = looked.flatMap(({ step }) => step ?? []);
  const findings: Finding[] = looked.flatMap(({ finding }) => finding ?? []);
  findings.push(...theirs(looked.flatMap((one) => one.theirs ?? [])));
  const assigned = await assignmentOf(context, whoever);
  if ('problem' in assigned) findings.push(refusedMetadata(assigned));
  else if (assigned.id === undefined) {
    const label = String(
      standing.find(({ part }) => part.fullName === WORKER_SET)?.part.metadata['label'] ?? WORKER_SET,
    );
    const definition = { PermissionSet: WORKER_SET, Assignee: assigned.username };
    steps.push({
      does: 'make-part',
      kind: 'assignment',
      object: assigned.username,
      name: WORKER_SET,
      label,
      definition,
    });
  }
  return { steps, findings, gone: [] };
}

async function standingOf(context: Context, wish: Wish): Promise<readonly Standing[] | Unanswered> {
  const parts = ownParts(context.mapping, wish);
  const columns = new Map(ownColumns(context.mapping, wish).map((column) => [column.part.fullName, column]));
  const all: Standing[] = [];
  for (const type of PART_TYPES) {
    const ours = parts.filter((part) => part.type === type);
    const names = ours.map(({ fullName }) => fullName);
    const found = await readParts(context.client, type, names);
    if (found.state !== 'answered') return found;
    for (const part of ours)
      all.push({ part, found: found.value.get(part.fullName), column: columns.get(part.fullName) });
  }
  return all;
}

interface Looked {
  readonly step?: SetupStep;
  readonly finding?: Finding;
  /** Stands, fits, and was made by somebody else. */
  readonly theirs?: string;
}

/** What is to be done about one part, and what is to be said of it. */
function look({ part, found, column }: Standing, wish: SetupWish): Looked {
  const { type, fullName, metadata } = part;
  const place = placeOfPart(fullName);
  const choices = column === undefined ? [] : (wish.choices(column.name) ?? []);
  if (found === undefined) return { step: makeStep(part, choices) };
  if (type === 'CustomField') {
    const allowed = misfit(part, found);
    if (allowed !== undefined) return { finding: clash(part, found, column, allowed) };
  }
  if (!isMade(wish.made, part) || !isMarked(part, found)) return lookAtTheirs(part, found);
  const step = { ...place, label: labelOf(found) || String(metadata['label'] ?? place.name) };
  const options = missingChoices(choices, found);
  if (options.length > 0) return { step: { ...step, does: 'add-options', options } };
  if (type === 'ReportType') {
    const definition = missingColumns(part, found);
    const columns = namesOfColumns(definition);
    return columns.length > 0 ? { step: { ...step, does: 'add-columns', columns, definition } } : {};
  }
  const definition = type === 'PermissionSet' ? missingRights(part, found) : {};
  const rights = namesOfRights(definition);
  return rights.length > 0 ? { step: { ...step, does: 'add-rights', rights, definition } } : {};
}

/** What somebody else made is never changed: what it lacks is named. */
function lookAtTheirs(part: Part, found: Found): Looked {
  const { type, fullName } = part;
  const rights = type === 'PermissionSet' ? namesOfRights(missingRights(part, found)) : [];
  if (rights.length > 0) return { finding: rightsTheirs(fullName, rights) };
  const columns = type === 'ReportType' ? namesOfColumns(missingColumns(part, found)) : [];
  if (columns.length > 0) return { finding: columnsTheirs(labelOf(found) || fullName, columns) };
  return { theirs: fullName };
}

function makeStep({ type, fullName, metadata }: Part, options: readonly Choice[]): SetupStep {
  const place = placeOfPart(fullName);
  const step = { ...place, label: String(metadata['label'] ?? place.name), definition: metadata };
  if (type === 'CustomField') return { ...step, does: 'make-field', type: String(metadata['type']), options };
  return { ...step, does: 'make-part', kind: KIND_OF[type] };
}

function clash(part: Part, found: Found, column: OwnColumn | undefined, allowed: readonly string[]): Finding {
  const { object, name } = placeOfPart(part.fullName);
  const about = { property: name, object, type: typeOf(found), wanted: allowed.join(', '), label: labelOf(found) };
  return {
    name: 'field',
    ok: false,
    severity: 'stops',
    detail: part.fullName,
    says: 'org-clash',
    mover: 'admin',
    about,
    ...(column === undefined ? {} : { at: placeInMapping(column) }),
  };
}

function placeInMapping({ object, name, theirs: read }: OwnColumn): Finding['at'] {
  return { file: 'mapping', path: ['objects', object, read ? 'read' : 'write', name] };
}

function rightsTheirs(fullName: string, lacking: readonly string[]): Finding {
  const about = { set: fullName, rights: lacking.join(', ') };
  return {
    name: 'scope',
    ok: false,
    severity: 'warning',
    detail: fullName,
    says: 'org-rights-theirs',
    mover: 'admin',
    about,
  };
}

function columnsTheirs(report: string, columns: readonly string[]): Finding {
  const about = { report, columns: columns.join(', ') };
  return {
    name: 'field',
    ok: false,
    severity: 'note',
    detail: REPORT_TYPE,
    says: 'org-columns-theirs',
    mover: 'admin',
    about,
  };
}

function theirs(names: readonly string[]): readonly Finding[] {
  if (names.length === 0) return [];
  const about = { count: String(names.length), names: names.join(', ') };
  return [{ name: 'field', ok: true, severity: 'note', detail: String(names.length), says: 'org-theirs', about }];
}
