/** What is said in Japanese of an agreement that is well formed and does not fit together. */
import type { INCOHERENCES } from '../domain/agreement/incoherence.ts';
import type { Words } from './words.ts';

/** Where there is none at all, the thing itself must be defined first. */
const oneOf = (names: string | undefined): string =>
  names === undefined || names === '' ? '取り除くか、先に定義してください。' : `次のいずれかにしてください: ${names}。`;

export const incoherence: Pick<Words['faults'], (typeof INCOHERENCES)[number]> = {
  'bands-or-values': () => ({
    what: '規則にはbands(数値用)かvalues(文字列用)が必要です。',
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
    remedy: oneOf(name),
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
    remedy: oneOf(name),
  }),
  'no-such-level': ({ name }) => ({
    what: 'その項目にこの水準はありません。',
    remedy: oneOf(name),
  }),
  'no-levels': ({ name }) => ({
    what: `「${name}」に比べるための水準がありません。`,
    remedy: '項目に levels: を低い順に書いてください。',
  }),
  'no-such-grade': ({ name }) => ({
    what: 'そのグレードはありません。',
    remedy: oneOf(name),
  }),
  'last-grade-open': () => ({
    what: '最後のグレードは残り全部なので、下限がありません。',
    remedy: 'fromを取り除いてください。',
  }),
  'no-such-cell': ({ name }) => ({
    what: 'マトリクスにその区分はありません。',
    remedy: oneOf(name),
  }),
  'no-such-step': ({ name }) => ({
    what: 'マトリクスのその軸に、この段はありません。',
    remedy: oneOf(name),
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
  'reminder-too-late': ({ name }) => ({
    what: `再通知(remindAfter)が期限(${name})より前になりません。`,
    remedy: 'remindAfterをwithinより短くしてください。',
  }),
};
