/** `baton demo`: weeks of the main job on two sandboxes, by the worker of production on a clock of its own. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { departmentWord, type Language, type Texts, texts } from '../../domain/texts/index.ts';
import type { HandoffView } from '../../ports/answers.ts';
import type { Demo } from '../../trial.ts';
import { wholeNumber } from '../command-line.ts';
import { hung, moment } from '../render/columns.ts';
import { renderExplain } from '../render/explain.ts';
import { reasonWords } from '../render/state.ts';
import { EXIT, globalOptions, guarded, write } from '../shell.ts';

/** The demo's Monday, so that two runs tell the same story. */
const START = Temporal.Instant.from('2026-10-05T00:00:00Z');
const HANDED_SHOWN = 10;

interface Options {
  readonly people: number;
  readonly days: number;
  readonly seed: string;
}

export function registerDemo(program: Command, language: Language): void {
  const { cli, demo: t } = texts(language);
  program
    .command('demo')
    .description(cli.commands.demo)
    .option('--people <count>', t.people, wholeNumber(1, 5_000), 500)
    .option('--days <days>', t.days, wholeNumber(1, 365), 28)
    .option('--seed <text>', t.seed, 'hikari')
    .action(async (options: Options, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const { people, days } = options;
        const home = global.home ?? mkdtempSync(join(tmpdir(), 'baton-demo-'));
        const began = performance.now();
        const { openDemo } = await import('../../trial.ts');
        const demo = await openDemo({ home, people, days, seed: options.seed, start: START, language });
        try {
          const tell = global.json === true ? () => {} : write;
          tell(texts(language).demo.opening(people, days));
          await run(demo, days, tell, language, global.json === true);
          const seconds = (performance.now() - began) / 1_000;
          const ok = await report(demo, { days, seconds, home, language, json: global.json === true });
          return ok ? EXIT.done : EXIT.no;
        } finally {
          await demo.close();
        }
      });
    });
}

async function run(
  demo: Demo,
  days: number,
  tell: (text: string) => void,
  language: Language,
  silent: boolean,
): Promise<void> {
  const t = texts(language).demo;
  const { operations } = demo;
  // The first reading sets the baseline; what qualified before is listed, not handed over.
  await demo.settle();
  for (const { department, head } of demo.parties) await operations.sign({ department, name: head });
  await operations.arm({ step: 'status' });
  await demo.settle();
  const { standing } = await operations.status({});
  tell(t.signed);
  tell(t.baseline(standing));
  const { Presets, SingleBar } = await import('cli-progress');
  const bar =
    silent || !process.stderr.isTTY
      ? undefined
      : new SingleBar({ format: '{bar} {day}', hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar?.start(days, 0, { day: '' });
  for (let day = 1; day <= days; day += 1) {
    const until = START.add({ hours: 24 * day });
    await demo.runUntil(until);
    bar?.update(day, { day: moment(until.toString(), demo.zone).slice(0, 10) });
    if (day % 7 === 0 || day === days)
      tell(week(await operations.handoffs({}), moment(until.toString(), demo.zone).slice(0, 10), t));
  }
  bar?.stop();
}

function week(views: readonly HandoffView[], day: string, t: Texts['demo']): string {
  const contacts = views.filter(({ handoff }) => handoff.firstContactAt !== undefined).length;
  const missed = views.filter(({ handoff }) => handoff.missed.includes('first-contact')).length;
  const sqls = views.filter(({ handoff }) => handoff.to.department === 'field-sales').length;
  return t.week(day, views.length, contacts, missed, sqls);
}

interface Telling {
  readonly days: number;
  readonly seconds: number;
  readonly home: string;
  readonly language: Language;
  readonly json: boolean;
}

function total(views: readonly HandoffView[], listed: (handoff: HandoffView['handoff']) => readonly string[]): number {
  return views.reduce((sum, { handoff }) => sum + listed(handoff).length, 0);
}

async function report(demo: Demo, { days, seconds, home, language, json }: Telling): Promise<boolean> {
  const { operations, zone } = demo;
  const [views, verified, status] = [
    await operations.handoffs({}),
    await operations.ledgerVerify({}),
    await operations.status({}),
  ];
  const calls = demo.calls();
  const tasks = demo.tasksInSalesforce();
  const rows = demo.rowsInSalesforce();
  const leads = Object.values(status.leads).reduce((sum, one) => sum + one, 0);
  if (json) {
    const ledgerEntries = verified.ok ? verified.entries : 0;
    write(
      JSON.stringify(
        {
          leads,
          handoffs: views.length,
          tasks,
          ledgerEntries,
          ledgerVerified: verified.ok,
          calls,
          seconds: Number(seconds.toFixed(1)),
        },
        null,
        2,
      ),
    );
    return verified.ok && tasks === views.length;
  }
  const { demo: t, ledger } = texts(language);
  write(`\n${t.handed}`);
  for (const { handoff, name, company, to, label } of views.slice(-HANDED_SHOWN)) {
    const why = reasonWords({ label, type: handoff.type, total: handoff.score.total }, language);
    const line = `${moment(handoff.decidedAt, zone)}  ${name}, ${company} → ${departmentWord(language, to, {})}: ${why}`;
    write(hung(line, '  ', 4).join('\n'));
  }
  const first = views.filter(({ handoff }) => handoff.to.department === 'inside-sales');
  const met = views.filter(({ handoff }) => handoff.met.includes('first-contact')).length;
  const missed = views.filter(({ handoff }) => handoff.missed.includes('first-contact')).length;
  write(`\n${t.summary}`);
  for (const line of [
    t.toIs(first.length),
    t.toFs(views.length - first.length),
    t.tasks(tasks, views.length),
    t.met(met, missed),
    ...(rows.medianMinutes === undefined ? [] : [t.rows(rows.contacted, rows.medianMinutes, rows.ended)]),
    t.pressed(
      total(views, ({ reminded = [] }) => reminded),
      total(views, ({ escalated = [] }) => escalated),
    ),
    t.standing(status.standing),
  ]) {
    write(`  ${line}`);
  }
  const chosen = views.findLast(({ handoff }) => handoff.to.department === 'field-sales') ?? views.at(-1);
  if (chosen !== undefined)
    write(`\n${t.one}\n\n${renderExplain(await operations.explain({ lead: chosen.lead }), language, zone)}`);
  write(
    `\n${verified.ok ? ledger.verified(verified.entries, verified.head.slice(0, 12)) : ledger.notVerified(verified.seq, verified.fault)}`,
  );
  write(t.calls(calls.hubspot, calls.salesforce, Math.round((calls.hubspot + calls.salesforce) / days)));
  write(t.took(seconds.toFixed(1), days));
  write(`\n${t.next}`);
  for (const command of t.commands(home)) write(`  ${command}`);
  return verified.ok;
}
