/** 担当者や部門長にメールやチャットで届く通知。 */
import type { notices as english } from '../en/notices.ts';

export const notices: typeof english = {
  channel: { email: 'メール', slack: 'Slack', teams: 'Teams' },
  concerns: (names) => `対象: ${names}`,
  footer: 'Batonからの自動送信です。返信いただいても確認できません。',
  open: (link) => `開く: ${link}`,
  more: (count) => `…ほか${count}件`,

  version: {
    subject: (name) => `[Baton] 合意書の新しい版: ${name}`,
    opening: (name) => `合意書の新しい版に全部門の署名がそろいました: ${name}`,
    from: (at) => `発効: ${at}`,
    hash: (hash) => `版: ${hash}`,
    signed: '署名',
    signature: (department, signer, at) => `${department}: ${signer}(${at})`,
    first: '最初の版です。',
    changed: (count) => `前の版からの変更(${count}件)`,
    same: '前の版から意味の変わる変更はありません。',
    whole: '全文: 発効後に `baton agreement show in-force`',
    allChanges: (from, to) => `すべての変更: \`baton agreement diff ${from} ${to}\``,
  },
  confirm: {
    title: '読み終えたら、確認を記録してください',
    how: (member) => `発効後に \`baton agreement confirm --as ${member}\``,
  },
  reminder: {
    subject: (name) => `[Baton] 合意書の確認をお願いします: ${name}`,
    opening: (name, at) => `${at}に発効した合意書の版について、まだ確認が記録されていません: ${name}`,
    whole: '全文: `baton agreement show in-force`',
    how: (member) => `\`baton agreement confirm --as ${member}\``,
    last: 'このお願いは今回が最後です。',
  },
  handoff: {
    opening: 'リードが引き渡されました。詳細はSalesforceのToDoにあります。冒頭は次のとおりです。',
    due: (at) => `初回接触の期限: ${at}`,
    find: 'Salesforceの未完了のToDoに入っています。',
  },
  missed: {
    subject: (count) => `[Baton] 期限超過: ${count}件`,
    opening: '合意書の期限までに、決められた対応が確認できませんでした。計測は続いています。',
    line: (who, deadline, at, holder) => `${who}: ${deadline}、期限 ${at}(担当: ${holder})`,
  },
  held: {
    subject: (count) => `[Baton] 確認待ちのリード: ${count}件`,
    opening: '次のリードは条件を満たしていますが、以下が分かるまで引き渡せません。確認して入力してください。',
    line: (who, handoff, missing) => `${who}(${handoff}): ${missing}`,
  },
  collision: {
    subject: (who) => `[Baton] 部門どうしの重複アプローチ: ${who}`,
    opening: {
      lead: (days) => `このリードに、${days}日以内に二つの部門が接触しています。`,
      company: (days) => `この会社の方々に、${days}日以内に二つの部門が接触しています。`,
    },
    line: (at, who, what, lead) => `${at} ${who}: ${what}、${lead}`,
    agree: 'どちらが続けるかを、双方で決めてください。一覧は baton collisions で確認できます。',
  },
  near: {
    subject: (count) => `[Baton] まもなく期限: ${count}件`,
    opening: '決められた対応がまだ確認できていません。期限が近づいています。',
    line: (who, deadline, at) => `${who}: ${deadline}、期限 ${at}`,
  },
  escalated: {
    subject: (count) => `[Baton] 期限を大きく過ぎたリード: ${count}件`,
    opening: '合意書に沿ってお知らせします。期限を過ぎてしばらく経ちますが、決められた対応がまだ確認できません。',
  },
  approval: {
    subject: (count) => `[Baton] 承認のお願い: ${count}件`,
    opening: '次のリードは、承認いただいた時点で引き渡します。ご返答がない場合、承認とはみなしません。',
    line: (who, handoff, at) => `${who}(${handoff})、回答期限 ${at}`,
  },
  denied: {
    subject: (count) => `[Baton] 承認されなかった引き渡し: ${count}件`,
    opening: '承認されませんでした。リードは現在の担当が引き続き持ちます。',
    line: (who, handoff, comment) => `${who}(${handoff})${comment === '' ? '' : `: ${comment}`}`,
  },
  given: {
    subject: (count) => `[Baton] 担当者の変更: ${count}件`,
    opening: 'CRM上で次のリードの担当者が変更されました。Batonの未完了のToDoと期限は、新しい担当者に引き継がれます。',
    line: (who, from, to, by) => `${who}: ${from} → ${to}${by === undefined ? '' : `(変更した人: ${by})`}`,
    due: (line, at) => `${line}、初回接触の期限 ${at}`,
  },
  neglected: {
    subject: (count) => `[Baton] 営業段階で放置されているリード: ${count}件`,
    opening:
      '次のリードは営業の段階にありますが、合意した時間内に誰も接触していません。Batonが引き渡したものではないため、ToDoはありません。',
    line: (who, since, due, holder) =>
      `${who}: 最後の動き ${since}、接触の期限 ${due}(担当: ${holder ?? 'チーム内に担当者なし'})`,
  },
  word: {
    subject: (count) => `[Baton] マーケティングへのひとこと: ${count}件`,
    opening: 'Salesforceのレコードに記入してください。マーケティングには自動で伝わります。',
    line: (who, what) => `${who}: ${what}`,
    rating: 'リードの質の評価とコメント',
    'return-reason': '差し戻しの理由',
    'loss-reason': '失注・見送りの理由',
  },
  review: {
    due: (cycle) => `[Baton] 本日が見直しの期日です: ${cycle}`,
    overdue: (cycle) => `[Baton] 見直しの期日を過ぎています: ${cycle}`,
    dueText: (cycle, day) => `合意書で決めた見直しの期日は${day}です: ${cycle}`,
    overdueText: (cycle, day) => `${day}が期日の見直しが、まだ実施済みとして記録されていません: ${cycle}`,
    record: (cycle) => `実施後の記録: \`baton review hold ${cycle} --by <名前>\``,
  },
  unknownCode: {
    subject: (system, code) => `[Baton] ${system}から未知のエラーコード: ${code}`,
    opening: (system) =>
      `${system}が、Batonの知らないコードで処理を拒否しました。自動では再送しません。ほかの処理は続いています。`,
    answer: (code, sentence) => `${code}: ${sentence === '' ? '(メッセージなし)' : sentence}`,
    look: '対象の確認: `baton problems list --category unlisted`、対処後の再送: `baton problems retry <番号>`',
    report: 'コードをBatonの開発元にお知らせください。同じコードの通知は1日1回です。',
  },
  test: {
    subject: '[Baton] 通知のテスト',
    body: (channel) => `これはテストです。Batonからの通知は${channel}で届きます。`,
  },
};
