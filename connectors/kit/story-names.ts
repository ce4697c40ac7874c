/** Names for the people of the story: common Japanese and Western family and given names, freely combined; nobody real is meant. */
import type { Chance } from './chance.ts';

export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
  /** Letters for the part of an e-mail address before the ＠ sign. */
  readonly latinFirst: string;
  readonly latinLast: string;
}

const JAPANESE_FAMILY =
  '佐々木 sasaki,山本 yamamoto,中村 nakamura,小林 kobayashi,加藤 kato,吉田 yoshida,山田 yamada,山口 yamaguchi,松本 matsumoto,' +
  '井上 inoue,木村 kimura,林 hayashi,斎藤 saito,清水 shimizu,山崎 yamazaki,森 mori,池田 ikeda,橋本 hashimoto,阿部 abe,石川 ishikawa,' +
  '山下 yamashita,中島 nakajima,石井 ishii,小川 ogawa,前田 maeda,岡田 okada,長谷川 hasegawa,藤田 fujita,後藤 goto,近藤 kondo,村上 murakami,' +
  '遠藤 endo,青木 aoki,坂本 sakamoto,福田 fukuda,太田 ota,西村 nishimura,藤井 fujii,金子 kaneko,岡本 okamoto,藤原 fujiwara,三浦 miura,' +
  '中野 nakano,原田 harada,松田 matsuda,竹内 takeuchi,小野 ono,田村 tamura,中山 nakayama,和田 wada,石田 ishida,森田 morita,上田 ueda,' +
  '内田 uchida,柴田 shibata,酒井 sakai,宮崎 miyazaki,横山 yokoyama,高木 takagi,安藤 ando,工藤 kudo,渡辺 watanabe,渡邉 watanabe,髙田 takada';

const JAPANESE_GIVEN =
  '陽子 yoko,直樹 naoki,裕子 yuko,大輔 daisuke,真由美 mayumi,浩二 koji,恵 megumi,翔太 shota,愛 ai,拓也 takuya,智子 tomoko,和也 kazuya,' +
  '彩 aya,健太 kenta,久美子 kumiko,達也 tatsuya,千尋 chihiro,亮 ryo,由美 yumi,学 manabu,奈々 nana,隆 takashi,麻衣 mai,剛 tsuyoshi,' +
  '優子 yuko,徹 toru,香織 kaori,洋平 yohei,瞳 hitomi,秀樹 hideki,さくら sakura,康介 kosuke,明美 akemi,慎一 shinichi,綾香 ayaka,勇気 yuki,' +
  '葵 aoi,蓮 ren,結衣 yui,純一 junichi,美穂 miho,正人 masato,里奈 rina,俊介 shunsuke,みどり midori,聡 satoshi,春香 haruka,誠司 seiji';

const ENGLISH_FAMILY =
  'Carter,Bennett,Hughes,Foster,Reed,Morgan,Ellis,Price,Wood,Hayes,Grant,Cole,Barnes,Fisher,Palmer,Shaw,Marsh,Doyle,Nolan,Walsh,Patel,Osei,' +
  'Nguyen,Rossi,Novak,Larsen,Costa,Silva,Okafor,Whitfield,Hargrove,Lindqvist';
const ENGLISH_GIVEN =
  'Emma,Oliver,Grace,Liam,Sophia,Noah,Chloe,Ethan,Hannah,Lucas,Maya,Daniel,Priya,Samuel,Nora,Adam,Leah,Marcus,Isabel,Victor,Ruth,Owen,Elena,Kofi';

const GERMAN_FAMILY =
  'Becker,Hoffmann,Schäfer,Koch,Richter,Wolf,Neumann,Krüger,Vogel,Lorenz,Brandt,Groß,Seidel,Haas,Böhm,Kessler';
const GERMAN_GIVEN =
  'Lena,Felix,Marie,Lukas,Katharina,Stefan,Ulrike,Matthias,Sabine,Jan,Petra,Tobias,Heike,Florian,Jürgen,Birgit';

/** One name, in the person's own script. */
export function personName(country: string, luck: Chance): PersonName {
  if (country === 'Japan') {
    const [lastName, latinLast] = japanese(luck.pick(JAPANESE_FAMILY.split(',')));
    const [firstName, latinFirst] = japanese(luck.pick(JAPANESE_GIVEN.split(',')));
    return { firstName, lastName, latinFirst, latinLast };
  }
  const german = country === 'Germany';
  const lastName = luck.pick((german ? GERMAN_FAMILY : ENGLISH_FAMILY).split(','));
  const firstName = luck.pick((german ? GERMAN_GIVEN : ENGLISH_GIVEN).split(','));
  return { firstName, lastName, latinFirst: latin(firstName), latinLast: latin(lastName) };
}

function japanese(entry: string): [script: string, letters: string] {
  const [script = '', letters = ''] = entry.split(' ');
  return [script, letters];
}

/** German spelling without its special letters, as people write it in addresses. */
function latin(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z]/g, '');
}

/** An address at the domain that nobody in `taken` has; it is added there. */
export function addressFor(name: PersonName, domain: string, taken: Set<string>, luck: Chance): string {
  const initial = name.latinFirst.slice(0, 1);
  const local = luck.weighted([
    [`${name.latinFirst}.${name.latinLast}`, 4],
    [`${initial}.${name.latinLast}`, 3],
    [`${name.latinLast}-${initial}`, 2],
    [`${name.latinLast}`, 1],
  ]);
  let address = `${local}@${domain}`;
  // Ends: each turn makes another address, and `taken` is finite.
  for (let n = 2; taken.has(address); n++) address = `${local}${n}@${domain}`;
  taken.add(address);
  return address;
}

/** A number from the ranges that are kept free of subscribers: 555-01xx, Ofcom's and Bundesnetzagentur's drama numbers; in Japan the unused 0000. */
export function phoneNumber(country: string, luck: Chance): string {
  const digits = (count: number): string => Array.from({ length: count }, () => luck.int(0, 9)).join('');
  switch (country) {
    case 'Japan':
      return `+81-${luck.pick(['3', '6', '45', '52', '92'])}-0000-${digits(4)}`;
    case 'Germany':
      return `+49-30-23125-${digits(3)}`;
    case 'United Kingdom':
      return `+44-1632-960${digits(3)}`;
    default:
      return `+1-202-555-01${digits(2)}`;
  }
}
