/** The fictional story that seeds both sandboxes alike: companies, people, reps, and what happens over the weeks. Each sandbox translates it into its own records. */
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Department } from '../../src/domain/team.ts';

export interface StoryCompany {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly employees: number;
  readonly region: string;
  readonly country: string;
  /** Percent a year. */
  readonly growth: number;
}

export interface StoryPerson {
  readonly id: string;
  readonly company: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly phone: string;
  readonly language: 'ja' | 'en';
  /** When HubSpot first knew them. Everybody is a HubSpot contact from then on. */
  readonly knownAt: IsoInstant;
  /** What Salesforce knows of them from the start. */
  readonly salesforce: 'none' | 'lead' | 'contact';
  /** Yen, digits only. */
  readonly budget?: string;
  readonly timeframe?: string;
  /** What a rep would find out when they talk: the BANT levels of mappings/agreement.yaml. */
  readonly truth: {
    readonly budget: string;
    readonly authority: string;
    readonly need: string;
    readonly timeframe: string;
  };
}

export interface StoryRep {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly department: Department;
  readonly zone: string;
  readonly language: 'ja' | 'en';
  /** Chance that a task is worked within its deadline; the rest is late, or (a tenth of the rest) never. */
  readonly diligence: number;
}

export type StoryEvent = { readonly at: IsoInstant; readonly person: string } & (
  | {
      readonly kind: 'form';
      /** The form's id. */
      readonly form: string;
      readonly words?: string;
      readonly timeframe?: string;
      /** Yen, digits only. */
      readonly budget?: string;
    }
  /** `mail`: the mail's id as text. */
  | { readonly kind: 'mail-sent' | 'mail-opened' | 'mail-clicked'; readonly mail: string }
  /** `page`: the whole address of the last page seen. */
  | { readonly kind: 'visit'; readonly views: number; readonly page: string }
  | {
      readonly kind: 'call' | 'meeting' | 'note';
      /** Key of the rep whose doing it is; a note's outcome is empty. */
      readonly rep: string;
      readonly words: string;
      readonly outcome: string;
    }
);

export interface Story {
  readonly start: IsoInstant;
  readonly days: number;
  readonly companies: readonly StoryCompany[];
  readonly people: readonly StoryPerson[];
  readonly reps: readonly StoryRep[];
  readonly forms: readonly { readonly id: string; readonly name: string }[];
  readonly mails: readonly { readonly id: number; readonly name: string }[];
  /** In order of time. Events before `start` are history, up to six weeks of it. */
  readonly events: readonly StoryEvent[];
}
