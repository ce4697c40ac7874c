/** What questions about problems are answered with. */
import type { ListedProblem } from './outbox.ts';
import type { PersonView } from './plain.ts';

/** `no`: by which commands name it, the same as long as it is the same problem. */
export type ProblemView = ListedProblem & { readonly no: string };

/** What `problems retry` does with it. `by-itself`: nothing, since Baton tries again anyway. */
export type AgainHow = 'sent-again' | 'told-again' | 'read-again' | 'judged-again' | 'placed-again' | 'by-itself';

export type ProblemDetails = ProblemView & {
  readonly again: AgainHow;
  readonly person: PersonView | undefined;
  /** The write that waits for it. */
  readonly write:
    | { readonly kind: 'handoff' | 'close-task' | 'move-task' | 'fields'; readonly attempts: number }
    | undefined;
};

export interface TriedAgain {
  readonly how: AgainHow;
}
