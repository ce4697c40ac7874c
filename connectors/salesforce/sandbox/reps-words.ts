/** What reps of the sandbox write into their calls and meetings, in their own language. */

export interface RepWords {
  readonly callSubject: string;
  readonly connected: string;
  readonly noAnswer: string;
  readonly talked: readonly string[];
  readonly missed: readonly string[];
  /** Why a lead is worth pursuing, as inside sales writes it down. */
  readonly potential: readonly string[];
  readonly meetingSubject: string;
  readonly meetingNotes: readonly string[];
  readonly location: string;
}

export const REP_WORDS: Readonly<Record<'ja' | 'en', RepWords>> = {
  ja: {
    callSubject: '架電',
    connected: '通話',
    noAnswer: '不在',
    talked: [
      'ご担当者と通話。現在の課題と検討の背景を伺った。資料を送付済み。',
      '10分ほど通話。予算の確保状況と社内の決裁の流れを確認した。',
      '導入時期とお困りごとを伺った。次回は上長も同席いただける見込み。',
      'お問い合わせの内容を確認。比較検討中の他社サービスの話も出た。',
    ],
    missed: [
      '不在。折り返しのお願いを受付の方に伝えた。',
      '応答なし。時間を改めてかけ直す。',
      '会議中とのこと。後ほどかけ直す。',
    ],
    potential: [
      '現場のお困りごとが具体的で、上長も課題を認識している。',
      '比較検討の時期が近く、次の打ち合わせを先方から求められた。',
      '予算の枠があり、決裁までの流れも教えていただけた。',
    ],
    meetingSubject: '商談',
    meetingNotes: [
      '先方の課題の確認と製品のご説明。',
      'お見積りの内容と導入の進め方のご相談。',
      'デモの実施。決裁者の方もご同席の予定。',
    ],
    location: 'オンライン',
  },
  en: {
    callSubject: 'Call',
    connected: 'Connected',
    noAnswer: 'No answer',
    talked: [
      'Spoke about what they need and why now. Sent the overview they asked for.',
      'Ten minutes on the phone: budget, and who signs it off.',
      'Went through their timeline and the problem behind it. Their head will join next time.',
      'Confirmed what they asked for. They are comparing two other suppliers.',
    ],
    missed: [
      'No answer. Asked the front desk to pass on a call-back.',
      'Not reached, will try again.',
      'In a meeting; will call later.',
    ],
    potential: [
      'The problem is concrete, and their head knows of it.',
      'They compare soon, and asked for the next meeting themselves.',
      'There is a budget line, and they told us how it is decided.',
    ],
    meetingSubject: 'Meeting',
    meetingNotes: [
      'Their problem, and how our product meets it.',
      'Quote and steps of the roll-out.',
      'Demo; the decision-maker joins.',
    ],
    location: 'Online',
  },
};
