/** Tries the way that HubSpot's webhooks take: a request signed as HubSpot signs it, without any event, through the public address. For `doctor`. */
import { breakOf } from '../kit/problems.ts';
import { SIGNATURE_HEADER, sign, TIMESTAMP_HEADER } from './signature.ts';

export interface WebhookTrial {
  readonly secret: string;
  readonly publicUrl: string;
  now(): Temporal.Instant;
}

/**
 * What came of it. `refused`: Baton is there, and reads another secret, public address or clock. `redirected`: HubSpot signs the address that it calls,
 * not the one it is sent on to. `other`: somebody else answered, so the path or port leads elsewhere. `unreached`: nobody did.
 */
export type WebhookVerdict =
  | { readonly state: 'heard' }
  | { readonly state: 'refused' | 'redirected' | 'other'; readonly status: number }
  | { readonly state: 'unreached'; readonly code: string };

/** HubSpot waits no longer (page "Webhooks"). */
const WAIT_MS = 5_000;
/** Said by whoever serves them: `ANSWERED_BY` in src/web/webhooks.ts. */
const ANSWERED_BY = 'baton-webhooks';

export async function tryWebhooks({ secret, publicUrl, now }: WebhookTrial): Promise<WebhookVerdict> {
  const timestamp = String(now().epochMilliseconds);
  const body = '[]';
  const signature = sign({ secret, method: 'POST', uri: publicUrl, body: Buffer.from(body), timestamp });
  const headers = { [SIGNATURE_HEADER]: signature, [TIMESTAMP_HEADER]: timestamp, 'content-type': 'application/json' };
  try {
    const asked = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(WAIT_MS) } as const;
    const response = await fetch(publicUrl, asked);
    await response.body?.cancel();
    const { status } = response;
    if (status >= 300 && status < 400) return { state: 'redirected', status };
    if (!response.headers.has(ANSWERED_BY)) return { state: 'other', status };
    return status === 204 ? { state: 'heard' } : { state: 'refused', status };
  } catch (error) {
    return { state: 'unreached', code: breakOf(error).code };
  }
}
