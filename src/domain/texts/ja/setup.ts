/** `setup` の表示。 */
import type { setup as english } from '../en/setup.ts';

export const setup: typeof english = {
  option: {
    dryRun: '実行する内容を一覧するだけで、何も変更しない',
    remove: 'setupが作成したものを、中の値とともに削除する(他のものには触れない)',
    yes: '--remove で、確認せずに実行する',
    source: 'Salesforceに作成する内容を、Salesforce CLI用のファイルとして書き出すだけにする',
    confirmAccount: '最初に使ったものと異なるこのアカウントで続けることを承認する',
  },
  object: {
    contact: 'コンタクト',
    company: '会社',
    note: 'メモ',
    Lead: 'リード',
    Contact: '取引先責任者',
    Activity: '活動',
    Baton_Handoff__c: 'Baton引き渡し',
  },
  part: {
    object: 'カスタムオブジェクト',
    tab: 'タブ',
    'list-view': 'リストビュー',
    'report-type': 'カスタムレポートタイプ',
    'permission-set': '権限セット',
    assignment: '権限セット(Batonが使うユーザーに割り当て)',
  },
  rights: (names) => `権限の対象: ${names}`,
  does: {
    'make-group': 'グループを作成',
    'make-field': '作成',
    'make-part': '作成',
    'add-options': '選択肢を追加',
    'add-rights': '権限を追加',
    'add-columns': '列を追加',
    'remove-field': '削除',
    'remove-part': '削除',
    'remove-group': 'グループを削除',
  },
  state: { planned: '', done: '✓', refused: '拒否', unknown: '結果不明', unsent: '未送信' },
  type: {
    string: 'テキスト',
    number: '数値',
    bool: 'はい/いいえ',
    datetime: '日時',
    enumeration: '選択肢',
    Text: 'テキスト',
    LongTextArea: 'テキスト(複数行)',
    Number: '数値',
    Currency: '金額',
    Checkbox: 'はい/いいえ',
    DateTime: '日時',
    Picklist: '選択肢',
    Lookup: '参照関係',
  },
  options: (labels) => `選択肢: ${labels}`,
  records: (count) => (count === undefined ? '値の件数は不明' : count === 0 ? '値なし' : `${count}レコードに値あり`),
  labelled: (language, setting) =>
    `ラベルの言語: ${language === 'ja' ? '日本語' : '英語'}(${setting}、省略時は language)`,
  account: (system, account) => `${system}(アカウント ${account})`,
  nothing: '必要なものはすべてそろっています。何も変更していません。',
  nothingToRemove: 'このBatonが作成したものはありません。何も変更していません。',
  wouldDo: (count) => `${count}件を実行する予定です。何も変更していません。`,
  did: (done, failed) =>
    failed === 0
      ? `${done}件を完了しました。`
      : `${done}件を完了しましたが、${failed}件はできませんでした(上記)。もう一度実行すると続きから行います。`,
  held: '何も変更していません。上記を先に直してください。',
  whatGoes: {
    hubspot:
      '削除したプロパティは、HubSpotでしばらくの間アーカイブに残ります。使っているリスト・ワークフロー・フォームは動かなくなります。許可済みのBatonは書き込みを続けるため、先に `baton work` を止め、使い続ける場合は項目対応からも外してください。',
    salesforce:
      '削除した項目は、Salesforceの「削除済み項目」に15日間残ります。「Baton引き渡し」のレコードはオブジェクトとともになくなり、それを使うレポートは動かなくなります。誰かに割り当てられている権限セットは残ります。先に `baton work` を止めてください。',
  },
  sure: (count, systems) => `${systems}から${count}件を、中の値とともに削除しますか?`,
  kept: '何も削除していません。',
  written: (files, folder) =>
    `${folder} に${files}個のファイルを書き出しました。そのフォルダーで sf project deploy start --target-org <組織> を実行してください。`,
};
