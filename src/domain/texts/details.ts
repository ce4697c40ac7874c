/** Baton's own sentences in problems, which are kept in English as the vendors' are: here each stands with its Japanese. `{1}`, `{2}` are what the sentence is about. */
import type { Language } from './index.ts';

/** Japanese by English. */
export const DETAILS: Readonly<Record<string, string>> = {
  // Owners and records
  'the record was given to the queue {1}; the handoff stays with whoever has it':
    'レコードの所有者がキュー{1}になりました。引き渡し先は今の担当者のままです',
  'the record was given to a user who is inactive; the handoff stays with whoever has it':
    'レコードの所有者が無効なユーザーになりました。引き渡し先は今の担当者のままです',
  'the record was given to a user whom team.yaml does not name; the handoff stays with whoever has it':
    'レコードの所有者がteam.yamlにないユーザーになりました。引き渡し先は今の担当者のままです',
  'whoever has the handoff was deactivated, and the lead has gone on since it was made; give the record to somebody else':
    '引き渡しの担当者が無効になり、リードはその後先へ進んでいます。レコードを別の担当者に割り当ててください',
  '{1}, who has the handoff, is not in team.yaml any more; it stays with them till somebody else has the record':
    '引き渡しの担当者{1}はteam.yamlにもういません。レコードが別の担当者に移るまで、引き渡しは今の担当者のままです',
  'the record was taken from its owner and given to nobody; the handoff stays with whoever has it':
    'レコードの所有者が空になりました。引き渡し先は今の担当者のままです',
  'one person has {1} Salesforce records; the handoff is held, because a task can lie on one only':
    '一人に対してSalesforceのレコードが{1}件あります。ToDoは1件にしか置けないため、引き渡しを保留しています',
  'no active Salesforce user stands for {1}': '{1}に当たる有効なSalesforceユーザーがいません',
  'already there under this address: {1}': '同じメールアドレスのレコードがすでにあります: {1}',
  'its links or addresses lead to {1} other lead(s)':
    'リンクまたはメールアドレスが、ほかのリード{1}件にもつながっています',
  'matches {1} leads': '{1}件のリードに当てはまります',
  'it came of a record whose person was erased on request: it is not read':
    '請求により消去した人のレコードから生じたもののため、読み取りません',
  'a record whose person was erased on request was merged into it':
    '請求により消去した人のレコードが、これに統合されました',
  'not in team.yaml any more: {1}': 'team.yamlにもういません: {1}',
  '{1} has no address': '{1}のメールアドレスがありません',
  // Reading
  'the header Sforce-Locator is missing from a page of the back-fill: nobody knows where the next one begins':
    '初回の一括読み取りのページにヘッダーSforce-Locatorがなく、次のページの場所がわかりません',
  // Signing in
  'the access token was refused: its session has ended, or it is of another org':
    'アクセストークンが拒否されました。セッションが終了したか、別の組織のトークンです',
  // Writing
  'the connector gave no outcome': '書き込みの結果が得られませんでした',
  'a {1} write has no place in HubSpot, or its object is not mapped':
    'HubSpotに書き込み先がないか、オブジェクトが対応付けられていません({1})',
  'HubSpot accepted the write and kept another value of {1}':
    'HubSpotは書き込みを受け付けましたが、{1}には別の値が残っています',
  'not sent: it waits for an earlier write to the same record, or for another call':
    '未送信です。同じレコードへの先の書き込み、または別の呼び出しを待っています',
  'the answer names this record neither among the results nor among the errors':
    '応答の結果にもエラーにも、このレコードがありません',
  'the answer does not say what became of this write': '応答に、この書き込みの結果がありません',
  'the answer does not say what became of this part': '応答に、この部品の結果がありません',
  'the mapping for Salesforce does not let Baton write "{1}"':
    'Salesforceの対応付けでは「{1}」への書き込みが認められていません',
  'read back: it was not done': '読み直したところ、書き込まれていませんでした',
  'read back: there is no such note, or not as it should be': '読み直したところ、メモがないか、あるべき内容と違います',
  'writing is stopped': '書き込みは停止中です',
  // Reading
  '{1} submissions of the form "{2}" give no valid e-mail address':
    'フォーム「{2}」の送信{1}件に、有効なメールアドレスがありません',
  'list {1} did not come in the order of record ids: who has left it is not seen':
    'リスト{1}がレコードID順に届かなかったため、リストから外れた人が分かりません',
  'list {1} ended before as many had come as are on it: who has left it further on is not seen':
    'リスト{1}は、登録されている人数が届く前に終わったため、それより先でリストから外れた人が分かりません',
  'the people of marketing event {1} ended before as many had come as took part: they are read again':
    'マーケティングイベント{1}の参加者は、参加した人数が届く前に終わったため、もう一度読み取ります',
  'the token belongs to account {1}, the records come from account {2}':
    'トークンはアカウント{1}のものですが、レコードはアカウント{2}のものです',
  '{1} does not exist or may not be read': '{1}がないか、読み取り権限がありません',
  '{1}: expected {2}, found "{3}"': '{1}: {2}のはずが「{3}」でした',
  // The machine
  'the clock of this machine was set back by {1} s': 'このマシンの時計が{1}秒戻されました',
  'the clock of this machine was set on by {1} s': 'このマシンの時計が{1}秒進められました',
  // Connections
  'the client could not read the answer': '応答を読み取れませんでした',
  'no connection came about': '接続できませんでした',
  'the connection broke before a complete answer came': '応答が終わる前に接続が切れました',
  'the certificate that the server showed does not hold: nothing was sent':
    'サーバーの証明書を検証できないため、何も送信していません',
  "HTTP {1}: the address is not this org's own": 'HTTP {1}: このアドレスは、この組織のものではありません',
  'HubSpot answered {1}': 'HubSpotの応答: {1}',
  'too many calls are waiting for their turn': '順番を待っている呼び出しが多すぎます',
  "the share of the day's calls that Baton may use is spent for now: {1} of {2} (the account: {3} a day, {4} left)":
    '一日の呼び出しのうちBatonの割り当て分を使い切りました: {2}中{1}(アカウント全体: 一日{3}、残り{4})',
  "the share of the day's calls that Baton may use is spent for now: {1} of {2} (the account: {3} a day)":
    '一日の呼び出しのうちBatonの割り当て分を使い切りました: {2}中{1}(アカウント全体: 一日{3})',
  '{1}: sent, and no complete answer came: look there before it is sent again':
    '{1}: 送信しましたが、応答が届きませんでした。再送の前に届いているかを確認してください',
};

