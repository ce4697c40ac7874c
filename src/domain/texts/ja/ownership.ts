/** 誰がいつ何を受け持っていたか(台帳による)。 */
import type { ownership as english } from '../en/ownership.ts';

export const ownership: typeof english = {
  commands: {
    owner: 'リードの責任者の移り変わりと、その根拠となる台帳の記録',
    held: 'ある人が受け持つ(受け持っていた)リードと、その根拠となる台帳の記録',
  },
  argument: { who: 'チームのメンバー(キー)、キュー、または部門' },
  option: { at: '過去の日または時点(explainと同じ形式)' },
  by: (seq, what, cause) => `台帳${seq}番: ${what}、原因: ${cause}`,
  holder: (who) => `責任者: ${who}`,
  still: '継続中',
  never: 'このリードの記録は台帳にありません。まだ何も決定されておらず、マーケティングが受け持っています。',
  holdsNothing: '該当するリードはありません。',
  count: (leads) => `${leads}件`,
};
