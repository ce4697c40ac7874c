/** Two spellings of one company are one company: names without their legal form, width and case. */
import { textKey } from './reading.ts';
import type { FieldValue } from './record.ts';

/** Written before or after the name, with or without brackets, whole or as the usual abbreviation. Longest first. */
const JAPANESE = [
  '特定非営利活動法人',
  '独立行政法人',
  '一般社団法人',
  '一般財団法人',
  '公益社団法人',
  '公益財団法人',
  '国立大学法人',
  '社会福祉法人',
  '医療法人',
  '学校法人',
  '宗教法人',
  '株式会社',
  '有限会社',
  '合同会社',
  '合資会社',
  '合名会社',
  '相互会社',
  '(株)',
  '(有)',
  '(合)',
  '(資)',
  '(名)',
];
const WESTERN =
  /(?:^|[\s,.])(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|lp|plc|gmbh|ag|kg|se|s\.?a\.?|sarl|s\.?r\.?l|b\.?v|n\.?v|oy|ab|as|pty|k\.?k|g\.?k|kabushiki[ -]?kaisha)\.?$/;
/** A name may bear two forms at its end (`Co., Ltd.`); more is not a name. */
const MOST_FORMS = 3;

/** As companies are compared. Empty only for no name: one that is nothing but legal forms stays as it is. */
export function companyKey(name: FieldValue): string {
  const whole = textKey(name).replaceAll(/\s+/gu, ' ');
  let text = whole;
  for (const form of JAPANESE) {
    if (text.startsWith(form)) text = text.slice(form.length).trim();
    if (text.endsWith(form)) text = text.slice(0, -form.length).trim();
  }
  for (let n = 0; n < MOST_FORMS; n += 1) {
    const shorter = withoutPoints(text.replace(WESTERN, ''));
    if (shorter === '') return whole;
    if (shorter === text) break;
    text = shorter;
  }
  return text === '' ? whole : text;
}

/** Without what may stand between a name and its form. By hand: a pattern takes the square of a row of points that is not at the end. */
function withoutPoints(text: string): string {
  let end = text.length;
  while (end > 0 && ' ,.'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Fields that hold a company's name. */
export function isCompanyField(field: string): boolean {
  return field === 'company' || field.endsWith('Company');
}
