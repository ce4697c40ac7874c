/** The account behind the API: everything that the endpoints read and change. */
import type { Catalogue } from './catalogue.ts';
import type { Forms } from './forms.ts';
import type { Links } from './links.ts';
import type { Lists } from './lists.ts';
import type { Mails } from './mails.ts';
import type { MarketingEvents } from './marketing-events.ts';
import type { ObjectType } from './object-types.ts';
import type { Occurrences } from './occurrences.ts';
import type { Owners } from './owners.ts';
import type { Pipelines } from './pipelines.ts';
import type { Refusal } from './refusal.ts';
import type { BackwardStage } from './rules.ts';
import type { RecordStore } from './store.ts';

export interface Portal {
  readonly id: number;
  /** IANA name; the daily limit and dates without a zone follow it. */
  readonly zone: string;
  readonly catalogue: Catalogue;
  readonly store: RecordStore;
  readonly links: Links;
  readonly owners: Owners;
  readonly forms: Forms;
  readonly mails: Mails;
  readonly pipelines: Pipelines;
  readonly lists: Lists;
  readonly marketingEvents: MarketingEvents;
  readonly occurrences: Occurrences;
  readonly backwardStage: BackwardStage;
  /** Writes to these records are refused on order, by {@link refusalKey}. */
  readonly refusals: Map<string, Refusal>;
}

export function refusalKey(type: ObjectType, id: string): string {
  return `${type}/${id}`;
}
