/** What is said in Japanese of a fault in the configuration. */
import { doubts } from './doubts-ja.ts';
import { incoherence } from './incoherence-ja.ts';
import type { Expected, Words } from './words.ts';

const EXPECTED: Readonly<Record<Expected, string>> = {
  text: '文字列',
  number: '数値',
  'whole-number': '整数',
  'yes-no': 'true または false',
  list: 'リスト',
  section: '下位の項目を持つ節',
};

const meant = (nearest: string | undefined): string =>
  nearest === undefined ? '' : `「${nearest}」ではありませんか。`;

/** The forms that the schemas ask for, by their English words. */
export const FORMS: Readonly<Record<string, string>> = {
  'a number and its unit: "20 minutes", "3 hours" or "10 days"': '数と単位(例: 20 minutes、3 hours、10 days)',
  'a number and its unit: "24 hours", "8 business hours" or "3 business days"':
    '数と単位(例: 24 hours、8 business hours、3 business days)',
  'a number of days: "90 days"': '日数(例: 90 days)',
  'a day, YYYY-MM-DD': '日付(YYYY-MM-DD)',
  "a time of day, '09:00'": "時刻(例: '09:00')",
  'one to three letters or digits': '英数字1〜3文字',
  'lower-case letters, digits and hyphens': '小文字で始まる半角の英小文字・数字・ハイフン',
  'a field name of the vendor: letters, digits, underscore': '連携先の項目名(半角英数字とアンダースコア)',
};
const form = (detail: string | undefined): string => FORMS[detail ?? ''] ?? detail ?? '';

