/** What is said in Japanese of a fault in the configuration. */
import { doubts } from './doubts-ja.ts';
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

export const ja: Words = {
  overall: '示された行を直して、もう一度実行してください。',
  more: (count) => `… ほか${count}件。`,
  also: (lines) => `${lines}行目も参照`,
  faults: {
    'no-file': () => ({
      what: 'ファイルを読めません。',
      remedy: 'パスを確認するか、`baton init` で作成してください。',
    }),
    'too-large': ({ limit }) => ({
      what: `ファイルが${limit}を超えています。`,
      remedy: '分割するか、不要な内容を取り除いてください。',
    }),
    'not-utf8': () => ({ what: 'UTF-8のテキストではありません。', remedy: 'UTF-8で保存してください。' }),
    syntax: ({ detail }) => ({
      what: `YAMLとして読めません: ${detail}`,
      remedy: 'この行と前の行の字下げ、コロン、引用符を確認してください。',
    }),
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
    'too-many-aliases': () => ({
      what: 'エイリアス（*）の参照先がないか、繰り返しが多すぎます。',
      remedy: '値をそのまま書いてください。',
    }),
    'unknown-key': ({ name, nearest, options }) => ({
      what: `「${name}」はここで使えるキーではありません。`,
      remedy: `${meant(nearest)}${options === undefined || options === '' ? '取り除いてください。' : `使えるキー: ${options}。`}`,
    }),
    'secret-in-file': ({ name }) => ({
      what: `「${name}」は共有されるファイルに書くものではありません。`,
      remedy: '取り除いて、環境変数かbaton.yamlと同じ場所の.envに設定してください。共有済みなら再発行してください。',
    }),
    missing: ({ name, options }) => ({
      what: `「${name}」がありません。`,
      remedy: `「${name}:」を追加してください${options === undefined ? '' : `（次のいずれか: ${options}）`}。`,
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
    'wrong-form': ({ detail }) => ({ what: '書式が違います。', remedy: `次の書式で書いてください: ${detail}。` }),
    'bad-name': ({ detail }) => ({ what: '名前の書式が違います。', remedy: `次の書式で書いてください: ${detail}。` }),
    'too-small': ({ limit }) => ({ what: '数値が小さすぎます。', remedy: `${limit}以上にしてください。` }),
    'too-big': ({ limit }) => ({ what: '数値が大きすぎます。', remedy: `${limit}以下にしてください。` }),
    'too-few': ({ limit }) => ({ what: '値が必要です。', remedy: `${limit}つ以上書いてください。` }),
    'too-many': ({ limit }) => ({ what: '長すぎます。', remedy: `${limit}以下にしてください。` }),
    'no-shape': ({ options }) => ({
      what: 'ここで使えるどの書き方にも当てはまりません。',
      remedy: `次のいずれかで始めてください: ${options}。`,
    }),

    'bands-or-values': () => ({
      what: '規則にはbands（数値用）かvalues（文字列用）が必要です。',
      remedy: 'どちらか一方だけを書いてください。',
    }),
    'bands-descend': () => ({
      what: '上の行の下限がこれ以下のため、この行には届きません。',
      remedy: 'fromの大きい順に並べてください。',
    }),
    'each-needs-cap': () => ({
      what: '回数ごとに数える規則に上限がありません。',
      remedy: '最大の点数を「cap:」で書いてください。',
    }),
    'cap-needs-each': () => ({
      what: '一度だけ数える規則に上限は不要です。',
      remedy: 'capを取り除くか「count: each」と書いてください。',
    }),
    'cap-too-high': ({ name }) => ({ what: '上限が20回分を超えています。', remedy: `${name}以下にしてください。` }),
    'no-points': () => ({ what: '0点の規則には意味がありません。', remedy: '点数を付けるか、取り除いてください。' }),
    'not-a-behaviour': ({ name }) => ({
      what: `「${name}」はリードではなく当社側の行動です。`,
      remedy: '行動の規則から取り除いてください。',
    }),
    'named-twice': ({ name }) => ({ what: `「${name}」が二度使われています。`, remedy: '別々の名前にしてください。' }),
    'no-such-evidence': ({ name }) => ({
      what: 'evidenceにその項目がありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'more-than-there-are': ({ name }) => ({
      what: '項目の数より多くを求めています。',
      remedy: `${name}以下にしてください。`,
    }),
    'no-comparison': ({ name }) => ({
      what: `「${name}」に条件がありません。`,
      remedy: 'atLeast、atMost、in、contains、presentのいずれかを書いてください。',
    }),
    'too-deep': ({ name }) => ({
      what: `条件の入れ子が${name}段を超えています。`,
      remedy: '署名者が読めるよう、浅く書いてください。',
    }),
    'no-such-zone': ({ name }) => ({
      what: `「${name}」という時間帯はありません。`,
      remedy: 'Asia/Tokyo のように書いてください。',
    }),
    'warm-above-hot': () => ({
      what: 'warmの下限がhotの下限以上です。',
      remedy: 'warmを下げるかhotを上げてください。',
    }),
    'no-such-time': ({ name }) => ({
      what: `「${name}」は時刻ではありません。`,
      remedy: "'00:00'から'23:59'まで、引用符付きで書いてください。",
    }),
    'closes-before-opening': () => ({
      what: '終業が始業より前です。',
      remedy: 'closesを始業より後の時刻にしてください。',
    }),
    'no-such-day': ({ name }) => ({
      what: `「${name}」という日はありません。`,
      remedy: 'YYYY-MM-DDの形で書いてください。',
    }),
    'no-such-department': ({ name }) => ({
      what: 'その部門はありません。',
      remedy: `次のいずれかにするか、departmentsに追加してください: ${name}。`,
    }),
    'no-such-group': ({ name }) => ({
      what: 'scoring.groupsにその組はありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'no-such-level': ({ name }) => ({
      what: 'その項目にこの水準はありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'no-levels': ({ name }) => ({
      what: `「${name}」に比べるための水準がありません。`,
      remedy: '項目に levels: を低い順に書いてください。',
    }),
    'no-such-grade': ({ name }) => ({
      what: 'そのグレードはありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'last-grade-open': () => ({
      what: '最後のグレードは残り全部なので、下限がありません。',
      remedy: 'fromを取り除いてください。',
    }),
    'no-such-cell': ({ name }) => ({
      what: 'マトリクスにその区分はありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'no-such-step': ({ name }) => ({
      what: 'マトリクスのその軸に、この段はありません。',
      remedy: `次のいずれかにしてください: ${name}。`,
    }),
    'cell-twice': () => ({
      what: 'マトリクスの同じ位置に、別の区分があります。',
      remedy: '1つの位置には1つの区分にしてください。',
    }),
    'not-defined': ({ name }) => ({
      what: `「${name}」は、この合意書では定義されていません。`,
      remedy: '該当する節に追加するか、ここから取り除いてください。',
    }),
    'in-a-circle': () => ({
      what: '基準・軸・区分の定義の中で、別の基準・軸・区分を求めています。',
      remedy: '項目・確認事項・行動そのものを条件にしてください。',
    }),
    'hearing-needs-when': () => ({
      what: '段階を伴わない引き渡しには、独自の条件が必要です。',
      remedy: 'when: を書くか、stageを指定してください。',
    }),
    ...doubts,

    'no-such-member': ({ name, nearest }) => ({
      what: `「${name}」という担当者はいません。`,
      remedy: `${meant(nearest)}担当者のkeyを書くか、membersに追加してください。`,
    }),
    'no-such-pool': ({ name, options }) => ({
      what: `合意書の引き渡し先「${name}」が当番表にありません。`,
      remedy: `poolsに追加するか（現在: ${options}）、合意書で別の名前にしてください。`,
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

    'no-variable': ({ name, detail }) => ({
      what: `${name}が設定されていません${detail === undefined ? '' : `（${detail}）`}。`,
      remedy: `環境変数か、baton.yamlと同じ場所の.envに${name}を設定してください。`,
    }),
    'bad-variable': ({ name, detail }) => ({
      what: `${name}の書式が違います。`,
      remedy: `次の書式で設定してください: ${detail}。`,
    }),
  },
};
