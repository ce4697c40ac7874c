/** What all of HubSpot's streams share: the client, the mapping, limits, and how a page is made of an attempt. */
import type { Activity } from '../../src/domain/activity.ts';
import { type IsoInstant, instantOf, toIso } from '../../src/domain/instant.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { FieldValue, SourceRecord } from '../../src/domain/record.ts';
import type { Cursor, Page, Progress } from '../../src/ports/connector.ts';
import type { Unanswered } from '../kit/send.ts';
import type { Row } from './answers.ts';
import type { HubSpotClient, Question } from './client.ts';
import type { Conversions } from './conversions.ts';
import type { Edition } from './edition.ts';
import type { OwnApp } from './own-app.ts';
import type { DealPipelines } from './pipelines.ts';
import type { Portal } from './portal.ts';
import type { PropertyTypes } from './property-types.ts';

export interface HubSpotLimits {
  /** Records of one search page; HubSpot gives at most 200. */
  readonly pageSize: number;
  /** Searches whose results are one page for whoever pulls. */
  readonly searchesOfPage: number;
  /** Search finds a change only after a moment, so each window begins so long before the last one's end. */
  readonly overlapMs: number;
  /** Submissions and mail events arrive late by more than records do. */
  readonly lateMs: number;
  /** How far back the first pull of mail events goes. */
  readonly mailHistoryDays: number;
  /** The whole of one call. */
  readonly timeoutMs: number;
}

export interface Reading {
  readonly client: HubSpotClient;
  readonly mapping: SystemMapping;
  readonly limits: HubSpotLimits;
  readonly portal: Portal;
  readonly types: PropertyTypes;
  readonly conversions: Conversions;
  readonly edition: Edition;
  readonly ownApp: OwnApp;
  readonly pipelines: DealPipelines;
  now(): Temporal.Instant;
}

/** What a stream asks. A first reading, and what is read whole from time to time, takes what nobody else needs: it may be long, and can go on another day. */
export function asking(what: string, { canWait = false } = {}): Question {
  return { purpose: `pull ${what}`, writes: false, lane: canWait ? 'last' : 'usual' };
}

/** One stream: a page after the given cursor. `readAt` is the caller's. */
export type Stream = (after: Cursor) => Promise<StreamPage>;
export type StreamPage = Omit<Page, 'readAt'>;

export function page(
  cursor: Cursor,
  more: boolean,
  found: {
    readonly records?: readonly SourceRecord[];
    readonly activities?: readonly Activity[];
    readonly problems?: readonly Problem[];
    readonly progress?: Progress | undefined;
  } = {},
): StreamPage {
  return {
    records: found.records ?? [],
    activities: found.activities ?? [],
    problems: found.problems ?? [],
    cursor,
    more,
    ...(found.progress === undefined ? {} : { progress: found.progress }),
  };
}

/** Nothing was read: the cursor stays, and the next pull begins where this one did. */
export function nothing(cursor: Cursor, why: Unanswered): StreamPage {
  return page(cursor, false, { problems: [why.problem] });
}

/** Whether what was read then still serves. A moment that has not come yet is a clock that was put back. */
export function isFresh(readAt: IsoInstant | undefined, now: Temporal.Instant, lives: Temporal.DurationLike): boolean {
  if (readAt === undefined) return false;
  const { compare } = Temporal.Instant;
  const at = instantOf(readAt);
  return compare(at, now) <= 0 && compare(now, at.add(lives)) < 0;
}

/** The mapping's word for an address, the first that it contains. */
export function pageName(address: string | null | undefined, mapping: SystemMapping): string | undefined {
  if (address === null || address === undefined || address === '') return undefined;
  return mapping.pages.find(({ contains }) => address.includes(contains))?.page;
}

/** The first of these properties that holds a moment. */
export function momentOf(row: Row, properties: readonly string[]): IsoInstant | undefined {
  for (const property of properties) {
    const text = row.properties[property];
    if (!text) continue;
    try {
      return toIso(text);
    } catch {
      // Not a moment: the next one may be.
    }
  }
  return undefined;
}

/** Without those that are not known. */
export function known(facts: Record<string, FieldValue | undefined>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, FieldValue] => fact[1] !== undefined),
  );
}
