/** HubSpotのコンタクトに残す、引き渡しのメモ。 */
import type { note as english } from '../en/note.ts';

export const note: typeof english = {
  title: (from, to) => `[Baton] 引き渡し:${from} → ${to}`,
  when: (at) => `引き渡し日時:${at}`,
  due: (deadline, at, state) => `期限(${deadline}):${at}${state === '' ? '' : ` ${state}`}`,
  priority: (priority) => `優先度:${priority}`,
  why: (handoff, { total, attribute, behaviour }) =>
    `引き渡しの理由:${handoff} ${total}点(属性 ${attribute}、行動 ${behaviour})`,
  before: (names) => `以前の担当:${names}`,
  contact: (at, how) => `初回接触:${at} ${how}`,
  ended: (at, outcome) => `終了:${at} ${outcome}`,
  said: (reason) => `理由:${reason}`,
};