export const ja: Words = {
  overall: '示された行を直して、もう一度実行してください。',
  more: (count) => `… ほか${count}件。`,
  also: (line) => `${line}行目も参照`,
  faults: {
    'no-file': () => ({
      what: 'ファイルを読めません。',
      remedy: 'パスを確認するか、`baton init` で作成してください。',
    }),
    'no-assignment': () => ({
      what: '変数を設定する行になっていません。',
      remedy: '「名前=値」の形で書いてください(=は半角)。コメントは # で始めます。',
    }),
    'too-large': ({ limit }) => ({
      what: `ファイルが${limit}を超えています。`,
      remedy: '分割するか、不要な内容を取り除いてください。',
    }),
    'not-utf8': () => ({ what: 'UTF-8のテキストではありません。', remedy: 'UTF-8で保存してください。' }),
    syntax: () => ({
      what: 'YAMLとして読めません。',
      remedy: 'この行と前の行の字下げを確認し、コロンと引用符は半角で書いてください。',
    }),
    'wide-space': () => ({
      what: '字下げに全角スペースが使われています。',
      remedy: '並びの行と同じだけ、半角スペースで字下げしてください。',
    }),
    'wide-colon': () => ({ what: 'キーの後のコロンが全角です。', remedy: '半角の「: 」にしてください。' }),
    tab: () => ({ what: '字下げにタブが使われています。', remedy: '半角スペースで字下げしてください。' }),
    'key-twice': () => ({ what: '同じキーが二度書かれています。', remedy: 'どちらか一方を残してください。' }),
    'several-documents': () => ({
      what: '一つのファイルに複数の文書があります。',
      remedy: '「---」の行とそれ以降を取り除いてください。',
    }),
    'nested-too-deep': ({ limit }) => ({
      what: `入れ子が${limit}段を超えています。`,
      remedy: 'もっと浅く書いてください。',
    }),
    alias: () => ({
      what: 'エイリアス(*)またはアンカー(&)の参照先がないか、自分自身を指しています。',
      remedy: '値をそのまま書いてください。*や&で始まる文字列なら引用符で囲んでください。',
    }),
    'too-many-aliases': () => ({
      what: 'エイリアス(*)による繰り返しが多すぎます。',
      remedy: '値をそのまま書いてください。',
    }),
    'merge-key': () => ({
      what: '「<<」による節の結合は使えません。',
      remedy: 'キーをそのまま書くか、節全体をエイリアス(*)で繰り返してください。',
    }),
    tag: () => ({
      what: 'タグ(!)は使えません。',
      remedy: 'タグを取り除いてください。!で始まる文字列なら引用符で囲んでください。',
    }),
    directive: () => ({
      what: 'このファイルはYAML 1.2としてのみ読まれます。',
      remedy: '%で始まる行を取り除いてください。',
    }),
    escape: () => ({
      what: '二重引用符の中の「\\」に続く文字に意味がありません。',
      remedy: '「\\」を二つ重ねるか、一重引用符を使ってください。',
    }),
    indent: () => ({
      what: 'この行の字下げが、並びの行と揃っていません。',
      remedy: '並びの行と同じ位置から、半角スペースで書き始めてください。',
    }),
    'needs-quotes': () => ({
      what: 'この文字で文字列を始めることはできません。',
      remedy: '文字列を引用符で囲んでください。',
    }),
    'key-not-text': () => ({
      what: 'キーは一つの語でなければなりません。',
      remedy: 'コロンの前に短い名前を書いてください。',
    }),
    unprintable: ({ name }) => ({
      what: `目に見えない文字(${name})があります。`,
      remedy: '取り除いてください。多数ある場合は、UTF-8のテキストとして保存し直してください。',
    }),
    'empty-file': () => ({
      what: 'ファイルに内容がありません。',
      remedy: '以前の版を戻すか、別のフォルダーで `baton init` を実行して作成してください。',
    }),
    'other-document': ({ options }) => ({
      what: '別の種類の文書です。',
      remedy: `正しいファイルを置いてください。使えるキー: ${options}。`,
    }),
    'unknown-key': ({ name, nearest, options }) => ({
      what: `「${name}」はここで使えるキーではありません。`,
      remedy: `${meant(nearest)}${options === undefined || options === '' ? '取り除いてください。' : `使えるキー: ${options}。`}`,
    }),
    'secret-in-file': ({ name }) => ({
      what: `「${name}」は共有されるファイルに書くものではありません。`,
      remedy: '取り除いて、環境変数かbaton.yamlと同じ場所の.envに設定してください。共有済みなら再発行してください。',
    }),
    'not-together': ({ name }) => ({
      what: `「${name}」は、並んでいるキーと一緒には使えません。`,
      remedy: '別の項目として書くか、取り除いてください。',
    }),
    missing: ({ name, options }) => ({
      what: `「${name}」がありません。`,
      remedy: `「${name}:」を追加してください${options === undefined ? '' : `(次のいずれか: ${options})`}。`,
    }),
    'nothing-there': ({ expected }) => ({
      what: 'コロンの後に何もありません。',
      remedy: `${expected === undefined ? '値' : EXPECTED[expected]}を書くか、キーを取り除いてください。`,
    }),
    'wrong-type': ({ expected = 'text' }) => ({
      what: '値の種類が違います。',
      remedy: `${EXPECTED[expected]}を書いてください。`,
    }),
    'quoted-number': () => ({
      what: '数値ではなく文字列になっています。',
      remedy: '引用符を外し、数字だけを書いてください。',
    }),
    'wide-number': () => ({
      what: '数値が半角の数字で書かれていません。',
      remedy: '引用符を付けず、半角の数字で書いてください。',
    }),
    'not-finite': () => ({
      what: '計算に使える数値ではありません。',
      remedy: '15桁以内の数字で書いてください。',
    }),
    'unquoted-text': () => ({
      what: '文字列ではなく数値かtrue/falseになっています。',
      remedy: '引用符で囲んでください。',
    }),
    'not-yes-no': () => ({
      what: 'はい・いいえは true と false でのみ表せます。',
      remedy: 'true または false と書いてください。',
    }),
    'one-of': ({ nearest, options }) => ({
      what: '選べる値ではありません。',
      remedy: `${meant(nearest)}選べる値: ${options}。`,
    }),
    'wrong-form': ({ detail }) => ({ what: '書式が違います。', remedy: `次の書式で書いてください: ${form(detail)}。` }),
    'bad-name': ({ detail }) => ({
      what: '名前の書式が違います。',
      remedy: `次の書式で書いてください: ${form(detail)}。`,
    }),
    'too-small': ({ limit }) => ({ what: '数値が小さすぎます。', remedy: `${limit}以上にしてください。` }),
    'too-big': ({ limit }) => ({ what: '数値が大きすぎます。', remedy: `${limit}以下にしてください。` }),
    'too-few': ({ limit }) => ({ what: '値が必要です。', remedy: `${limit}つ以上書いてください。` }),
    'too-many': ({ limit }) => ({ what: '長すぎます。', remedy: `${limit}以下にしてください。` }),
    'no-shape': ({ options }) => ({
      what: 'ここで使えるどの書き方にも当てはまりません。',
      remedy: `次のいずれかで始めてください: ${options}。`,
    }),

    ...incoherence,
    ...doubts,

    'no-such-member': ({ name, nearest }) => ({
      what: `「${name}」という担当者はいません。`,
      remedy: `${meant(nearest)}担当者のkeyを書くか、membersに追加してください。`,
    }),
    'no-such-pool': ({ name, options }) => ({
      what: `合意書の引き渡し先「${name}」が当番表にありません。`,
      remedy: `poolsに追加するか(現在: ${options})、合意書で別の名前にしてください。`,
    }),
    'other-department': ({ name, nearest, options }) => ({
      what: `合意書に部門「${name}」がないため、その部門としての確認や通知はこの担当者に届きません。`,
      remedy: `${meant(nearest)}次のいずれかにするか、合意書のdepartmentsに追加してください: ${options}。`,
    }),
    'of-another-department': ({ name, department, options }) => ({
      what: `「${name}」は${department}の担当者ですが、この当番表には${options}への引き渡しが割り当てられます。担当者の接点は${department}のものとして数えられます。`,
      remedy: 'departmentを直すか、当番表から外してください。応援として入れている場合は、そのままで構いません。',
    }),
    'field-not-read': ({ name, nearest }) => ({
      what: `「${name}」を読む項目の対応がありません。どのリードでも不明のままになります。`,
      remedy: `${meant(nearest)}hubspot.yamlかsalesforce.yamlのreadに追加してください。`,
    }),
    'own-manager': () => ({
      what: '自分自身が上長になっています。',
      remedy: '別の担当者にするか、managerを取り除いてください。',
    }),
    backwards: () => ({ what: '最終日が初日より前です。', remedy: 'fromとtoを入れ替えてください。' }),
    'no-such-stage': ({ name, nearest, options }) => ({
      what: `「${name}」という段階はありません。`,
      remedy: `${meant(nearest)}段階: ${options}。`,
    }),
    'no-such-object': ({ name, options }) => ({
      what: `このシステムに「${name}」はありません。`,
      remedy: `次のいずれかにしてください: ${options}。`,
    }),
    'written-twice': ({ name }) => ({
      what: `二つの項目が同じ「${name}」に書き込まれます。`,
      remedy: '別々の項目にしてください。',
    }),
    'read-elsewhere': ({ name }) => ({
      what: `「${name}」の読み取り元と書き込み先が異なります。`,
      remedy: '同じ項目にするか、名前を分けてください。',
    }),
    'needs-create-lead': () => ({
      what: 'Salesforceにレコードがないリードの扱いが書かれていません。',
      remedy: '「createLead:」にwhen、lastNameFallback、companyFallbackを書いてください。',
    }),
    'not-safe': () => ({
      what: 'この宛先では認証情報が保護されません。',
      remedy: 'https:// を使ってください。http:// はこのコンピューター自身に限ります。',
    }),
    'mail-not-safe': () => ({
      what: 'このメールサーバーへはメッセージが保護されずに送られます。',
      remedy: 'starttls か tls にしてください。none が使えるのは、このコンピューター上のメールサーバーだけです。',
    }),
    'channel-off': ({ name, options }) => ({
      what: `「${name}」はbaton.yamlで有効になっていません。`,
      remedy: `baton.yamlの「notify」で有効にするか、ここから外してください${options === '' ? '' : `(有効なもの: ${options})`}。`,
    }),

    'no-variable': ({ name, detail }) => ({
      what: `${name}が設定されていません${detail === undefined ? '' : `(${detail})`}。`,
      remedy: `環境変数か、baton.yamlと同じ場所の.envに${name}を設定してください。`,
    }),
    'bad-variable': ({ name, detail }) => ({
      what: `${name}の書式が違います。`,
      remedy: `次の書式で設定してください: ${detail}。`,
    }),
  },
};
