/** The elementary comparisons of a condition: each looks at one thing of the lead and says what it found. */
import type { Activity } from '../activity.ts';
import { companyKey, isCompanyField } from '../company-name.ts';
import { earliest, type IsoInstant, instantOf } from '../instant.ts';
import type { MergedFields } from '../lead.ts';
import { holding, listed, readNumber, remembering } from '../reading.ts';
import type { FieldValue } from '../record.ts';
import { windowOf } from '../window.ts';
import { derivedLeaf, isDerived, type Looking } from './derived-leaf.ts';
import { evidenceState, levelState } from './evidence.ts';
import type { JudgeBy } from './placing.ts';
import type { Holds } from './verdict.ts';
import type { Condition } from './vocabulary.ts';
import { meant, orderNewestFirst } from './where.ts';

type LeafCondition = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;
type LeafOf<Key extends string> = Extract<LeafCondition, Record<Key, unknown>>;

/** `judge` is for leaves that look at conditions of other sections. */
export function prepareLeaf(condition: LeafCondition, judge: JudgeBy): Looking {
  if (isDerived(condition)) return derivedLeaf(condition, judge);
  if ('score' in condition) return scoreLeaf(condition);
  if ('attribute' in condition) return attributeLeaf(condition);
  if ('activity' in condition) return activityLeaf(condition);
  if ('evidence' in condition) return evidenceLeaf(condition);
  if ('level' in condition) return levelLeaf(condition);
  if ('been' in condition) return beenLeaf(condition);
  if ('temperature' in condition) {
    return ({ score }) => {
      const is = score.temperature;
      const holds = yesIf(condition.temperature.includes(is));
      return { leaf: { leaf: 'temperature', in: condition.temperature, is, holds }, nextAt: score.nextAt };
    };
  }
  return ({ lead }) => {
    const is = lead.state.stage;
    return { leaf: { leaf: 'stage', in: condition.stage, is, holds: yesIf(condition.stage.includes(is)) } };
  };
}

function yesIf(holds: boolean): Holds {
  return holds ? 'yes' : 'no';
}

function scoreLeaf({ score: part, atLeast, atMost }: LeafOf<'score'>): Looking {
  return ({ score }) => {
    const is = score[part];
    const holds = yesIf(is >= (atLeast ?? is) && is <= (atMost ?? is));
    return { leaf: { leaf: 'score', part, atLeast, atMost, is, holds }, nextAt: score.nextAt };
  };
}

/** Null where nothing is known. */
function knownValue(fields: MergedFields, field: string): FieldValue {
  return Object.hasOwn(fields, field) ? (fields[field]?.value ?? null) : null;
}

function attributeLeaf(condition: LeafOf<'attribute'>): Looking {
  const { attribute: field, atLeast, atMost, in: values, contains, present } = condition;
  const tests: ((value: FieldValue) => Holds)[] = [];
  if (atLeast !== undefined || atMost !== undefined) {
    tests.push((value) => {
      const number = readNumber(value);
      if (number === undefined) return 'unknown';
      return yesIf(number >= (atLeast ?? number) && number <= (atMost ?? number));
    });
  }
  if (values !== undefined) {
    const isListed = remembering(listed(values, isCompanyField(field) ? companyKey : undefined));
    tests.push((value) => yesIf(isListed(value)));
  }
  if (contains !== undefined) {
    const holdsOne = remembering(holding(contains));
    tests.push((value) => yesIf(holdsOne(value)));
  }
  const judge = (value: FieldValue): Holds => {
    if (value === null) {
      if (present !== undefined) return yesIf(!present);
      return 'unknown';
    }
    if (present === false) return 'no';
    const found = tests.map((test) => test(value));
    if (found.includes('no')) return 'no';
    if (found.includes('unknown')) return present === true ? 'no' : 'unknown';
    return 'yes';
  };
  return ({ fields }) => {
    const is = knownValue(fields, field);
    return { leaf: { leaf: 'attribute', field, atLeast, atMost, in: values, contains, present, is, holds: judge(is) } };
  };
}

