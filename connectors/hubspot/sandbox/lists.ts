/** The account's lists, and who is on them. */

export interface ListDefinition {
  readonly id: string;
  readonly name: string;
  readonly processingType: 'MANUAL' | 'SNAPSHOT' | 'DYNAMIC';
}

export interface Membership {
  readonly recordId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export class Lists {
  readonly #lists = new Map<string, ListDefinition>();
  /** By list, first joined first. */
  readonly #members = new Map<string, Membership[]>();

  put(list: ListDefinition): void {
    this.#lists.set(list.id, list);
  }

  find(id: string): ListDefinition | undefined {
    return this.#lists.get(id);
  }

  all(): readonly ListDefinition[] {
    return [...this.#lists.values()];
  }

  join(listId: string, recordId: string, at: number): void {
    const members = this.members(listId).filter((member) => member.recordId !== recordId);
    this.#members.set(listId, [...members, { recordId, at }]);
  }

  leave(listId: string, recordId: string): void {
    this.#members.set(
      listId,
      this.members(listId).filter((member) => member.recordId !== recordId),
    );
  }

  members(listId: string): readonly Membership[] {
    return this.#members.get(listId) ?? [];
  }
}