const PLACE = /\\\{(\d)\\\}/g;

/** A pattern for the English sentence, with a group for each place. */
const PATTERNS = Object.entries(DETAILS).map(([en, ja]) => ({
  ja,
  is: new RegExp(`^${en.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replace(PLACE, '(?<p$1>.+?)')}$`, 's'),
}));

/** What of a notice that could not be sent stands behind the sentence: its kind, and to whom. */
const NOTICE = /^(?<sentence>.+) (?<notice>\([a-z-]+: [^()]*\))$/s;

/** A problem's detail for its reader: Baton's own sentence in their language, a vendor's as the vendor wrote it. */
export function detailIn(language: Language, detail: string): string {
  if (language === 'en') return detail;
  const whole = japanese(detail);
  if (whole !== undefined) return whole;
  const { sentence = '', notice = '' } = NOTICE.exec(detail)?.groups ?? {};
  const part = japanese(sentence);
  return part === undefined ? detail : `${part} ${notice}`;
}

function japanese(detail: string): string | undefined {
  for (const { is, ja } of PATTERNS) {
    const found = is.exec(detail);
    if (found !== null) return ja.replaceAll(/\{(\d)\}/g, (_, place: string) => found.groups?.[`p${place}`] ?? '');
  }
  return undefined;
}
