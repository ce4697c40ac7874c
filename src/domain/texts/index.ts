/** Every text that a person reads, in one catalogue per language: a key that one language lacks does not compile. */
import type { Cause } from '../facts.ts';
import type { Problem } from '../problem.ts';
import { en } from './en/index.ts';
import { ja } from './ja/index.ts';

export type Language = 'ja' | 'en';
export type Texts = typeof en;
/** Department → how the agreement calls it, of those that it lists. */
export type Departments = Readonly<Record<string, Readonly<Record<Language, string>>>>;

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, ja };

/** A value as a person reads it. */
export function valueWord(language: Language, value: string | number | boolean): string {
  const { value: known } = CATALOGUES[language].words;
  const text = String(value);
  return Object.hasOwn(known, text) ? (known[text] ?? text) : text;
}

/** A department as a person reads it: by the agreement's own name for it, where it lists one. */
export function departmentWord(language: Language, department: string, listed: Departments): string {
  const { department: known } = CATALOGUES[language].words;
  if (Object.hasOwn(listed, department)) return listed[department]?.[language] ?? department;
  return Object.hasOwn(known, department) ? (known[department] ?? department) : department;
}

/** Who or what caused a fact, in a few words. `nameOf`: how the agreement calls a handoff, by whose rule it was. */
export function causeWord(
  language: Language,
  cause: Cause | undefined,
  nameOf: (rule: string) => string | undefined,
): string {
  const { words } = CATALOGUES[language];
  switch (cause?.by) {
    case undefined:
      return '';
    case 'rule': {
      const stages: Readonly<Record<string, string>> = words.stage;
      const stage = stages[cause.rule.replace(/-rule$/, '')];
      return (
        words.rule[cause.rule] ??
        (stage === undefined ? undefined : words.ruleFor(stage)) ??
        nameOf(cause.rule) ??
        cause.rule
      );
    }
    case 'person':
      return cause.user ?? words.somebody;
    case 'time':
      return words.time;
    case 'system': {
      const system = words.system[cause.system] ?? cause.system;
      return cause.actor === undefined ? system : `${system} ${words.machine[cause.actor]}`;
    }
  }
}

/** The catalogue of that language. */
export function texts(language: Language): Texts {
  return CATALOGUES[language];
}

/** Node's names for a certificate that does not hold; Salesforce has codes that begin alike. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/;

/** What to do about a problem: what its code asks for, else what its category does. */
export function remedyOf(
  language: Language,
  { system, code, category }: Pick<Problem, 'system' | 'code' | 'category'>,
): string {
  const { problems } = CATALOGUES[language];
  const known: Readonly<Record<string, string>> = {
    ...problems.codes,
    ...(system === 'salesforce' ? problems.salesforce : {}),
  };
  // Families of codes: one for each kind of policy, and for each way in which a certificate does not hold.
  const family = code.startsWith('TXN_SECURITY_') ? 'TXN_SECURITY_NO_ACCESS' : code;
  const listed = CERTIFICATE.test(code) ? 'CERTIFICATE' : family;
  return (Object.hasOwn(known, listed) ? known[listed] : undefined) ?? problems.remedy[category];
}
