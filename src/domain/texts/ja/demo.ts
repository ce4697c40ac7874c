/** デモが表示する言葉。 */
import type { demo as english } from '../en/demo.ts';

export const demo: typeof english = {
  people: '登場するリード数',
  days: 'シミュレーションの日数',
  seed: '同じシードなら同じ内容',
  opening: (people, days) =>
    `手元のサンドボックス2つ、${people}人、${days}日間。本番と同じ処理を、専用の時計で動かします。`,
  signed: '両部門長が合意書に署名しました。Batonの許可: tasks と status。',
  baseline: (standing) => `今日より前に条件を満たしたリードは${standing}件。一覧に残し、営業には流しません。`,
  week: (day, handoffs, contacts, missed, sqls) =>
    `${day}  引き渡し ${handoffs}、初回接触 ${contacts}、期限超過 ${missed}、SQL ${sqls}`,
  handed: '誰が誰へ、なぜ引き渡されたか(最新10件):',
  summary: '結果:',
  toIs: (count) => `マーケティングからインサイドセールスへの引き渡し ${count}件`,
  toFs: (count) => `SQLになったリードの、フィールドセールスへの引き渡し ${count}件`,
  tasks: (count, handoffs) => `引き渡し${handoffs}件に対し、SalesforceのToDoは${count}件(Salesforce側で集計)`,
  met: (met, missed) => `初回接触の期限: 達成 ${met}件、超過 ${missed}件`,
  rows: (contacted, medianMinutes, ended) =>
    `Salesforceの「Baton引き渡し」: 初回接触あり${contacted}件(半数が合意した数え方で${medianMinutes}分以内)、終了${ended}件`,
  pressed: (reminded, escalated) => `期限前の再通知 ${reminded}件、期限後の上長への報告 ${escalated}件`,
  standing: (count) => `待機中(引き渡していない)リード ${count}件`,
  one: 'リード1件の説明:',
  calls: (hubspot, salesforce, perDay) =>
    `API呼び出し: HubSpot ${hubspot}回、Salesforce ${salesforce}回(1日約${perDay}回)`,
  took: (seconds, days) => `${days}日間を${seconds}秒で処理しました。`,
  next: '次に試すコマンド:',
  commands: (home) => [
    `npm run baton -- --home ${home} handoffs`,
    `npm run baton -- --home ${home} explain <メールアドレス>`,
    `npm run baton -- --home ${home} ledger verify`,
    'npm run baton -- sandbox            # サンドボックス2つを起動',
    'npm run baton -- init               # 自社のHubSpotとSalesforceにつなぐ',
  ],
};
