/** The companies of the story: invented names in the legal forms that matching must cope with, and sizes spread as in real address lists. */
import type { Chance } from './chance.ts';
import { chance } from './chance.ts';
import type { StoryCompany } from './story.ts';

export const INDUSTRIES = ['IT', 'manufacturing', 'retail', 'finance', 'healthcare', 'education'] as const;
export type Industry = (typeof INDUSTRIES)[number];

const INDUSTRY_WEIGHTS: readonly (readonly [Industry, number])[] = [
  ['IT', 32],
  ['manufacturing', 26],
  ['retail', 14],
  ['finance', 11],
  ['healthcare', 10],
  ['education', 7],
];

const JAPANESE_STEMS =
  '月白 tsukishiro,朝凪 asanagi,碧空 hekiku,楓林 furin,雲雀 hibari,白樺 shirakaba,桜坂 sakurazaka,星霜 seiso,夕映 yubae,銀杏 icho,千波 chinami,' +
  '若竹 wakatake,深雪 miyuki,琥珀 kohaku,常盤木 tokiwagi,風花 kazahana,蒼海 sokai,春霞 harugasumi,浅葱 asagi,鳴海 narumi,水無月 minazuki,木洩日 komorebi,' +
  '七草 nanakusa,花筏 hanaikada,松籟 shorai,雪割 yukiwari,紫苑 shion,山吹 yamabuki,藤波 fujinami,白露 hakuro,初凪 hatsunagi,虹橋 kokyo';

const JAPANESE_TRADES: Record<Industry, string> = {
  IT: 'システムズ systems,テクノロジー technology,ソフト soft,データ data,ネットワークス networks',
  manufacturing: '製作所 works,工業 industries,精機 seiki,化学 chemical,電機 denki',
  retail: '商店 shoten,ストアーズ stores,物産 bussan,フーズ foods',
  finance: 'キャピタル capital,信託 trust,リース leasing',
  healthcare: 'メディカル medical,薬品 pharma,ケア care',
  education: '学院 gakuin,ラーニング learning,教育社 kyoikusha',
};

const WESTERN_STEMS =
  'Northgale,Bluefen,Ashwick,Ferrowell,Marlowe Bay,Oakhurst,Silverden,Tidewater Nine,Quillmark,Redmoor,Greyfinch,Larkspur Hill,Stonebrook,Wrenfield,' +
  'Havenport,Elmstead,Copperdale,Juniper Row,Kestrel Point,Windlass';
const GERMAN_STEMS =
  'Nordwiese,Falkenried,Sonnwald,Eichtal,Blauberg,Rabenfels,Lindenhof,Wolkenau,Steinmark,Birkenfurt,Hirschquell,Moorbrück';

const WESTERN_TRADES: Record<Industry, string> = {
  IT: 'Software,Systems,Cloud,Analytics',
  manufacturing: 'Industrial,Components,Robotics,Materials',
  retail: 'Outfitters,Stores,Goods',
  finance: 'Capital,Leasing,Mutual',
  healthcare: 'Medical,Diagnostics,Care',
  education: 'Academy,Learning',
};

const REGIONS: Record<string, readonly (readonly [string, number])[]> = {
  Japan: [
    ['Tokyo', 44],
    ['Kanagawa', 11],
    ['Osaka', 14],
    ['Saitama', 5],
    ['Chiba', 4],
    ['Aichi', 9],
    ['Fukuoka', 6],
    ['Hokkaido', 4],
    ['Kyoto', 3],
  ],
  'United States': [
    ['California', 4],
    ['New York', 3],
    ['Texas', 2],
  ],
  Germany: [
    ['Bavaria', 3],
    ['Berlin', 2],
    ['Hamburg', 1],
  ],
  'United Kingdom': [['England', 1]],
};

/** So many companies, each with its own domain under `.example`; about seven in ten are Japanese. */
export function makeCompanies(seed: string, count: number): StoryCompany[] {
  const luck = chance(`${seed}/companies`);
  const names = new Map<string, { readonly entries: readonly NameParts[]; used: number }>();
  return Array.from({ length: count }, (_, index) => {
    const country = luck.weighted([
      ['Japan', 76],
      ['United States', 12],
      ['Germany', 11],
      ['United Kingdom', 6],
    ]);
    const industry = luck.weighted(INDUSTRY_WEIGHTS);
    const key = `${country === 'United Kingdom' ? 'United States' : country}/${industry}`;
    const stock = names.get(key) ?? { entries: luck.shuffled(combinations(key, industry)), used: 0 };
    names.set(key, stock);
    const parts = stock.entries[stock.used % stock.entries.length] ?? { name: 'Baton', domain: 'baton' };
    const round = Math.floor(stock.used / stock.entries.length) + 1;
    stock.used += 1;
    const suffix = round === 1 ? '' : `-${round}`;
    return {
      id: `c${String(index + 1).padStart(4, '0')}`,
      name: legalName(`${parts.name}${round === 1 ? '' : round}`, country, luck),
      domain: `${parts.domain}${suffix}.example`,
      industry,
      employees: headcount(luck),
      region: luck.weighted(REGIONS[country] ?? []),
      country,
      growth: luck.weighted([
        [luck.int(10, 35), 26],
        [luck.int(5, 9), 28],
        [luck.int(-6, 4), 46],
      ]),
    };
  });
}

interface NameParts {
  readonly name: string;
  readonly domain: string;
}

function combinations(key: string, industry: Industry): NameParts[] {
  if (key.startsWith('Japan/')) {
    return pairs(JAPANESE_STEMS, JAPANESE_TRADES[industry]).map(([stem, trade]) => {
      const [name = '', letters = ''] = stem.split(' ');
      const [tradeName = '', tradeLetters = ''] = trade.split(' ');
      return { name: `${name}${tradeName}`, domain: `${letters}-${tradeLetters}` };
    });
  }
  const stems = key.startsWith('Germany/') ? GERMAN_STEMS : WESTERN_STEMS;
  return pairs(stems, WESTERN_TRADES[industry]).map(([stem, trade]) => ({
    name: `${stem} ${trade}`,
    domain: `${stem} ${trade}`.toLowerCase().replaceAll('ü', 'ue').replaceAll(' ', '-'),
  }));
}

function pairs(left: string, right: string): [string, string][] {
  return left.split(',').flatMap((a) => right.split(',').map((b): [string, string] => [a, b]));
}

function legalName(name: string, country: string, luck: Chance): string {
  if (country === 'Japan') {
    return luck.weighted([
      [`株式会社${name}`, 5],
      [`${name}株式会社`, 5],
      [`（株）${name}`, 2],
      [`${name}(株)`, 1],
      [`合同会社${name}`, 1],
    ]);
  }
  if (country === 'Germany') return `${name} ${luck.pick(['GmbH', 'GmbH', 'AG', 'GmbH & Co. KG'])}`;
  return `${name} ${luck.pick(country === 'United Kingdom' ? ['Ltd', 'plc'] : ['Inc.', 'Inc.', 'LLC', 'Corp.'])}`;
}

/** Many small, few large: 1–99 a good third, 100–499 another, the rest from 500 up. */
function headcount(luck: Chance): number {
  return luck.weighted([
    [luck.int(4, 99), 38],
    [luck.int(100, 499), 34],
    [luck.int(500, 4_800), 28],
  ]);
}
