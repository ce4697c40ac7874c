/** What keeps an agreement alive, in words: business time, measurement, targets, reviews, duties, accepted doubts. */
import { type Agreement, REVIEWS } from '../vocabulary.ts';
import type { Line, Speaker } from './speaker.ts';

const line = (text: string): Line => ({ level: 0, text });

export function businessTimeLines({ businessTime }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  const { opens, closes, days, holidays, closed, clockOnClosedDays = 'run' } = businessTime;
  return [
    line(
      t.hours(
        opens,
        closes,
        days.map((one) => t.weekday[one] ?? one),
      ),
    ),
    line(t.holidays[holidays]),
    ...(closed.length === 0 ? [] : [line(say.pair(t.closed, say.list(closed)))]),
    line(t.clock[clockOnClosedDays]),
  ];
}

export function measurementLines({ measurement = {} }: Agreement, say: Speaker): readonly Line[] {
  return Object.entries(measurement).map(([department, { by, says }]) => {
    const { measured } = say.texts.agreement;
    return line(say.beside(say.pair(say.department(department), measured[by]), [say.label(says)]));
  });
}

export function targetWords(target: Agreement['targets'][number], say: Speaker): string {
  const { agreement: t } = say.texts;
  const { kpi, departments, per, value, unit, cells } = target;
  return say.beside(t.target(t.kpi[kpi], t.amount(say.value(value), unit), t.period[per]), [
    ...departments.map((one) => say.department(one)),
    cells === undefined ? undefined : t.ofCells(say.list(cells.map((id) => say.name('cell', id)))),
  ]);
}

export function targetLines({ targets }: Agreement, say: Speaker): readonly Line[] {
  return targets.map((target) => line(targetWords(target, say)));
}

export function reviewLines({ reviews }: Agreement, say: Speaker): readonly Line[] {
  const { agreement: t } = say.texts;
  return REVIEWS.map((name) =>
    line(say.pair(t.review[name], t.next(t.every[reviews[name].every], reviews[name].next))),
  );
}

export function dutyWords(duty: Agreement['duties'][number], say: Speaker): string {
  const { stage, who, what, by } = duty;
  const { agreement: t, words } = say.texts;
  return t.duty(words.stage[stage], say.department(who), say.label(what), say.label(by));
}

export function dutyLines({ duties }: Agreement, say: Speaker): readonly Line[] {
  return duties.map((duty) => line(dutyWords(duty, say)));
}

export function acceptedLines({ accepted }: Agreement, say: Speaker): readonly Line[] {
  return accepted.map(({ doubt, at, because }) => line(say.texts.agreement.acceptedAt(doubt, at, say.label(because))));
}
