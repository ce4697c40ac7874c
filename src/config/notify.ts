/** The section `notify` of baton.yaml with its secrets: by which channels people are told something outside both CRMs. */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { NotifySettings } from '../ports/settings.ts';
import type { Variables } from './environment.ts';
import { HERE } from './here.ts';

const host = z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'the name of a host, without https://');

/** A login and the message travel to it: only under TLS, or within this computer. */
const email = z
  .strictObject({
    host,
    port: z.int().min(1).max(65_535).default(587),
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    from: z.email(),
    fromName: z.string().min(1).max(100).default('Baton'),
  })
  .refine(({ host, security }) => security !== 'none' || HERE.includes(host), {
    error: 'mail-not-safe',
    path: ['security'],
  });

/** Channels that are not named are off. */
export const notify = z.strictObject({
  email: email.optional(),
  /** The webhooks' addresses are secrets: BATON_SLACK_WEBHOOK_URL, BATON_TEAMS_WEBHOOK_URL. */
  slack: z.boolean().default(false),
  teams: z.boolean().default(false),
  /** Hosts that a webhook may lead to, beside the vendors' own. */
  webhookHosts: z.array(host).max(20).default([]),
  remindAfterDays: z.int().min(1).max(365).default(7),
  reminders: z.int().min(0).max(2).default(2),
});
type NotifySection = z.infer<typeof notify>;

export interface NotifyInstallation {
  readonly settings: NotifySettings;
  readonly email?:
    | (NonNullable<NotifySection['email']> & {
        readonly login?: { readonly user: string; readonly password: string } | undefined;
        readonly ca?: string | undefined;
      })
    | undefined;
  readonly slack?: WebhookPlace | undefined;
  readonly teams?: WebhookPlace | undefined;
}

export interface WebhookPlace {
  readonly url: string;
  readonly privateHosts: readonly string[];
}

/** A dot at the beginning stands for any name below. */
const VENDOR_HOSTS = {
  slack: ['hooks.slack.com'],
  teams: ['.webhook.office.com', '.logic.azure.com', '.environment.api.powerplatform.com'],
} as const;

/** Undefined where nothing is turned on. Whoever collects what the variables say must then throw. */
export function notifyFrom(
  section: NotifySection | undefined,
  variables: Variables,
  folder: string,
): NotifyInstallation | undefined {
  if (section === undefined) return undefined;
  const { email, slack, teams, webhookHosts, remindAfterDays, reminders } = section;
  const channels = [
    ...(email === undefined ? [] : (['email'] as const)),
    ...(slack ? (['slack'] as const) : []),
    ...(teams ? (['teams'] as const) : []),
  ];
  if (channels.length === 0) return undefined;
  return {
    settings: { channels, remindAfterDays, reminders },
    ...(email === undefined ? {} : { email: { ...email, login: mailLogin(variables), ca: mailCa(variables, folder) } }),
    ...(slack ? { slack: webhook('slack', 'BATON_SLACK_WEBHOOK_URL', webhookHosts, variables) } : {}),
    ...(teams ? { teams: webhook('teams', 'BATON_TEAMS_WEBHOOK_URL', webhookHosts, variables) } : {}),
  };
}

/** A relay may know its senders by their address: then neither variable is set. */
function mailLogin(variables: Variables): { readonly user: string; readonly password: string } | undefined {
  if (variables.get('BATON_SMTP_USER') === undefined && variables.get('BATON_SMTP_PASSWORD') === undefined)
    return undefined;
  return {
    user: variables.need('BATON_SMTP_USER', 'SMTP'),
    password: variables.need('BATON_SMTP_PASSWORD', 'SMTP'),
  };
}

function mailCa(variables: Variables, folder: string): string | undefined {
  return variables.get('BATON_SMTP_CA_FILE') === undefined ? undefined : variables.file('BATON_SMTP_CA_FILE', folder);
}

const FORMS = {
  slack: 'https://hooks.slack.com/services/…',
  teams: 'https://….environment.api.powerplatform.com/…',
} as const;

function webhook(
  channel: keyof typeof VENDOR_HOSTS,
  name: string,
  hosts: readonly string[],
  variables: Variables,
): WebhookPlace {
  const form = FORMS[channel];
  const url = variables.address(name, { protocols: ['https:', 'http:'], form });
  const parsed = URL.parse(url);
  const to = parsed?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  const named = hosts.includes(to);
  const known = named || VENDOR_HOSTS[channel].some((one) => (one.startsWith('.') ? to.endsWith(one) : to === one));
  const safe = parsed?.protocol === 'https:' || HERE.includes(to);
  if (parsed !== null && !(known && safe)) variables.refuse(name, form);
  // A name may be made to lead anywhere; an address leads where it says.
  return { url, privateHosts: hosts.filter((one) => isIP(one) > 0 || one === 'localhost') };
}
