/** 判断の説明文(1行80桁以内)。 */
import type { Leaf } from '../../agreement/condition.ts';
import type { FieldValue } from '../../record.ts';
import type { explain as english } from '../en/explain.ts';
import { words } from './words.ts';

const field: Record<string, string> = {
  employees: '従業員数',
  industry: '業種',
  region: '地域',
  growth: '成長率',
  budget: '予算',
  title: '役職',
  timeframe: '導入時期',
  optedOut: 'メール配信停止',
  'salesforce-record': 'Salesforceのレコード',
};
const part = { total: '合計', attribute: '属性', behaviour: '行動' };

function value(is: FieldValue): string {
  const text = String(is);
  return Object.hasOwn(words.value, text) ? (words.value[text] ?? text) : text;
}

function leaf(one: Leaf, label: (item: string) => string): string {
  switch (one.leaf) {
    case 'score':
      return `${part[one.part]} ${one.is}点/${one.atLeast}点`;
    case 'attribute':
      return one.is === null
        ? `${field[one.field] ?? one.field}が不明`
        : `${field[one.field] ?? one.field}は${value(one.is)}`;
    case 'activity':
      return `${one.within === undefined ? '' : `${one.within.replace(/ days?$/, '日')}以内の`}${one.kinds.map((kind) => words.activity[kind]).join('または')}: ${one.is}回/${one.atLeast}回`;
    case 'evidence':
      return `BANT確認 ${one.met.length}件/${one.atLeast}件${one.open.length === 0 ? '' : `、未確認: ${one.open.map(label).join('・')}`}`;
    case 'temperature':
      return `温度感は${words.temperature[one.is]}`;
    case 'stage':
      return `段階は${words.stage[one.is]}`;
  }
}

export const explain: typeof english = {
  leaf,
  field: (name) => field[name] ?? name,
  stage: '段階',
  owner: '責任者',
  missing: '不足',
  since: (stage, when) => `${stage}(${when}から)`,
  forStage: (stage, what) => `${stage}まで: ${what}`,
  holds: (stage) => `なし: ${stage}の条件を満たしています`,
  notByRule: '規則上の不足なし: ここから先は営業の判断です',
  standing: '基準時点より前に条件を満たしたため待機中(`baton admit` で通過)',
  gate: '件数上限で待機中(`baton admit` で再開)',
  held: (fields) => `保留中。確認が必要: ${fields}`,
  asOf: '時点',
  knownThen: (when) => `${when} に把握していた内容`,
  hindsight: (when) => `${when} の事実(後日判明したことを含む)`,
  notKnown: (when) => `${when} には未把握`,
  firstSeen: (day) => `のため、初めて確認した ${day} の内容`,
  under: (hash) => `、合意書 ${hash}(当時発効中)`,
  rehearsed: (hash) => `、合意書 ${hash}(当時発効した版なし: 試行)`,
  score: '得点',
  total: (total, attribute, behaviour, temperature) =>
    `${total}点 = 属性 ${attribute} + 行動 ${behaviour}: ${temperature}`,
  more: (count) => `… 他 ${count}行(--json で全行)`,
  bant: 'BANT',
  status: { met: '確認済み', 'not-met': '未達', open: '未確認' },
  handoffs: '引き渡し',
  noHandoff: 'まだありません',
  handed: (when, type, to) => `${when} ${type} → ${to}`,
  taskMade: (task, due) => `ToDo ${task}、連絡期限 ${due}`,
  noTask: 'ToDo未作成',
  contacted: (when, how) => `初回接触 ${when}(${how})`,
  missedDeadline: '期限超過',
  changes: '次の変化',
  byItself: (when) => `${when} に自動で変化(集計期間または期限の終わり)`,
  never: '自動の変化はありません',
  agreement: '合意書',
  inForce: (hash) => `${hash}(発効中)`,
  trial: (hash) => `${hash}(未署名: 試行)`,
  records: 'レコード',
};
