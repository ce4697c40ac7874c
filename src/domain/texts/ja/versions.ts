/** 合意書の版(履歴・試行)と見直しの言葉。 */
import type { Period, ReviewCycle } from '../../agreement/vocabulary.ts';
import type { versions as english } from '../en/versions.ts';

const cycle: Record<ReviewCycle, string> = {
  feedback: '現場の声',
  meeting: '定例会議',
  definitions: '定義の見直し',
};
const every: Record<Period, string> = { week: '毎週', month: '毎月', quarter: '四半期ごと', year: '毎年' };

export const versions: typeof english = {
  commands: {
    history: 'すべての版について、署名者、発効の時、確認した人を示す',
    confirm: '有効な版を読んだことをメンバーごとに記録する',
    review: '見直しの期日と遅れを示す',
    reviewHold: '今日行った見直しを記録する',
  },
  option: {
    member: 'team.yamlにあるメンバーのkey',
    reviewer: '進行した人',
    figures: '確認した数値',
    decisions: '決まったこと',
    trial: 'この版(ファイルまたはプリセット。省くと現在のagreement.yaml)を、保存済みのリードで試す。書き込みは行わない',
  },
  argument: { cycle: 'feedback(現場の声)、meeting(定例会議)、definitions(定義)のいずれか' },

  version: (hash, name) => `${hash}  ${name}`,
  isInForce: '有効',
  isFile: '現在のファイル',
  unsigned: '署名なし(試行のみ可)',
  signed: (department, signer, at) => `署名: ${at} ${signer}(${department})`,
  toSign: (departments) => `未署名: ${departments}`,
  activeFrom: (at) => `発効: ${at}`,
  sent: (members) => `送付済み: ${members}`,
  read: (members) => `確認済み: ${members}`,
  notRead: (members) => `未確認: ${members}`,
  confirmed: (reader, hash) => `${reader} が ${hash} を確認しました。`,

  cycle,
  due: (name, rhythm, day) => `${name}(${every[rhythm]}): 期日 ${day}`,
  overdue: (days) => `${days}日超過`,
  lastHeld: (day) => `前回 ${day}`,
  overdueReview: (name, day) => `見直しの期日を過ぎています: ${name}、期日 ${day}(\`baton review\`)`,
  nextReview: '次の見直し',
  scheduled: '署名済み・発効待ち',
  fromThen: (hash, at) => `${hash} ${at}から`,

  trialOf: (hash, against) =>
    against === undefined
      ? `${hash} の試行。有効な版はまだありません。書き込みは行いません。`
      : `${hash} の試行(有効な版は ${against})。書き込みは行いません。`,
  leads: (count) => `対象: 保存済みのリード ${count}件(現時点)`,
  tally: { mql: 'MQL条件を満たす', sql: 'SQL条件を満たす' },
  gained: (count) => `新たにMQL条件を満たす: ${count}件`,
  lost: (count) => `MQL条件を満たさなくなる: ${count}件`,
  total: (before, after) => (before === undefined ? `${after}点` : `${before}点 → ${after}点`),
  handoffs: (type, count) => `直ちに引き渡される(${type}): ${count}件`,
  waiting: (standing, held) => `待機 ${standing}件、保留 ${held}件`,
  more: (count) => `…ほか${count}件`,
};