function activityLeaf(condition: LeafOf<'activity'>): Looking {
  const { atLeast = 1, distinctDays, within } = condition;
  const kinds = [condition.activity].flat();
  const isMeant = meant(condition.where);
  const window = within === undefined ? undefined : windowOf(within);
  const clock = windowOf('0 days');
  return ({ lead, now, agreement }) => {
    const nowMs = now.epochMilliseconds;
    const until = clock.startAt(nowMs);
    const from = window?.startAt(nowMs);
    const inside: Activity[] = [];
    let ahead: IsoInstant | undefined;
    for (let index = lead.activities.length - 1; index >= 0; index -= 1) {
      const one = lead.activities[index];
      if (one === undefined || !kinds.includes(one.kind) || isMeant?.(one) === false) continue;
      if (one.occurredAt > until) ahead = earliest(ahead, one.occurredAt);
      else if (from === undefined || one.occurredAt >= from) inside.push(one);
    }
    orderNewestFirst(inside);
    const [newest] = inside;
    const counted = distinctDays === true ? newestOfDays(inside, agreement.zone) : inside;
    const decisive = counted[atLeast - 1];
    const leaves = window === undefined || decisive === undefined ? undefined : window.leavesAt(decisive.occurredAt);
    return {
      leaf: {
        leaf: 'activity',
        kinds,
        atLeast,
        distinctDays,
        within,
        is: counted.length,
        evidence: newest === undefined ? undefined : { system: newest.system, object: newest.kind, id: newest.id },
        at: newest?.occurredAt,
        holds: yesIf(counted.length >= atLeast),
      },
      nextAt: earliest(leaves, ahead),
    };
  };
}

/** Of each day the newest; the newest day first. As long as it is inside a window, its day counts. */
function newestOfDays(newestFirst: readonly Activity[], zone: string): readonly Activity[] {
  const days = new Map<string, Activity>();
  for (const one of newestFirst) {
    const day = instantOf(one.occurredAt).toZonedDateTimeISO(zone).toPlainDate().toString();
    if (!days.has(day)) days.set(day, one);
  }
  return [...days.values()];
}

function evidenceLeaf({ evidence: { atLeast, of: chosen } }: LeafOf<'evidence'>): Looking {
  return ({ agreement, fields }) => {
    const of = chosen ?? Object.keys(agreement.evidence);
    const states = of.flatMap((item) => evidenceState(agreement, item, fields) ?? []);
    const met = states.filter(({ status }) => status === 'met').map(({ item }) => item);
    const open = states.filter(({ status }) => status === 'open').map(({ item }) => item);
    const holds = met.length >= atLeast ? 'yes' : met.length + open.length >= atLeast ? 'unknown' : 'no';
    return { leaf: { leaf: 'evidence', atLeast, of, met, open, holds } };
  };
}

function levelLeaf({ level: { of, atLeast } }: LeafOf<'level'>): Looking {
  return ({ agreement, fields }) => {
    const state = evidenceState(agreement, of, fields);
    const holds = state === undefined ? 'unknown' : levelState(agreement, state, atLeast);
    return { leaf: { leaf: 'level', of, atLeast, is: state?.value ?? null, holds } };
  };
}

function beenLeaf({ been: { stage, within } }: LeafOf<'been'>): Looking {
  const window = within === undefined ? undefined : windowOf(within);
  return ({ lead: { state }, now }) => {
    const from = window?.startAt(now.epochMilliseconds);
    const at = (state.stages ?? []).findLast((one) => stage.includes(one.stage))?.until;
    const is = stage.includes(state.stage);
    const holds = yesIf(is || (at !== undefined && (from === undefined || at >= from)));
    const leaves = is || holds === 'no' || window === undefined || at === undefined;
    return {
      leaf: { leaf: 'been', in: stage, within, at, holds },
      nextAt: leaves ? undefined : window.leavesAt(at),
    };
  };
}
