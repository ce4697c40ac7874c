/** 合意書の条件の文言。項目名と値は読み手の言葉で渡されます。 */
import type { conditions as english } from '../en/conditions.ts';

const or = (words: readonly string[]): string => words.join('・');
const part = { total: '合計スコア', attribute: '属性スコア', behaviour: '行動スコア' };
const reading = { mql: 'MQLの基準', sql: 'SQLの基準' };

function bounds(atLeast: string | undefined, atMost: string | undefined, unit: string): readonly string[] {
  if (atLeast !== undefined && atMost !== undefined) return [`${atLeast}${unit}以上${atMost}${unit}以下`];
  return [
    ...(atLeast === undefined ? [] : [`${atLeast}${unit}以上`]),
    ...(atMost === undefined ? [] : [`${atMost}${unit}以下`]),
  ];
}

/** 一つなら「〜」、複数なら「〜のいずれか」。 */
const oneOf = (words: readonly string[]): string => (words.length > 1 ? `${or(words)}のいずれか` : or(words));

/** 挙げた項目のすべて、またはそのうちの件数。 */
function some(atLeast: number, of: readonly string[] | undefined, what: string): string {
  if (of === undefined) return `${what}${atLeast}件以上`;
  if (atLeast === of.length) return of.length === 1 ? or(of) : `${or(of)}のすべて`;
  return `${or(of)}のうち${atLeast}件以上`;
}

export const conditions: typeof english = {
  all: '次のすべて：',
  any: '次のいずれか：',
  not: '次に該当しないこと：',
  together: (operator, parts, among) => {
    const said = parts.join(operator === 'all' ? '、かつ ' : '、または ');
    return among && parts.length > 1 ? `(${said})` : said;
  },
  or,
  unless: (condition) => `該当しないこと：${condition}`,
  part,
  reading,
  score: (of, atLeast, atMost) => `${part[of]}が${bounds(atLeast?.toString(), atMost?.toString(), '点').join('')}`,
  attribute: (field, tests) => {
    const said = [
      ...bounds(tests.atLeast, tests.atMost, ''),
      ...(tests.in === undefined ? [] : [oneOf(tests.in)]),
      ...(tests.contains === undefined
        ? []
        : [`「${or(tests.contains)}」${tests.contains.length > 1 ? 'のいずれか' : ''}を含む`]),
    ];
    if (tests.present === false)
      return `${field}が不明${said.length === 0 ? '' : `(「${said.join('、かつ')}」は効きません)`}`;
    if (said.length === 0) return `${field}が判明している`;
    return `${field}が${said.join('、かつ')}${tests.present === true ? '(不明なら非該当とする)' : ''}`;
  },
  activity: ({ kinds, where, atLeast = 1, distinctDays, within }) =>
    [
      ...(within === undefined ? [] : [`${within}以内の`]),
      oneOf(kinds),
      ...(where.length === 0 ? [] : [`(${where.map(([name, values]) => `${name}：${or(values)}`).join('、')})`]),
      distinctDays === true ? `のあった日が${atLeast}日以上` : atLeast > 1 ? `が${atLeast}回以上` : 'がある',
    ].join(''),
  evidence: (atLeast, of) => `${some(atLeast, of, '確認項目')}を確認済み`,
  level: (item, level) => `${item}が「${level}」以上の段階`,
  temperature: (bands) => `温度感が${oneOf(bands)}`,
  grade: (fit, engagement) =>
    [
      ...(fit === undefined ? [] : [`属性グレードが${oneOf(fit)}`]),
      ...(engagement === undefined ? [] : [`行動グレードが${oneOf(engagement)}`]),
    ].join('、かつ'),
  cell: (cells) => `マトリクスの区分が${oneOf(cells.map((cell) => `「${cell}」`))}`,
  quality: (grades) => `リードの質が${oneOf(grades.map((grade) => `「${grade}」`))}`,
  criteria: (by, atLeast, of) => `${some(atLeast, of, '判断基準')}を${reading[by]}で満たす`,
  axis: (axis, is) => `${axis}が${is === 'high' ? '高い' : '低い'}`,
  stage: (stages) => `段階が${oneOf(stages)}`,
  been: (stages, within) => `${within === undefined ? '過去に' : `${within}以内に`}${or(stages)}になったことがある`,
  subject: {
    evidence: '確認済みの項目',
    temperature: '温度感',
    grade: 'グレード',
    cell: 'マトリクスの区分',
    quality: 'リードの質',
    criteria: (by) => `${reading[by]}で満たす判断基準`,
    stage: '段階',
    been: '過去の段階',
  },
  axes: {
    timeframe: '導入時期',
    budget: '予算',
    authority: '決裁権',
    need: '必要性',
    icp: '理想顧客',
    behaviour: '行動',
  },
};
