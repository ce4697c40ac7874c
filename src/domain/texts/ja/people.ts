/** 一人ひとりの見え方: 同一人物かどうかの判断と、これまでの接点。 */
import type { people as english } from '../en/people.ts';

export const people: typeof english = {
  commands: {
    identity: '同一人物かどうか、人の判断が必要なものの一覧',
    join: '2件を同一人物とする(リード同士、またはレコードとリード)',
    keepApart: '2件を別人とする。以後は確認しない',
    split: 'レコードを別人のものとし、独立したリードにする',
  },
  argument: {
    side: 'メールアドレス、リード、または一覧に表示されるレコード(salesforce/lead/00Q…)',
    record: '一覧または baton explain に表示されるレコード(salesforce/lead/00Q…)',
  },
  option: { by: '判断した人の氏名(台帳に残ります)' },
  identity: {
    nothing: '判断が必要なものはありません。',
    more: (count) => `…ほか${count}件`,
    kind: {
      ambiguous: '複数のリードに該当するため、どのリードにも紐付いていません',
      overlap: '先頭のリードに紐付いていますが、ほかのリードにもつながります',
      'several-records': '1件のMQLにSalesforceのレコードが複数あります(ToDoを置けるのは1件だけです)',
    },
    by: (keys) => `手がかり: ${keys}`,
    how: {
      join: (one, other) => `同一人物なら:   baton identity join ${one} ${other} --by <氏名>`,
      keepApart: (one, other) => `別人なら:   baton identity keep-apart ${one} ${other} --by <氏名>`,
      split: (record) => `別人のレコードなら:   baton identity split ${record} --by <氏名>`,
    },
    joined: (lead, other, withdrawn) =>
      `同一人物としました: ${lead}${other === undefined ? '' : `(${other} を統合)`}。${withdrawn === 0 ? '' : `取り下げた引き渡し: ${withdrawn}件。`}`,
    apart: (lead, other) => `別人としました: ${lead}${other === undefined ? '' : ` と ${other}`}。以後は確認しません。`,
    withdrawn: (count) => `そのレコードにToDoがあったため取り下げた引き渡し: ${count}件。`,
    placed: (count) => `この判断でリードが決まったレコード: ${count}件。`,
  },
};
