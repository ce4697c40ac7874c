/** What is answered about time: where it goes, and what lies with sales untouched. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { DelayFigures, Waiter } from '../domain/delays.ts';
import type { Stage } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { PersonView } from './plain.ts';

export interface DelaysReport {
  /** Handoffs decided from then on; absent: all. */
  readonly since: string | undefined;
  /** Those whose first contact was made, or that ended without; and those that still wait. */
  readonly over: number;
  readonly open: number;
  readonly all: Readonly<Record<Waiter, DelayFigures>>;
  /** By the agreement's name of the handoff. */
  readonly byType: Readonly<Record<string, Readonly<Record<Waiter, DelayFigures>>>>;
  /** How it calls them. */
  readonly labels: Readonly<Record<string, Bilingual | undefined>>;
}

export interface NeglectedLead extends PersonView {
  readonly stage: Stage;
  readonly since: IsoInstant;
  /** What was then: our last touch, the stage's beginning, or the last change of its record. */
  readonly by: 'touch' | 'stage' | 'change';
  readonly dueAt: IsoInstant;
  readonly owner: string | undefined;
}
