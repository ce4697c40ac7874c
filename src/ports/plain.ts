/** The smallest shapes that questions and answers share. */

export interface PersonView {
  readonly lead: string;
  readonly name: string;
  readonly company: string;
  readonly email: string;
}

/** A question that needs to say no more. */
export type Nothing = Readonly<Record<string, never>>;
