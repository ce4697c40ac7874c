/** What HubSpot sends us (page "Webhooks"): lists of events, of which each is only a hint to read a record anew. */
import { z } from 'zod';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Heard, Refused, Webhooks } from '../../src/ports/webhooks.ts';
import { hintOf, type Told, WatchedProperties } from './hints.ts';
import { claimOf, isSigned, type Signed, type Unsigned } from './signature.ts';

export interface WebhookOptions {
  /** The app's client secret. */
  readonly secret: string;
  /** As HubSpot calls it: the target URL of the app's webhooks, to the letter. */
  readonly publicUrl: string;
  /** Events of other accounts that installed the app, or of other apps, are none of ours. */
  readonly portalId: number;
  readonly appId: number;
  readonly mapping: SystemMapping;
  now(): Temporal.Instant;
}

const MOST_BYTES = 1024 * 1024;
/** Page "Webhooks": up to 100 in one request. */
const MOST_EVENTS = 100;

const id = z.union([z.int(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const event = z.looseObject({
  subscriptionType: z.string().max(100),
  portalId: z.int(),
  appId: z.int(),
  objectId: id.optional(),
  objectTypeId: z.string().max(40).optional(),
  propertyName: z.string().max(200).optional(),
  primaryObjectId: id.optional(),
  newObjectId: id.optional(),
  fromObjectId: id.optional(),
});
const events = z.array(event).max(MOST_EVENTS);
type Event = z.infer<typeof event>;

/** Throws where there is no secret: without one whoever likes could sign. */
export function hubspotWebhooks(options: WebhookOptions): Webhooks {
  if (options.secret.trim() === '') throw new TypeError('webhooks need the secret that signs them');
  const watched = new WatchedProperties(options.mapping);
  return {
    mostBytes: MOST_BYTES,
    claim: (headers) => {
      const claim = claimOf(headers, options.now());
      if (typeof claim === 'string') return refused(claim);
      return { state: 'claimed', open: (body) => open(options, watched, claim, body) };
    },
  };
}

const refused = (why: Refused['why'] | Unsigned): Refused => ({ state: 'refused', why });

function open(
  { secret, publicUrl, portalId, appId }: WebhookOptions,
  watched: WatchedProperties,
  { signature, timestamp }: Signed,
  body: Uint8Array,
): Heard | Refused {
  if (!isSigned({ secret, method: 'POST', uri: publicUrl, body, timestamp }, signature)) return refused('forged');
  const parsed = events.safeParse(asJson(body));
  if (!parsed.success) return refused('malformed');
  const ours = parsed.data.filter((one) => one.portalId === portalId && one.appId === appId);
  const hints = ours.flatMap((one) => hintOf(told(one), watched) ?? []);
  return { state: 'heard', hints, foreign: parsed.data.length - ours.length };
}

function asJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Signed and no JSON: refused like any other body that is no list of events.
    return undefined;
  }
}

/** `contact.propertyChange`; for objects without a word of their own `object.…` with their type's id. */
function told(one: Event): Told {
  const [object = '', what = ''] = one.subscriptionType.split('.', 2);
  return {
    object: object === 'object' ? (one.objectTypeId ?? '') : object,
    what,
    id: one.newObjectId ?? one.primaryObjectId ?? one.objectId ?? one.fromObjectId,
    properties: one.propertyName === undefined ? undefined : [one.propertyName],
  };
}
