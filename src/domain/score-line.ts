/** Score lines: points with their rule, their evidence and their date; and those that take away what is above a cap. */
import type { Activity } from './activity.ts';
import type { Bilingual } from './agreement/vocabulary.ts';
import type { IsoInstant } from './instant.ts';
import { type SourceRecord, type System, saidAtOf } from './record.ts';

/** The record that a line rests on, or the activity: then `object` is its kind. */
export interface EvidenceKey {
  readonly system: System;
  readonly object: string;
  readonly id: string;
}

/** Points of one rule. `<rule>/cap`, `group/<group>`, `cap/attribute` and `cap/behaviour` take away what is above a cap. */
export interface ScoreLine extends LineHead {
  readonly points: number;
  readonly evidence?: EvidenceKey | undefined;
  /** When it happened; for an attribute, when the record that says it was last changed. */
  readonly at?: IsoInstant | undefined;
  readonly url?: string | undefined;
  /** When time alone changes it next: it leaves its window, or fades. Absent: never, or nobody asked (`scoreTold`). */
  readonly changesAt?: IsoInstant | undefined;
}

/** What all lines of one rule say, or of one cap. */
export interface LineHead {
  readonly rule: string;
  readonly label: Bilingual;
  readonly part: 'attribute' | 'behaviour';
}

/** Made by the dozen for every lead and seldom read: it keeps what it was made from, and says the rest when asked. */
export class MadeLine implements ScoreLine {
  readonly head: LineHead;
  readonly points: number;
  /** The record that says it, or what was done. A cap's line has none. */
  readonly source: SourceRecord | Activity | undefined;
  readonly changesAt: IsoInstant | undefined;

  constructor(head: LineHead, points: number, source: MadeLine['source'], changesAt: IsoInstant | undefined) {
    this.head = head;
    this.points = points;
    this.source = source;
    this.changesAt = changesAt;
  }

  get rule(): string {
    return this.head.rule;
  }

  get label(): Bilingual {
    return this.head.label;
  }

  get part(): LineHead['part'] {
    return this.head.part;
  }

  get evidence(): EvidenceKey | undefined {
    const { source } = this;
    if (source === undefined || 'ref' in source) return source?.ref;
    return { system: source.system, object: source.kind, id: source.id };
  }

  get at(): IsoInstant | undefined {
    const { source } = this;
    return source === undefined || 'ref' in source ? source && saidAtOf(source) : source.occurredAt;
  }

  get url(): string | undefined {
    return this.source?.url;
  }

  /** A line that is sent says everything at once. */
  toJSON(): ScoreLine {
    const { rule, label, part, points, evidence, at, url, changesAt } = this;
    return { rule, label, part, points, evidence, at, url, changesAt };
  }
}
