/** 担当者がToDoで読む引き継ぎ書。 */
import type { brief as english } from '../en/brief.ts';

export const brief: typeof english = {
  provisional: (cell) => `${cell}（暫定）`,
  toAsk: (what, department) => `${what}（${department}）`,
  subject: (stage, name, company, due) =>
    `[Baton] ${stage}:${company === '' ? '' : `${company} `}${name} 様(${due}までに連絡)`,
  who: '相手',
  title: '役職',
  company: '会社',
  industry: '業種',
  employees: '従業員数',
  region: '地域',
  mail: 'メール',
  phone: '電話',
  whyNow: 'なぜ今か',
  score: (total, attribute, behaviour, temperature) =>
    `${total}点(属性 ${attribute}、行動 ${behaviour}):${temperature}`,
  points: (points) => `${points >= 0 ? '+' : ''}${points}`,
  again: '再MQL',
  sentBack: (day, by, why) =>
    `${day}に差し戻し${by === undefined ? '' : `（${by}）`}${why === '' ? '' : `：${why}`}。その後の行動により、再び条件を満たしました。`,
  ownWords: 'お問い合わせの原文',
  did: '最近の行動',
  touches: '当社からの接点(全部門)',
  nothing: '記録なし',
  bant: 'BANTの状況',
  met: '確認済み',
  notMet: '条件に届かず',
  open: '未確認',
  ask: '会話の中で確認したいこと',
  timeframe: '導入時期',
  budget: '予算',
  unknownTimeframe: '不明:最初に確認してください',
  deadline: '期限',
  within: (deadline, term) => `${deadline}:${term}以内`,
  how: '対応方法',
  howAccept:
    '電話・メール・面談で連絡し、このレコードに完了した活動として記録してください。このToDoを閉じるだけでは「報告」扱いで、証跡にはなりません。',
  howBant: 'BANTはこのレコードのBaton項目に入力してください。条件を満たすと自動で次の担当へ進みます。',
  agreement: (hash) => `適用した合意書:${hash}`,
  reason: (rule, total, temperature) => `${rule}。${total}点、${temperature}`,
  closedByBaton: 'Batonが完了にしました:リードは次の引き渡しに進みました。',
};
