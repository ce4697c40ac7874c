/** 判断の説明文(1行80桁以内)。 */
import type { Leaf } from '../../agreement/condition.ts';
import type { NameOf } from '../../agreement/names.ts';
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
  email: 'メールアドレス',
  company: '会社名',
  lifecycleStage: 'ライフサイクルステージ',
  leadStatus: 'リード状況',
  productUnderstanding: '製品理解',
  competition: '競合状況',
  relationship: '関係性',
  dealAmount: '案件金額',
  lifetimeValue: '生涯価値',
  potentialReason: '見込みと判断した根拠',
  problem: '課題',
  timeframeStep: '検討の進み具合',
  lastContactNote: '最終接触と経緯',
  bantBudget: '予算(聞き取り)',
  bantAuthority: '決裁権(聞き取り)',
  bantNeed: '必要性(聞き取り)',
  bantTimeframe: '導入時期(聞き取り)',
  meddicMetrics: '改善したい指標',
  meddicEconomicBuyer: '予算の決裁者',
  meddicDecisionCriteria: '選定基準',
  meddicDecisionProcess: '決定までの流れ',
  meddicPain: '課題と損失',
  meddicChampion: '社内の推進者',
  'salesforce-record': 'Salesforceのレコード',
  'one-salesforce-record': '複数あるSalesforceレコードの確認(baton identity)',
  capacity: '営業の受け入れ枠',
  'matrix-place': 'マトリクスの区分',
};
const part = { total: '合計', attribute: '属性', behaviour: '行動' };

function value(is: FieldValue): string {
  const text = String(is);
  return Object.hasOwn(words.value, text) ? (words.value[text] ?? text) : text;
}

function bounds(atLeast: number | undefined, atMost: number | undefined): string {
  if (atMost === undefined) return `${atLeast ?? 0}点`;
  return atLeast === undefined ? `${atMost}点以下` : `${atLeast}〜${atMost}点`;
}

const axisState = { high: '高', low: '低', unknown: '不明' };

function leaf(one: Leaf, nameOf: NameOf): string {
  switch (one.leaf) {
    case 'score':
      return `${part[one.part]} ${one.is}点/${bounds(one.atLeast, one.atMost)}`;
    case 'attribute':
      return one.is === null
        ? `${field[one.field] ?? one.field}が不明`
        : `${field[one.field] ?? one.field}は${value(one.is)}`;
    case 'activity': {
      const unit = one.distinctDays === true ? '日' : '回';
      return `${one.within === undefined ? '' : `${one.within.replace(/ days?$/, '日')}以内の`}${one.kinds.map((kind) => words.activity[kind]).join('または')}: ${one.is}${unit}/${one.atLeast}${unit}`;
    }
    case 'evidence':
      return `確認済み ${one.met.length}件/${one.atLeast}件${one.open.length === 0 ? '' : `、未確認: ${one.open.map((item) => nameOf('evidence', item)).join('・')}`}`;
    case 'level':
      return `${nameOf('evidence', one.of)}は${one.is === null ? '不明' : value(one.is)}(必要: ${value(one.atLeast)})`;
    case 'temperature':
      return `温度感は${words.temperature[one.is]}`;
    case 'grade':
      return `グレードは${one.is}`;
    case 'cell':
      return one.is === undefined ? 'マトリクスの区分が不明' : `マトリクスは${nameOf('cell', one.is)}`;
    case 'criteria':
      return `基準 ${one.met.length}件/${one.atLeast}件${one.open.length === 0 ? '' : `、不明: ${one.open.map((id) => nameOf('criterion', id)).join('・')}`}`;
    case 'axis':
      return `${nameOf('axis', one.axis)}は${axisState[one.is]}`;
    case 'quality':
      return one.is === undefined ? 'リードの質が不明' : `リードの質は${nameOf('quality', one.is)}`;
    case 'stage':
      return `段階は${words.stage[one.is]}`;
    case 'been':
      return `${one.in.map((stage) => words.stage[stage]).join('または')}になったことが${one.at === undefined ? 'ない' : 'ある'}`;
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
  idle: {
    unarmed: '書き込みが未許可のため決定していません(`baton arm`)',
    stopped: '停止中のため決定していません(`baton resume`)',
    distrusted: '台帳を検算できないため決定していません(`baton ledger verify`)',
  },
  idleThen: '発効中の合意書がなく、決定していません',
  holdsIdle: (stage, idle) => `${stage}の条件は満たしていますが、${idle}`,
  points: (count) => `${count}点`,
  noRoom: '保留中: いま営業はこの区分のリードを受け入れていません(`baton team`)',
  notByRule: '規則上の不足なし: ここから先は営業の判断です',
  standing: '基準時点より前に条件を満たしたため待機中(`baton admit` で通過)',
  gate: '件数上限で待機中(`baton admit` で再開)',
  outside: (since) =>
    `選定の対象外${since === undefined ? '' : `(${since}から)`}。判定しません。進行中の引き渡しは最後まで追います`,
  held: (fields) => `保留中。確認が必要: ${fields}`,
  asOf: '時点',
  knownThen: (when) => `${when} に把握していた内容`,
  hindsight: (when) => `${when} の事実(後日判明したことを含む)`,
  notKnown: (when) => `${when} には未把握`,
  firstSeen: (day) => `のため、初めて確認した ${day} の内容`,
  under: (hash) => `、合意書 ${hash}(当時発効中)`,
  rehearsed: (hash) => `、合意書 ${hash}(当時発効した版なし: 試行)`,
  excluded: (labels) => `合意書により点数に関わらず対象外: ${labels}`,
  again: (when) => `差し戻し: ${when}以降、新しい行動があれば再びMQLになり得る`,
  quality: '質',
  grade: (grade) => `適合・行動 ${grade}`,
  byAxes: (grade) => `六軸 ${grade}`,
  notPlaced: 'マトリクスの区分は未定',
  ruleBecomes: (stage, holds) =>
    ({ yes: `${stage}条件を満たす`, no: `${stage}条件を満たさなくなる`, unknown: `${stage}条件が不明になる` })[holds],
  afterwards: (total, temperature) => `→ ${total}点、${temperature}`,
  score: '得点',
  total: (total, attribute, behaviour, temperature) =>
    `${total}点 = 属性 ${attribute} + 行動 ${behaviour}: ${temperature}`,
  more: (count) => `… 他 ${count}行(--json で全行)`,
  bant: '確認項目',
  status: { met: '確認済み', 'not-met': '未達', open: '未確認' },
  handoffs: '引き渡し',
  noHandoff: 'まだありません',
  handed: (when, type, to) => `${when} ${type}: ${to}`,
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
  account: '取引先',
  accountBy: {
    record: (name, owner) => `${name}(所有者: ${owner})`,
    domain: (name, owner) => `${name}(ドメインで一致。所有者: ${owner})`,
    name: (name, owner) => `${name}(社名で一致。所有者: ${owner})`,
  },
  accounts: (count) => `ドメインか社名の合う取引先が${count}件あり、どれとも決められません`,
};
