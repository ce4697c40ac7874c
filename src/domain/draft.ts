/** A decision in the making: facts in their order, each folded into the state at once so that the next rule sees it. */
import { evolve } from './evolve.ts';
import type { AgreementHash, Cause, LeadFact, NewFact } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { Lead, LeadState } from './lead.ts';
import type { System } from './record.ts';
import type { DeedPayload } from './writes.ts';

export interface Deed {
  readonly system: System;
  readonly key: string;
  readonly payload: DeedPayload;
}

export class Draft {
  readonly facts: NewFact[] = [];
  readonly deeds: Deed[] = [];
  state: LeadState;
  readonly #lead: Lead;
  readonly #at: IsoInstant;
  readonly #agreement: AgreementHash;

  constructor(lead: Lead, at: IsoInstant, agreement: AgreementHash) {
    this.state = lead.state;
    this.#lead = lead;
    this.#at = at;
    this.#agreement = agreement;
  }

  add(fact: LeadFact, cause: Cause): void {
    this.facts.push({ stream: `lead:${this.#lead.id}`, at: this.#at, cause, agreement: this.#agreement, fact });
    this.state = evolve(this.state, fact, this.#at);
  }
}
