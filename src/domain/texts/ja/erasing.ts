/** `erase` の表示。 */
import type { erasing as english } from '../en/erasing.ts';

export const erasing: typeof english = {
  command: '本人の請求により、1人について保存しているすべてを消去(台帳の検証は引き続き成立)',
  option: {
    by: '実行する人の名前(台帳に残る)',
    ticket: '請求の受付番号(台帳に残る)',
    dryRun: '消去する内容を表示するだけで、何も消去しない',
    yes: '確認せずに実行する',
  },
  kind: { 'hubspot/contact': 'コンタクト', 'salesforce/lead': 'リード', 'salesforce/contact': '取引先責任者' },
  record: (system, record, deleted) => `  ${system} ${record}${deleted ? '(元のシステムでは削除済み)' : ''}`,
  sum: (records, activities, openHandoffs) =>
    `レコード${records}件、行動${activities}件、台帳に付随する文章。進行中の引き渡し${openHandoffs}件は終了します`,
  wouldErase: '何も消去していません。',
  erased: '消去しました。残るのはキーの塩付きハッシュだけで、これらのレコードが再び取り込まれることはありません。',
  alive: (count) =>
    `うち${count}件は元のシステムに残っています。Batonは今後読み込みませんが、元のシステムでは人が消去する必要があります。データベースのバックアップには、保存期限まで残ります。`,
  sure: (email) => `${email === '' ? 'この人' : email} を消去しますか? 元に戻せません。`,
  kept: '何も消去していません。',
};
