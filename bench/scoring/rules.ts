/** The rules of the scoring benchmark, stated once: 17 entries over seven attributes and 8 behaviours, 25 in all. */
import { join } from 'node:path';
import { readAgreement } from '../../src/config/agreement.ts';
import type { ActivityKind } from '../../src/domain/activity.ts';
import { type Agreement, agreementSchema, type Bilingual } from '../../src/domain/agreement/schema.ts';

export interface Attribute {
  readonly id: string;
  readonly label: Bilingual;
  readonly field: string;
  readonly bands?: readonly { readonly from: number; readonly points: number }[];
  readonly values?: readonly (
    | { readonly in: readonly string[]; readonly points: number }
    | { readonly contains: readonly string[]; readonly points: number }
  )[];
}

export interface Behaviour {
  readonly id: string;
  readonly label: Bilingual;
  readonly activity: ActivityKind;
  readonly where?: { readonly page: string };
  readonly points: number;
  /** Most points in absolute terms; absent: the points are given once. */
  readonly cap?: number;
  readonly days: number;
}

/** By rule: the hand-written code has to name the rules as the agreement does. */
export const LABELS = {
  size: { en: 'Company size', ja: '会社規模' },
  industry: { en: 'Industry', ja: '業種' },
  region: { en: 'Region', ja: '地域' },
  growth: { en: 'Growth', ja: '成長率' },
  budget: { en: 'Budget', ja: '予算' },
  title: { en: 'Title', ja: '役職' },
  timeframe: { en: 'Timeframe', ja: '導入時期' },
  visits: { en: 'Visits', ja: 'サイト訪問' },
  prices: { en: 'Visits to the prices', ja: '価格ページの訪問' },
  opened: { en: 'Mails opened', ja: 'メール開封' },
  clicked: { en: 'Links clicked', ja: 'リンクのクリック' },
  catalogue: { en: 'Catalogue', ja: 'カタログ' },
  webinar: { en: 'Webinar', ja: 'ウェビナー参加' },
  demo: { en: 'Demo requested', ja: 'デモ依頼' },
  missed: { en: 'Webinar missed', ja: 'ウェビナー欠席' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export const ATTRIBUTES: readonly Attribute[] = [
  {
    id: 'size',
    label: LABELS.size,
    field: 'employees',
    bands: [
      { from: 1_000, points: 15 },
      { from: 200, points: 20 },
      { from: 50, points: 10 },
      { from: 10, points: 5 },
    ],
  },
  {
    id: 'industry',
    label: LABELS.industry,
    field: 'industry',
    values: [
      { in: ['software', 'fintech'], points: 15 },
      { in: ['manufacturing', 'logistics'], points: 8 },
      { in: ['education', 'nonprofit'], points: -5 },
    ],
  },
  {
    id: 'region',
    label: LABELS.region,
    field: 'region',
    values: [
      { in: ['tokyo', 'osaka'], points: 10 },
      { in: ['fukuoka'], points: 5 },
    ],
  },
  {
    id: 'growth',
    label: LABELS.growth,
    field: 'growth',
    bands: [
      { from: 50, points: 10 },
      { from: 20, points: 5 },
    ],
  },
  {
    id: 'budget',
    label: LABELS.budget,
    field: 'budget',
    bands: [
      { from: 10_000_000, points: 20 },
      { from: 2_500_000, points: 10 },
    ],
  },
  {
    id: 'title',
    label: LABELS.title,
    field: 'title',
    values: [
      { contains: ['chief', 'vp', 'head of'], points: 15 },
      { contains: ['director', 'manager'], points: 8 },
      { contains: ['student', 'intern'], points: -20 },
    ],
  },
  { id: 'timeframe', label: LABELS.timeframe, field: 'timeframe', values: [{ in: ['now', 'quarter'], points: 10 }] },
];

export const BEHAVIOURS: readonly Behaviour[] = [
  { id: 'visits', label: LABELS.visits, activity: 'site-visited', points: 1, cap: 10, days: 30 },
  {
    id: 'prices',
    label: LABELS.prices,
    activity: 'site-visited',
    where: { page: 'price' },
    points: 5,
    cap: 20,
    days: 14,
  },
  { id: 'opened', label: LABELS.opened, activity: 'mail-opened', points: 1, cap: 5, days: 30 },
  { id: 'clicked', label: LABELS.clicked, activity: 'mail-clicked', points: 3, cap: 12, days: 30 },
  { id: 'catalogue', label: LABELS.catalogue, activity: 'catalogue-downloaded', points: 10, cap: 15, days: 90 },
  { id: 'webinar', label: LABELS.webinar, activity: 'webinar-attended', points: 8, cap: 16, days: 60 },
  { id: 'demo', label: LABELS.demo, activity: 'demo-requested', points: 30, days: 30 },
  { id: 'missed', label: LABELS.missed, activity: 'webinar-missed', points: -25, days: 180 },
];

export const RULE_COUNT =
  ATTRIBUTES.reduce((sum, { bands, values }) => sum + (bands ?? values ?? []).length, 0) + BEHAVIOURS.length;

/** The shipped agreement with these rules in place of its own, through the real schema. */
export function agreementOfRules(): Agreement {
  const { terms } = readAgreement({ path: join(import.meta.dirname, '../../mappings/agreement.yaml') });
  const behaviours = BEHAVIOURS.map(({ days, cap, ...rule }) => ({
    ...rule,
    within: `${days} days`,
    ...(cap === undefined ? { count: 'once' } : { count: 'each', cap }),
  }));
  return agreementSchema.parse({ ...terms, scoring: { attributes: ATTRIBUTES, behaviours } });
}
