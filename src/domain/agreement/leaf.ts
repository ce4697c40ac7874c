/** The elementary comparisons of a condition: each looks at one thing of the lead and says what it found. */
import type { Activity } from '../activity.ts';
import { earliest, type IsoInstant } from '../instant.ts';
import type { MergedFields } from '../lead.ts';
import { holding, listed, readNumber } from '../reading.ts';
import type { FieldValue } from '../record.ts';
import { justAfter, Window } from '../window.ts';
import { evidenceState } from './evidence.ts';
import type { Holds, Leaf, Subject } from './verdict.ts';
import type { Condition } from './vocabulary.ts';
import { meant, orderNewestFirst } from './where.ts';

export interface Look {
  readonly leaf: Leaf;
  /** See {@link Verdict.nextAt}. */
  readonly nextAt?: IsoInstant | undefined;
}
type Looking = (subject: Subject) => Look;
type LeafCondition = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;
type LeafOf<Key extends string> = Extract<LeafCondition, Record<Key, unknown>>;

export function prepareLeaf(condition: LeafCondition): Looking {
  if ('score' in condition) return scoreLeaf(condition);
  if ('attribute' in condition) return attributeLeaf(condition);
  if ('activity' in condition) return activityLeaf(condition);
  if ('evidence' in condition) return evidenceLeaf(condition);
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

function scoreLeaf({ score: part, atLeast }: LeafOf<'score'>): Looking {
  return ({ score }) => {
    const is = score[part];
    return { leaf: { leaf: 'score', part, atLeast, is, holds: yesIf(is >= atLeast) }, nextAt: score.nextAt };
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
    const isListed = listed(values);
    tests.push((value) => yesIf(isListed(value)));
  }
  if (contains !== undefined) {
    const holdsOne = holding(contains);
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
  const { atLeast = 1, within } = condition;
  const kinds = [condition.activity].flat();
  const isMeant = meant(condition.where);
  const window = within === undefined ? undefined : new Window(within);
  const clock = new Window('0 days');
  return ({ lead, now }) => {
    const nowMs = now.epochMilliseconds;
    const until = clock.startAt(nowMs);
    const from = window?.startAt(nowMs);
    const inside: Activity[] = [];
    let ahead: IsoInstant | undefined;
    for (const one of lead.activities) {
      if (!kinds.includes(one.kind) || isMeant?.(one) === false) continue;
      if (one.occurredAt > until) ahead = earliest(ahead, one.occurredAt);
      else if (from === undefined || one.occurredAt >= from) inside.push(one);
    }
    orderNewestFirst(inside);
    const [newest] = inside;
    const decisive = inside[atLeast - 1];
    const leaves =
      window === undefined || decisive === undefined ? undefined : justAfter(window.lastInside(decisive.occurredAt));
    return {
      leaf: {
        leaf: 'activity',
        kinds,
        atLeast,
        within,
        is: inside.length,
        evidence: newest === undefined ? undefined : { system: newest.system, object: newest.kind, id: newest.id },
        at: newest?.occurredAt,
        holds: yesIf(inside.length >= atLeast),
      },
      nextAt: earliest(leaves, ahead),
    };
  };
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
