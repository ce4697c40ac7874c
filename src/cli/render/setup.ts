/** What `setup` would do, or did, step by step. */
import { severityOf } from '../../domain/finding.ts';
import { type Language, remedyOf, texts } from '../../domain/texts/index.ts';
import type { SetupReport } from '../../ports/findings.ts';
import { plain, table } from './columns.ts';
import { renderFindings } from './findings.ts';

type Step = SetupReport['steps'][number];

/** Names of properties are hardly ever cut: they are what a reader copies. */
const WIDTHS = [10, 16, 12, 40, 30, 100];

export function renderSetup(
  { system, account, dryRun, removing, steps, findings }: SetupReport,
  language: Language,
): string {
  const { cli, setup: t, words } = texts(language);
  const name = words.system[system] ?? system;
  const lines = [account === undefined ? name : t.account(name, account)];
  if (steps.length > 0) {
    const rows = steps.map((step) => [
      t.state[step.state],
      t.does[step.does],
      t.object[step.object] ?? step.object,
      step.name,
      plain(step.label),
      holds(step, language),
    ]);
    const heads = WIDTHS.map(() => '');
    lines.push(...table(heads, rows, WIDTHS).split('\n').slice(1));
  }
  for (const { name: property, problem } of steps) {
    if (problem === undefined) continue;
    lines.push(`${property}: ${plain(problem.detail)}`);
    lines.push(`    ${cli.remedy(remedyOf(language, problem))}`);
  }
  lines.push(...renderFindings(findings, language), sum({ dryRun, removing, steps, findings }, language));
  return lines.join('\n');
}

function holds({ does, kind, type, options = [], rights = [], records }: Step, language: Language): string {
  const { setup: t } = texts(language);
  const part = kind === undefined ? '' : t.part[kind];
  if (does === 'remove-field') return t.records(records);
  if (does === 'remove-part' && records !== undefined) return `${part} · ${t.records(records)}`;
  if (kind !== undefined) return part;
  if (rights.length > 0) return t.rights(rights.join(', '));
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
