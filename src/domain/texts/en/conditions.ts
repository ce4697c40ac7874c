/** The conditions of an agreement in words. Names and values come as the reader knows them. */
import type { Axis, ReadingName, ScorePart } from '../../agreement/vocabulary.ts';

export interface AttributeTests {
  readonly atLeast?: string | undefined;
  readonly atMost?: string | undefined;
  readonly in?: readonly string[] | undefined;
  readonly contains?: readonly string[] | undefined;
  readonly present?: boolean | undefined;
}
export interface ActivityTests {
  readonly kinds: readonly string[];
  readonly where: readonly (readonly [name: string, values: readonly string[]])[];
  readonly atLeast?: number | undefined;
  readonly distinctDays?: boolean | undefined;
  readonly within?: string | undefined;
}

const or = (words: readonly string[]): string => words.join(' or ');
const part: Record<ScorePart, string> = {
  total: 'total score',
  attribute: 'attribute score',
  behaviour: 'behaviour score',
};
const reading: Record<ReadingName, string> = { mql: 'the MQL reading', sql: 'the SQL reading' };

function bounds(atLeast: string | undefined, atMost: string | undefined): readonly string[] {
  if (atLeast !== undefined && atMost !== undefined) return [`from ${atLeast} to ${atMost}`];
  return [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
}

/** All of those that are named, or so many. */
function some(atLeast: number, of: readonly string[] | undefined, what: string): string {
  if (of === undefined) return `at least ${atLeast} ${what}`;
  return atLeast === of.length ? of.join(' and ') : `at least ${atLeast} of ${of.join(', ')}`;
}

export const conditions = {
  /** Heads of lists. */
  all: 'all of these:',
  any: 'at least one of these:',
  not: 'not so:',
  /** The same within a line; `among`: one part of several. */
  together: (operator: 'all' | 'any', parts: readonly string[], among: boolean): string => {
    const said = parts.join(operator === 'all' ? ' and ' : ' or ');
    return among && parts.length > 1 ? `(${said})` : said;
  },
  or,
  unless: (condition: string): string => `not: ${condition}`,
  part,
  reading,
  score: (of: ScorePart, atLeast?: number, atMost?: number): string =>
    `${part[of]} ${bounds(atLeast?.toString(), atMost?.toString()).join(' ')}`,
  attribute: (field: string, tests: AttributeTests): string => {
    const said = [
      ...bounds(tests.atLeast, tests.atMost),
      ...(tests.in === undefined ? [] : [`is ${or(tests.in.map((one) => `"${one}"`))}`]),
      ...(tests.contains === undefined ? [] : [`has ${or(tests.contains.map((one) => `"${one}"`))} in it`]),
    ];
    if (tests.present === false)
      return `${field} not known${said.length === 0 ? '' : ` ("${said.join(' and ')}" has no effect)`}`;
    if (said.length === 0) return `${field} known`;
    return `${field} ${said.join(' and ')}${tests.present === true ? ' (not known counts as no)' : ''}`;
  },
  activity: ({ kinds, where, atLeast = 1, distinctDays, within }: ActivityTests): string =>
    [
      or(kinds),
      ...where.map(([name, values]) => `${name}: ${or(values)}`),
      ...(distinctDays === true ? [`on at least ${atLeast} day${atLeast === 1 ? '' : 's'}`] : []),
      ...(distinctDays !== true && atLeast > 1 ? [`at least ${atLeast} times`] : []),
      ...(within === undefined ? [] : [`within ${within}`]),
    ].join(', '),
  evidence: (atLeast: number, of?: readonly string[]): string => `${some(atLeast, of, 'evidence items')} confirmed`,
  level: (item: string, level: string): string => `${item}: "${level}" or better`,
  temperature: (bands: readonly string[]): string => `temperature ${or(bands)}`,
  grade: (fit?: readonly string[], engagement?: readonly string[]): string =>
    [
      ...(fit === undefined ? [] : [`fit grade ${or(fit)}`]),
      ...(engagement === undefined ? [] : [`engagement grade ${or(engagement)}`]),
    ].join(' and '),
  cell: (cells: readonly string[]): string => `in the matrix: ${or(cells)}`,
  quality: (grades: readonly string[]): string => `lead quality: ${or(grades)}`,
  criteria: (by: ReadingName, atLeast: number, of?: readonly string[]): string =>
    `${some(atLeast, of, 'criteria')} met by ${reading[by]}`,
  axis: (axis: string, is: 'high' | 'low'): string => `${axis} ${is}`,
  stage: (stages: readonly string[]): string => `stage is ${or(stages)}`,
  been: (stages: readonly string[], within?: string): string =>
    `was once ${or(stages)}${within === undefined ? '' : ` within ${within}`}`,
  /** What a comparison looks at, for telling a change of it. */
  subject: {
    evidence: 'evidence confirmed',
    temperature: 'temperature',
    grade: 'grade',
    cell: 'place in the matrix',
    quality: 'lead quality',
    criteria: (by: ReadingName): string => `criteria met by ${reading[by]}`,
    stage: 'stage',
    been: 'stage once reached',
  },
  /** The six axes, for agreements that name none. */
  axes: {
    timeframe: 'timeframe',
    budget: 'budget',
    authority: 'authority',
    need: 'need',
    icp: 'ideal customer',
    behaviour: 'behaviour',
  } as Record<Axis, string>,
};
