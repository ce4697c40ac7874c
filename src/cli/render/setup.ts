/** What `setup` would do, or did, step by step. */
import stringWidth from 'fast-string-width';
import { severityOf } from '../../domain/finding.ts';
import { detailIn } from '../../domain/texts/details.ts';
import { type Language, remedyOf, texts } from '../../domain/texts/index.ts';
import type { SetupReport } from '../../ports/findings.ts';
import { hung, plain, SCREEN } from './columns.ts';
import { renderFindings } from './findings.ts';

const INDENT = '  ';

type Step = SetupReport['steps'][number];

export function renderSetup(
  { system, account, dryRun, removing, labels, steps, findings }: SetupReport,
  language: Language,
): string {
  const { cli, setup: t, words } = texts(language);
  const name = words.system[system] ?? system;
  const lines = [account === undefined ? name : t.account(name, account)];
  if (dryRun && labels !== undefined && steps.length > 0)
    lines.push(...hung(t.labelled(labels, `systems.${system}.labels`), INDENT));
  for (const step of steps) {
    const state = t.state[step.state];
    const what = [state, t.does[step.does], t.object[step.object] ?? step.object, step.name].filter(
      (part) => part !== '',
    );
    const more = [step.label, holds(step, language)].filter((part) => part !== '');
    const whole = plain(`${INDENT}${[...what, ...more].join('  ')}`);
    if (stringWidth(whole) <= SCREEN) lines.push(whole);
    else lines.push(...hung(what.join('  '), INDENT, 4), ...hung(more.join('  '), INDENT + INDENT));
  }
  for (const { name: property, problem, more } of causes(steps)) {
    const of = more === 0 ? property : `${property} (+${more})`;
    lines.push(...hung(`${of}: ${detailIn(language, problem.detail)}`, '', 4));
    lines.push(...hung(cli.remedy(remedyOf(language, problem)), '    '));
  }
  lines.push(...renderFindings(findings, language), sum({ dryRun, removing, steps, findings }, language));
  return lines.join('\n');
}

/** Each cause once, at the first step that it stopped, with how many others it stopped. */
function causes(steps: readonly Step[]) {
  const told = new Map<
    string,
    { readonly name: string; readonly problem: NonNullable<Step['problem']>; more: number }
  >();
  for (const { name, problem } of steps) {
    if (problem === undefined) continue;
    const key = `${problem.code} ${problem.detail}`;
    const before = told.get(key);
    if (before === undefined) told.set(key, { name, problem, more: 0 });
    else before.more += 1;
  }
  return told.values();
}

function holds(
  { does, kind, type, options = [], rights = [], columns = [], records }: Step,
  language: Language,
): string {
  const { setup: t } = texts(language);
  const part = kind === undefined ? '' : t.part[kind];
  if (does === 'remove-field') return t.records(records);
  if (does === 'remove-part' && records !== undefined) return `${part} · ${t.records(records)}`;
  if (kind !== undefined) return part;
  if (rights.length > 0) return t.rights(rights.join(', '));
  if (columns.length > 0) return columns.join(', ');
  if (options.length > 0) return t.options(options.map(({ label }) => plain(label)).join(', '));
  return type === undefined ? '' : (t.type[type] ?? type);
}

function sum(
  { dryRun, removing, steps, findings }: Pick<SetupReport, 'dryRun' | 'removing' | 'steps' | 'findings'>,
  language: Language,
): string {
  const { setup: t } = texts(language);
  if (steps.length === 0) {
    if (findings.some((one) => severityOf(one) === 'stops')) return t.held;
    return removing ? t.nothingToRemove : t.nothing;
  }
  if (dryRun) return t.wouldDo(steps.length);
  if (steps.every(({ state }) => state === 'planned')) return t.held;
  const done = steps.filter(({ state }) => state === 'done').length;
  return t.did(done, steps.length - done);
}
