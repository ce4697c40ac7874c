/** Rules, handoffs, the way back, capacity and first contact in words. */
import type { Agreement, GateItem, HandoffTerms } from '../vocabulary.ts';
import { asList, underLabel } from './condition.ts';
import type { Line, Speaker, TextLine } from './speaker.ts';

export function ruleLines({ rules, stages }: Agreement, stage: 'mql' | 'sql', say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  const { declaredBy, responsible } = stages[stage];
  return [
    ...asList(rules[stage], say, 0),
    { level: 0, text: t.declared[declaredBy] },
    { level: 0, text: t.responsible(say.department(responsible)) },
  ];
}

export function handoffLines(handoff: HandoffTerms, say: Speaker): readonly TextLine[] {
  const { agreement: t, words } = say.texts;
  const { from, to, pool, stage, when, routes, timing, deadlines, gate, approval, acceptance, priority } = handoff;
  const line = (text: string): TextLine => ({ level: 0, text });
  return [
    line(t.handed(say.department(from), say.department(to), pool)),
    line(stage === undefined ? t.hearing : t.leadsTo(words.stage[stage])),
    ...(when === undefined ? [] : underLabel(t.besides, when, say, 0)),
    ...routes.flatMap((route) => underLabel(t.route(say.label(route.name), route.pool), route.when, say, 0)),
    ...(timing === undefined ? [] : [line(t.timing(say.term(timing.within), say.label(timing.says)))]),
    ...deadlines.flatMap(({ name, within, remindAfter, escalateAfter, reassignAfter }) => [
      line(t.deadline(words.deadline[name] ?? name, say.term(within))),
      ...(remindAfter === undefined ? [] : [{ level: 1, text: t.remindAfter(say.term(remindAfter)) }]),
      ...(escalateAfter === undefined ? [] : [{ level: 1, text: t.escalateAfter(say.term(escalateAfter)) }]),
      ...(reassignAfter === undefined ? [] : [{ level: 1, text: t.reassignAfter(say.term(reassignAfter)) }]),
    ]),
    ...(gate.length === 0 ? [] : [line(t.head(t.gate))]),
    ...gate.flatMap((item) => gateLines(item, say)),
    ...(approval === undefined
      ? []
      : [
          line(
            t.approval(
              say.department(approval.by),
              say.term(approval.within),
              approval.deputy === undefined ? undefined : say.department(approval.deputy),
            ),
          ),
        ]),
    ...(acceptance === undefined ? [] : [line(t.acceptance(say.term(acceptance.within)))]),
    line(
      say.pair(
        t.priority,
        say.list(
          (['hot', 'warm', 'cold'] as const).map((one) =>
            t.ranked(words.temperature[one], words.priority[priority[one]]),
          ),
        ),
      ),
    ),
  ];
}

export function gateLines(item: GateItem, say: Speaker): readonly TextLine[] {
  const { agreement: t } = say.texts;
  if (typeof item === 'string') return [{ level: 1, text: t.known(say.field(item)) }];
  const label = say.beside(say.label(item.label), [t.asks(say.department(item.ask))]);
  return underLabel(label, item.needs, say, 1);
}

export function sendBackLines({ sendBack }: Agreement, say: Speaker): readonly Line[] {
  if (sendBack === undefined) return [];
  const { agreement: t } = say.texts;
  const listed = (label: string, texts: readonly string[]): readonly Line[] => [
    { level: 0, text: t.head(label) },
    ...texts.map((text) => ({ level: 1, text })),
  ];
  const { again } = sendBack;
  return [
    ...listed(
      t.sendBack.criteria,
      sendBack.criteria.map((one) => say.label(one)),
    ),
    ...listed(
      t.sendBack.steps,
      sendBack.steps.map((one, index) => `${index + 1}. ${say.label(one)}`),
    ),
    ...listed(
      t.sendBack.reasons,
      sendBack.reasons.map(({ label }) => say.label(label)),
    ),
    { level: 0, text: t.again(say.term(again.after)) },
    ...(again.when === undefined ? [] : underLabel(t.againWhen, again.when, say, 0)),
  ];
}

export function capacityLines({ capacity }: Agreement, say: Speaker): readonly Line[] {
  if (capacity === undefined) return [];
  return (['tight', 'normal', 'slack'] as const).map((room) => ({
    level: 0,
    text: say.pair(say.texts.agreement.capacity[room], say.list(capacity[room].map((id) => say.name('cell', id)))),
  }));
}

export function fallbackLines({ fallback }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  return Object.entries(fallback).map(([pool, other]) => ({ level: 0, text: t.instead(pool, other) }));
}

export function firstContactLines({ firstContact }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t, words } = say.texts;
  const { kinds, reported } = firstContact;
  return [t.counts(say.list(kinds.map((kind) => words.activity[kind]))), t.reported[reported ? 'yes' : 'no']].map(
    (text) => ({ level: 0, text }),
  );
}

export function collisionLines({ collision }: Agreement, say: Speaker): readonly Line[] {
  if (collision === undefined) return [];
  return [{ level: 0, text: say.texts.agreement.collides(Number.parseInt(collision.within, 10)) }];
}
