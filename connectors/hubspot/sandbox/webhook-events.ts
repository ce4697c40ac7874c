/** What a subscription is told of a change ("Webhooks API guide", HubSpot developer documentation). */
import type { LinkChange } from './links.ts';
import { findObjectType, type ObjectType, TYPE_FACTS } from './object-types.ts';
import { type Change, MERGE, type Source } from './store.ts';

export const CHANGE_KINDS = [
  'creation',
  'deletion',
  'merge',
  'restore',
  'propertyChange',
  'associationChange',
  'privacyDeletion',
] as const;
type ChangeKind = (typeof CHANGE_KINDS)[number];

/** In HubSpot's own words. */
export interface Subscription {
  /** E.g. `contact.creation`, or `object.creation` with an `objectTypeId`. */
  readonly eventType: string;
  /** Of a `…propertyChange`: the one property that is watched. */
  readonly propertyName?: string;
  readonly objectTypeId?: string;
}

/** One event but for what tells deliveries apart: its id, its subscription, the attempt. */
export type EventBody = Readonly<Record<string, unknown>>;
interface Told {
  readonly kind: ChangeKind;
  readonly type: ObjectType;
  readonly propertyName?: string;
  readonly body: EventBody;
}

/** They change with every write, or are no news; nobody can subscribe to them. */
const NEVER_TOLD: ReadonlySet<string> = new Set([
  'lastmodifieddate',
  'hs_lastmodifieddate',
  'num_unique_conversion_events',
]);

/** The events of a change of one record: a creation also tells of each property that was set. */
export function recordEvents(change: Change): readonly Told[] {
  const { kind, record, at } = change;
  const { type } = record;
  const base = { occurredAt: at, objectId: Number(record.id), ...sourceOf(change.source) };
  const changed = (): Told[] => propertyEvents(change, base);
  switch (kind) {
    case 'created':
      // A merge is told as a merge; the record that it makes and those that it ends are not told again.
      return change.source.type === MERGE
        ? []
        : [{ kind: 'creation', type, body: { ...base, changeFlag: 'CREATED' } }, ...changed()];
    case 'changed':
      return changed();
    case 'archived':
      return change.source.type === MERGE ? [] : [{ kind: 'deletion', type, body: { ...base, changeFlag: 'DELETED' } }];
    case 'restored':
      return [{ kind: 'restore', type, body: { ...base, changeFlag: 'RESTORED' } }];
    case 'erased':
      return [{ kind: 'privacyDeletion', type, body: base }];
    case 'merged':
      return [{ kind: 'merge', type, body: { ...base, ...mergeOf(change) } }];
  }
}

function propertyEvents({ record, properties }: Change, base: EventBody): Told[] {
  return properties
    .filter((name) => !NEVER_TOLD.has(name))
    .map((propertyName) => {
      const propertyValue = record.values[propertyName] ?? '';
      const body = { ...base, propertyName, propertyValue, isSensitive: false };
      return { kind: 'propertyChange', type: record.type, propertyName, body };
    });
}

function mergeOf({ record, formerIds = [], properties }: Change): EventBody {
  const [primary, merged] = formerIds;
  return {
    primaryObjectId: Number(primary),
    mergedObjectIds: [Number(merged)],
    newObjectId: Number(record.id),
    numberOfPropertiesMoved: properties.length,
  };
}

/** One event for each end, each seen from its own side, without an `objectId`. */
export function linkEvents(change: LinkChange): readonly Told[] {
  const { from, to, removed, primary, at } = change;
  return [[from, to] as const, [to, from] as const].map(([own, other]) => ({
    kind: 'associationChange',
    type: own.type,
    body: {
      occurredAt: at,
      ...sourceOf(change.source),
      associationType: `${TYPE_FACTS[own.type].singular}_to_${TYPE_FACTS[other.type].singular}`.toUpperCase(),
      fromObjectId: Number(own.id),
      toObjectId: Number(other.id),
      associationRemoved: removed,
      isPrimaryAssociation: primary,
    },
  }));
}

function sourceOf(source: Source): EventBody {
  return { changeSource: source.type, ...(source.id === undefined ? {} : { sourceId: source.id }) };
}

/** What the subscription is told, undefined when it is none of its business. Generic subscriptions name the type of object. */
export function toldTo(subscription: Subscription, event: Told): EventBody | undefined {
  const [subject = '', kind] = subscription.eventType.split('.');
  if (kind !== event.kind) return undefined;
  const generic = subject === 'object';
  if (findObjectType(generic ? (subscription.objectTypeId ?? '') : subject) !== event.type) return undefined;
  if (kind === 'propertyChange' && subscription.propertyName !== event.propertyName) return undefined;
  const typed = generic ? { objectTypeId: TYPE_FACTS[event.type].typeId } : {};
  return { ...event.body, ...typed, subscriptionType: subscription.eventType };
}
