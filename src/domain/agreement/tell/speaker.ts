/** Says the names and values of an agreement as its readers know them. */
import { departmentWord, type Language, type Texts, texts, valueWord } from '../../texts/index.ts';
import { type Names, namesOf } from '../names.ts';
import type { Agreement, Bilingual } from '../vocabulary.ts';

/** A line and how far it is moved in, from 0; or a table. */
export type Line =
  | { readonly level: number; readonly text: string }
  | { readonly level: number; readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] };
export type TextLine = Extract<Line, { text: string }>;

type Value = string | number | boolean;

export class Speaker {
  readonly language: Language;
  readonly texts: Texts;
  readonly #names: readonly Names[];
  readonly #agreements: readonly Agreement[];

  /** What the first does not name, the others may. */
  constructor(language: Language, agreements: readonly Agreement[]) {
    this.language = language;
    this.texts = texts(language);
    this.#agreements = agreements;
    this.#names = agreements.map(namesOf);
  }

  label(text: Bilingual): string {
    return text[this.language];
  }

  name(kind: keyof Names, id: string): string {
    for (const names of this.#names) {
      const found = names[kind];
      if (Object.hasOwn(found, id)) return found[id]?.[this.language] ?? id;
    }
    const axes: Readonly<Record<string, string>> = this.texts.conditions.axes;
    return kind === 'axis' ? (axes[id] ?? id) : id;
  }

  department(id: string): string {
    const named = this.#names.find(({ department }) => Object.hasOwn(department, id));
    return departmentWord(this.language, id, named?.department ?? {});
  }

  group(id: string): string {
    for (const { scoring } of this.#agreements) {
      const found = Object.hasOwn(scoring.groups, id) ? scoring.groups[id] : undefined;
      if (found !== undefined) return this.label(found.label);
    }
    return id;
  }

  /** A row or column of the matrix. */
  step(side: 'soon' | 'size', id: string): string {
    for (const { matrix } of this.#agreements) {
      const found = matrix?.[side].steps.find((one) => one.id === id);
      if (found !== undefined) return this.label(found.label);
    }
    return id;
  }

  /** A field of the records: as the evidence that stands in it, or as explanations call it. */
  field(name: string): string {
    for (const { evidence } of this.#agreements) {
      const item = Object.values(evidence).find(({ field }) => field === name);
      if (item !== undefined) return this.texts.agreement.recorded(this.label(item.label));
    }
    return this.texts.explain.field(name);
  }

  value(value: Value): string {
    return typeof value === 'number' ? grouped(value) : valueWord(this.language, value);
  }

  values(list: readonly Value[]): readonly string[] {
    return list.map((one) => this.value(one));
  }

  list(list: readonly string[]): string {
    return this.texts.agreement.list(list);
  }

  pair(label: string, text: string): string {
    return this.texts.agreement.pair(label, text);
  }

  points(count: number): string {
    return this.texts.agreement.points(count);
  }

  term(text: string): string {
    return this.texts.agreement.term(text);
  }

  /** The text, with what is worth knowing beside it. */
  beside(text: string, notes: readonly (string | undefined)[]): string {
    const said = notes.filter((note) => note !== undefined);
    return said.length === 0 ? text : this.texts.agreement.beside(text, this.list(said));
  }
}

/** 100000000 as 100,000,000. */
function grouped(value: number): string {
  const [whole = '', rest] = String(value).split('.');
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? digits : `${digits}.${rest}`;
}
