/** The account's forms and what people sent through them. */

export interface Form {
  /** A GUID. */
  readonly id: string;
  readonly name: string;
  /** Contact properties that it asks for, in order. */
  readonly fields: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** No contact id: only the e-mail among the values tells whose it is. */
export interface Submission {
  readonly conversionId: string;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  readonly values: readonly { readonly name: string; readonly value: string; readonly objectTypeId: string }[];
  readonly pageUrl: string;
}

export class Forms {
  readonly #forms = new Map<string, Form>();
  /** By form, oldest first. */
  readonly #submissions = new Map<string, Submission[]>();

  put(form: Form): void {
    this.#forms.set(form.id, form);
  }

  /** What was sent through it stays. */
  remove(id: string): void {
    this.#forms.delete(id);
  }

  all(): readonly Form[] {
    return [...this.#forms.values()];
  }

  find(id: string): Form | undefined {
    return this.#forms.get(id);
  }

  /** By GUID, else by name. */
  named(idOrName: string): Form | undefined {
    return this.#forms.get(idOrName) ?? this.all().find((form) => form.name === idOrName);
  }

  submit(formId: string, submission: Submission): void {
    const list = this.#submissions.get(formId) ?? [];
    const place = list.findLastIndex((earlier) => earlier.submittedAt <= submission.submittedAt);
    list.splice(place + 1, 0, submission);
    this.#submissions.set(formId, list);
  }

  submissions(formId: string): readonly Submission[] {
    return this.#submissions.get(formId) ?? [];
  }
}
