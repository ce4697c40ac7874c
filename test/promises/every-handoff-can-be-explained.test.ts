import stringWidth from 'fast-string-width';
import { beforeAll, describe, expect, it } from 'vitest';
import { moment } from '../../src/cli/render/columns.ts';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { renderLedger } from '../../src/cli/render/ledger.ts';
import type { HandoffState } from '../../src/domain/lead.ts';
import { texts } from '../../src/domain/texts/index.ts';
import type { HandoffView } from '../../src/ports/answers.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import type { LedgerRow } from '../../src/ports/ledger-answers.ts';
import type { Stage } from '../support/stage.ts';
import { stages } from '../support/stages.ts';

const { openTold } = weekOf();
const LANGUAGES = ['ja', 'en'] as const;
const ZONE = 'Asia/Tokyo';

interface Told extends HandoffView {
  readonly explained: ExplainReport;
  readonly ledger: readonly LedgerRow[];
}

/** A week of the story with the reps at work; everything that was handed off in it. */
function weekOf() {
  const { open } = stages();
  return {
    openTold: async (): Promise<readonly Told[]> => {
      const stage: Stage = await open({ people: 220, days: 7, seed: 'explained', reps: true });
      await stage.turn();
      await stage.arm('status');
      await stage.pass(24 * 7, 6);
      const told: Told[] = [];
      for (const view of await stage.operations.handoffs({})) {
        const explained = await stage.operations.explain({ lead: view.email });
        told.push({ ...view, explained, ledger: await stage.operations.ledgerShow({ lead: view.email }) });
      }
      return told;
    },
  };
}

describe('every handoff can be explained', () => {
  let told: readonly Told[];
  beforeAll(async () => {
    told = await openTold();
  });

  const each = (look: (one: Told) => void): void => {
    expect(told.length).toBeGreaterThan(5);
    for (const one of told) look(one);
  };

  it('there are handoffs of both kinds', () => {
    expect(new Set(told.map(({ handoff }) => handoff.type))).toEqual(new Set(['marketing-to-is', 'is-to-fs']));
  });

  it.each(LANGUAGES)('on one screen: 25 lines of 80 columns, in %s', (language) => {
    each(({ explained }) => {
      const lines = renderExplain(explained, language, ZONE).split('\n');
      expect(lines.length).toBeLessThanOrEqual(25);
      for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
    });
  });

  it.each(LANGUAGES)('with its moment, its owner, the total and the version of the agreement, in %s', (language) => {
    each(({ handoff, to, explained, name }) => {
      const screen = renderExplain(explained, language, ZONE);
      expect(to).not.toBe('');
      expect(screen).toContain(moment(handoff.decidedAt, ZONE));
      expect(screen).toContain(to);
      expect(screen).toContain(name);
      expect(screen).toContain(String(explained.score.total));
      expect(screen).toContain(explained.agreement.slice(0, 12));
      expect(screen.split('\n')[1]).toContain(explained.owner ?? texts(language).words.nobody);
    });
  });

  it('by points that sum up to the total, as explained now and as frozen then', () => {
    each(({ explained: { score }, handoff, ledger }) => {
      expect(sum(score.lines)).toBe(score.total);
      expect(score.attribute + score.behaviour).toBe(score.total);
      const frozen = decisionOf(ledger, handoff).fact['score'] as HandoffState['score'];
      expect(frozen.total).toBe(handoff.score.total);
      expect(sum(frozen.lines)).toBe(frozen.total);
      expect(frozen.lines.length).toBeGreaterThan(2);
    });
  });

  it('by evidence: every line of behaviour names a record of its own system, and a date', () => {
    each(({ explained }) => {
      const behaviours = explained.score.lines.filter(({ part }) => part === 'behaviour');
      expect(behaviours.length).toBeGreaterThan(0);
      for (const line of behaviours) {
        expect(line.evidence?.id).toBeTruthy();
        expect(line.at).toMatch(/^2026-/);
      }
    });
  });

  it('by the ledger: what was decided stands before what was done', () => {
    each(({ handoff, ledger }) => {
      const decided = ledger.indexOf(decisionOf(ledger, handoff));
      const made = ledger.findIndex(({ kind, fact }) => kind === 'task-made' && fact['handoff'] === handoff.key);
      expect(decided).toBeGreaterThanOrEqual(0);
      expect(made).toBeGreaterThan(decided);
      expect(ledger[made]?.fact['task']).toMatchObject({ ref: { id: handoff.taskId } });
      expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map(({ seq }) => seq).sort((a, b) => a - b));
    });
  });

  it('with the names put back into the sealed entries', () => {
    each(({ handoff, ledger, to, label }) => {
      const { fact, cause } = decisionOf(ledger, handoff);
      expect(fact['to']).toEqual({ department: handoff.to.department, member: handoff.to.member });
      expect(fact['reason']).toEqual({ text: handoff.reason });
      expect(cause).toEqual({ by: 'rule', rule: expect.stringMatching(/^(mql|sql)-rule$/) });
      for (const language of LANGUAGES) {
        const shown = renderLedger(ledger, language, ZONE);
        expect(shown).toContain(handoff.to.member);
        // In the reader's language, whatever that of the new owner is.
        expect(shown.replaceAll(/\s+/g, '')).toContain(label?.[language].replaceAll(' ', ''));
        expect(shown).toContain(texts(language).usage.fact['handoff-decided']);
      }
      expect(to).not.toBe(handoff.to.member);
    });
  });
});

function sum(lines: readonly { readonly points: number }[]): number {
  return lines.reduce((total, { points }) => total + points, 0);
}

function decisionOf(ledger: readonly LedgerRow[], { key }: HandoffState): LedgerRow {
  const row = ledger.find(({ kind, fact }) => kind === 'handoff-decided' && fact['handoff'] === key);
  if (row === undefined) throw new Error(`no decision of ${key} in the ledger`);
  return row;
}
