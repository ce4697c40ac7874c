/** What came of trying the way of webhooks, and what to do about it. Polls go on without them, so nothing here stops the work. */
import type { Finding } from '../../src/domain/finding.ts';
import { tryWebhooks, type WebhookTrial } from './webhook-trial.ts';

export interface WebhookSettings extends Pick<WebhookTrial, 'secret' | 'publicUrl'> {
  /** Where `work` listens, behind whatever ends TLS. */
  readonly host: string;
  readonly port: number;
}

/** Nothing where baton.yaml asks for no webhooks. */
export async function checkWebhooks(
  webhooks: WebhookSettings | undefined,
  now: WebhookTrial['now'],
): Promise<readonly Finding[]> {
  if (webhooks === undefined) return [];
  const { secret, publicUrl, host, port } = webhooks;
  const verdict = await tryWebhooks({ secret, publicUrl, now });
  const { origin, pathname } = new URL(publicUrl);
  const address = `${origin}${pathname}`;
  const says = `webhook-${verdict.state}` as const;
  if (verdict.state === 'heard')
    return [{ name: 'webhook', ok: true, severity: 'fine', detail: address, says, about: { address } }];
  const seen = verdict.state === 'unreached' ? { code: verdict.code } : { status: String(verdict.status) };
  return [
    {
      name: 'webhook',
      ok: false,
      severity: 'warning',
      detail: address,
      says,
      about: { address, ...seen, to: `${host}:${port}` },
      at: { file: 'installation', path: ['systems', 'hubspot', 'webhooks', 'publicUrl'] },
      mover: 'admin',
    },
  ];
}
