/** What the story's people say and receive: inquiry words, reps' notes and mail names, short and in each person's language. */
import type { Chance } from './chance.ts';

export type Language = 'ja' | 'en';
export type FormKind = 'inquiry' | 'quote' | 'consultation' | 'price-list' | 'catalogue' | 'webinar' | 'exhibition';

/** HubSpot form ids are GUIDs. */
export const FORMS: Readonly<Record<FormKind, { readonly id: string; readonly name: string }>> = {
  inquiry: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0001', name: 'お問い合わせ / Contact us' },
  quote: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0002', name: '見積依頼 / Request a quote' },
  consultation: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0003', name: '相談・デモ / Book a consultation' },
  'price-list': { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0004', name: '価格表ダウンロード / Price list' },
  catalogue: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0005', name: 'カタログダウンロード / Catalogue' },
  webinar: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0006', name: 'ウェビナー申込 / Webinar' },
  exhibition: { id: '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0007', name: '展示会 / Exhibition card' },
};

/** Newsletters go out on fixed days to many at once; the others follow what one person did. */
export const MAILS = [
  { id: 71_001, name: '導入事例ニュース 1 / Case news 1', newsletter: true },
  { id: 71_002, name: '導入事例ニュース 2 / Case news 2', newsletter: true },
  { id: 71_003, name: '業務改善のヒント / Better workflows', newsletter: true },
  { id: 71_004, name: '新機能のお知らせ / What is new', newsletter: true },
  { id: 71_005, name: 'ウェビナーのご案内 / Webinar invitation', newsletter: true },
  { id: 71_006, name: '季節のご案内 / Season’s letter', newsletter: true },
  { id: 72_001, name: '資料のお礼 / Thank you for your download', newsletter: false },
  { id: 72_002, name: '料金のご案内 / About our prices', newsletter: false },
  { id: 72_003, name: '比較表のご案内 / How we compare', newsletter: false },
] as const;

/** Addresses whose visit tells something, and some that tell nothing. */
export const SITE = 'https://www.baton-demo.example';
export const PAGES = ['/', '/product/', '/blog/', '/company/'] as const;
export const TELLING_PAGES = ['/pricing/', '/cases/', '/product/', '/demo/'] as const;

const TROUBLES: Record<Language, readonly string[]> = {
  ja: [
    '受発注の入力を手作業で行っており、月末の残業が減りません。',
    '拠点ごとに管理表が分かれていて、在庫の全体像がつかめません。',
    '現行システムの保守が来年度で終了するため、後継を探しています。',
    '問い合わせ対応が担当者任せで、対応漏れが起きています。',
    '紙の点検記録を電子化したいと考えています。',
    '部門間の承認に一週間以上かかっており、見直しを検討中です。',
    '海外拠点を含めた進捗管理の仕組みを検討しています。',
    '監査で記録の不備を指摘され、早めに対策したいです。',
  ],
  en: [
    'We key in orders by hand and month end keeps getting longer.',
    'Every site keeps its own sheet, so nobody sees total stock.',
    'Support for our current system ends next year and we need a successor.',
    'Customer requests sit in personal inboxes and some get lost.',
    'We want to move our paper inspection records online.',
    'Approvals between departments take more than a week.',
    'We are looking for one way to follow progress across countries.',
    'An audit found gaps in our records and we want to close them soon.',
  ],
};

const WISHES: Record<'inquiry' | 'quote' | 'consultation', Record<Language, readonly string[]>> = {
  inquiry: {
    ja: [
      '対応できる範囲を教えてください。',
      '同業での導入例があれば知りたいです。',
      '既存の基幹システムと連携できますか。',
      '導入までの期間の目安を教えてください。',
    ],
    en: [
      'Can you tell us what you cover?',
      'Do you have customers in our line of business?',
      'Does it connect to our ERP?',
      'How long does a roll-out usually take?',
    ],
  },
  quote: {
    ja: [
      '{n}名で利用した場合のお見積りをお願いします。',
      '初期費用と月額（{n}名）を分けてご提示ください。',
      '稟議用に{n}ライセンスの概算が必要です。',
    ],
    en: [
      'Please quote for {n} users.',
      'Please split set-up and monthly fees for {n} seats.',
      'We need a rough figure for {n} licences for our budget request.',
    ],
  },
  consultation: {
    ja: [
      '画面を見ながら一度ご相談したいです。',
      '来週、{n}名ほどでデモに参加できますか。',
      '現状の課題整理からご相談できますか。',
    ],
    en: [
      'We would like to see it and talk it through.',
      'Could about {n} of us join a demo next week?',
      'Could you help us sort out where to start?',
    ],
  },
};

/** Two short sentences: what troubles them, and what they would like. */
export function inquiryWords(
  kind: 'inquiry' | 'quote' | 'consultation',
  language: Language,
  employees: number,
  luck: Chance,
): string {
  const users = kind === 'consultation' ? luck.int(2, 6) : Math.max(3, Math.round((employees * luck.int(5, 40)) / 100));
  const wish = luck.pick(WISHES[kind][language]).replace('{n}', String(users));
  return `${luck.pick(TROUBLES[language])}${language === 'ja' ? '' : ' '}${wish}`;
}

const CALL_NOTES: Record<'connected' | 'no-answer', Record<Language, readonly string[]>> = {
  connected: {
    ja: [
      '課題を伺った。上長に確認のうえ折り返しとのこと。',
      '資料は届いている。予算は来期で検討中。',
      '比較検討中。次回は関係者も同席予定。',
    ],
    en: [
      'Talked through the problem; will check with their head and call back.',
      'Has the material. Budget is being considered for next term.',
      'Comparing vendors; colleagues will join next time.',
    ],
  },
  'no-answer': { ja: ['不在。伝言を残した。', '会議中とのこと。'], en: ['Out; left a message.', 'In a meeting.'] },
};
const MEETING_NOTES: Record<Language, readonly string[]> = {
  ja: ['現状の業務の流れを確認。次回までに概算を用意する。', 'オンラインで画面を案内。導入時期は未定。'],
  en: ['Went through how they work today; we bring a rough figure next time.', 'Showed it online; no date set yet.'],
};
const CARD_NOTES: Record<Language, readonly string[]> = {
  ja: ['展示会で名刺交換。製品の概要を説明。', '展示会ブースに来訪。カタログを渡した。'],
  en: ['Exchanged cards at the exhibition; explained the basics.', 'Came to our stand; took a catalogue.'],
};

/** A rep's own note of a call, in the rep's language. */
export function callNote(outcome: 'connected' | 'no-answer', language: Language, luck: Chance): string {
  return luck.pick(CALL_NOTES[outcome][language]);
}

export function meetingNote(language: Language, luck: Chance): string {
  return luck.pick(MEETING_NOTES[language]);
}

export function cardNote(language: Language, luck: Chance): string {
  return luck.pick(CARD_NOTES[language]);
}
