/** 合意書についての注意(日本語): 署名者が見直すべき点と、その対処。 */
import type { DoubtKey } from '../domain/agreement/doubt.ts';
import type { About, Said } from './words.ts';

const AGREED: Readonly<Record<string, string>> = {
  approval: '事前承認',
  acceptance: '受領の承諾',
  capacity: '受け入れ枠',
};

export const doubts: Readonly<Record<DoubtKey, (about: About) => Said>> = {
  'out-of-reach': ({ name }) => ({
    what: `どのリードも届きません。取り得る最高点は${name}点です。`,
    remedy: 'しきい値を下げるか、配点を増やしてください。',
  }),
  'above-caps': ({ name }) => ({
    what: `上限があるため、どのリードも届きません。上限内の最高点は${name}点です。`,
    remedy: 'しきい値を下げるか、上限を上げてください。',
  }),
  'one-part-alone': ({ name }) => ({
    what: `${name === 'attribute' ? '属性' : '行動'}スコアだけでこの温度感に届きます。`,
    remedy: 'もう一方のスコアに下限を設けるか、理由を添えてacceptedに記してください。',
  }),
  'downloads-suffice': () => ({
    what: '資料のダウンロードだけでMQLになり得ます。',
    remedy: '問い合わせ、見積依頼、セミナー参加など、意思の見える行動を条件に加えてください。',
  }),
  'behaviour-not-needed': () => ({
    what: '何の行動もないリードがMQLになり得ます。',
    remedy: '行動を条件に加えてください。',
  }),
  'never-holds': () => ({
    what: 'この規則が成り立つことはありません。',
    remedy: 'しきい値と条件の内容を見直してください。',
  }),
  'empty-range': () => ({
    what: '下限が上限を超えており、当てはまる値がありません。',
    remedy: 'atLeastとatMostを入れ替えてください。',
  }),
  contradiction: () => ({
    what: '1つのallの中で、別の条件と両立しません。',
    remedy: 'anyに分けるか、一方を取り除いてください。',
  }),
  'group-below-rule': ({ name }) => ({
    what: `組の上限が、規則「${name}」1つの点数より低くなっています。`,
    remedy: '上限を上げるか、点数を下げてください。',
  }),
  'bands-overlap': ({ name }) => ({
    what: `2つの範囲が重なっています(${name})。上の行が優先されます。`,
    remedy: '上の範囲が始まる値で終わらせてください。',
  }),
  'bands-gap': ({ name }) => ({
    what: `2つの範囲の間が空いています(${name})。そこではotherwiseの点になります。`,
    remedy: '上の範囲が始まる値で終わらせてください。',
  }),
  'value-twice': ({ name }) => ({
    what: `「${name}」は前の行にもあり、そちらが優先されます。`,
    remedy: 'どちらか一方だけに残してください。',
  }),
  'no-level': ({ name }) => ({
    what: `「${name}」は項目の水準(levels)にないため、満たされることがありません。`,
    remedy: 'levelsにある水準を書くか、levelsに追加してください。',
  }),
  'pools-in-a-circle': ({ name }) => ({
    what: `当番表の振替先が循環しています: ${name}。`,
    remedy: 'いずれかを自分の待ち行列で終わらせてください。',
  }),
  'not-carried-out': ({ name }) => ({
    what: `「${AGREED[name ?? ''] ?? name}」は合意内容として記録されますが、Batonはまだ実行しません。`,
    remedy: '当面は人の手で行うか、記載を見送ってください。',
  }),
  'accepts-nothing': ({ name }) => ({
    what: `該当する注意はもうありません: ${name}。`,
    remedy: 'この項目を取り除いてください。',
  }),
};
