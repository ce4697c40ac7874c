/** The whole agreement in the words of its readers, section by section; how wide a line may be is for whoever shows it. */
import type { Language } from '../../texts/index.ts';
import type { Agreement } from '../vocabulary.ts';
import * as handing from './handing-over.ts';
import * as living from './living.ts';
import * as quality from './quality.ts';
import * as scoring from './scoring.ts';
import { type Line, Speaker } from './speaker.ts';

export type { Line } from './speaker.ts';

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Every rule, number and word that is signed, but for ids; empty sections are left out. Pure. */
export function tellAgreement(agreement: Agreement, language: Language): readonly Section[] {
  const say = new Speaker(language, [agreement]);
  const { agreement: t } = say.texts;
  const { section } = t;
  const sections: readonly (readonly [title: string, lines: readonly Line[]])[] = [
    [agreement.name, opening(agreement, say)],
    [section.parties, partyLines(agreement, say)],
    [section.departments, agreement.departments.map(({ label }) => ({ level: 0, text: say.label(label) }))],
    [section.icp, icpLines(agreement, say)],
    ...scoringSections(agreement, say),
    [section.evidence, quality.evidenceLines(agreement, say)],
    [section.criteria, quality.criteriaLines(agreement, say)],
    [section.axes, quality.axisLines(agreement, say)],
    [section.quality, quality.qualityLines(agreement, say)],
    [section.matrix, quality.matrixLines(agreement, say)],
    [section.mql, handing.ruleLines(agreement, 'mql', say)],
    [section.sql, handing.ruleLines(agreement, 'sql', say)],
    ...agreement.handoffs.map(
      (handoff) => [section.handoff(say.label(handoff.label)), handing.handoffLines(handoff, say)] as const,
    ),
    [section.sendBack, handing.sendBackLines(agreement, say)],
    [section.capacity, handing.capacityLines(agreement, say)],
    [section.fallback, handing.fallbackLines(agreement, say)],
    [section.firstContact, handing.firstContactLines(agreement, say)],
    [section.collision, handing.collisionLines(agreement, say)],
    [section.businessTime, living.businessTimeLines(agreement, say)],
    [section.measurement, living.measurementLines(agreement, say)],
    [section.targets, living.targetLines(agreement, say)],
    [section.reviews, living.reviewLines(agreement, say)],
    [section.duties, living.dutyLines(agreement, say)],
    [section.accepted, living.acceptedLines(agreement, say)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => ({
      title,
      lines: lines.map((line) => ('text' in line && line.level === 0 ? { ...line, text: t.line(line.text) } : line)),
    }));
}

function opening({ zone, from }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  return [from === undefined ? t.fromSigned : t.from(from), t.zone(zone)].map((text) => ({ level: 0, text }));
}

function partyLines({ parties }: Agreement, say: Speaker): readonly Line[] {
  return parties.map(({ department, head }) => ({ level: 0, text: say.pair(say.department(department), head) }));
}

function icpLines({ icp }: Agreement, say: Speaker): readonly Line[] {
  const { icp: t } = say.texts.agreement;
  return [
    say.pair(t.industries, say.list(icp.industries)),
    t.employees(icp.employeesFrom),
    say.pair(t.problem, say.label(icp.problem)),
  ].map((text) => ({ level: 0, text }));
}

function scoringSections(
  agreement: Agreement,
  say: Speaker,
): readonly (readonly [title: string, lines: readonly Line[]])[] {
  const { section } = say.texts.agreement;
  const { attributes, behaviours } = agreement.scoring;
  return [
    [section.attributes, attributes.flatMap((rule) => scoring.attributeLines(rule, say))],
    [section.behaviours, behaviours.map((rule) => scoring.behaviourLine(rule, say))],
    [section.caps, scoring.capLines(agreement.scoring, say)],
    [section.exclusions, scoring.exclusionLines(agreement.scoring, say)],
    [section.temperature, scoring.temperatureLines(agreement, say)],
    [section.grade, scoring.gradeLines(agreement, say)],
  ];
}
