/** What kind of token it is, and its scopes against those that Baton needs: what is missing, and what it could do without. */
import type { Finding } from '../../src/domain/finding.ts';
import { dealSetting, type SystemMapping } from '../../src/domain/mapping.ts';
import type { Reading } from './reading.ts';
import { tokenFacts } from './token-facts.ts';

/** Somebody waits for the answers. */
export const CHECK = { purpose: 'check', writes: false, lane: 'first' } as const;

export interface Scope {
  readonly scope: string;
  /** How grave it is to lack it. `note`: an account need not have what it is for. */
  readonly without: 'stops' | 'warning' | 'note';
}

/** What Baton needs, and for what: docs/setup.md. Without the first ones it cannot do its work at all. */
export const SCOPES: readonly Scope[] = [
  { scope: 'crm.objects.contacts.read', without: 'stops' },
  { scope: 'crm.objects.contacts.write', without: 'stops' },
  { scope: 'crm.objects.companies.read', without: 'warning' },
  { scope: 'crm.objects.owners.read', without: 'warning' },
  { scope: 'crm.schemas.contacts.read', without: 'stops' },
  { scope: 'crm.schemas.companies.read', without: 'warning' },
  { scope: 'forms', without: 'warning' },
  { scope: 'content', without: 'warning' },
  { scope: 'sales-email-read', without: 'note' },
  { scope: 'crm.objects.marketing_events.read', without: 'note' },
];
/** With what the mapping asks for beside. */
export function scopesNeeded(mapping: SystemMapping): readonly Scope[] {
  const { lists, selection } = mapping;
  const without = 'warning';
  return [
    ...SCOPES,
    ...(lists.length > 0 || selection?.list !== undefined ? [{ scope: 'crm.lists.read', without } as const] : []),
    ...(dealSetting('hubspot', mapping) === 'none' ? [] : [{ scope: 'crm.objects.deals.read', without } as const]),
  ];
}

/** For `setup` alone; may be taken away once it is done. `oauth` is on every OAuth app. */
const ALLOWED: ReadonlySet<string> = new Set(['crm.schemas.contacts.write', 'oauth']);

export function missingScope({ scope, without }: Scope): Finding {
  return {
    name: 'scope',
    ok: without === 'note',
    severity: without,
    detail: scope,
    says: 'scope-missing',
    about: { scope, use: scope },
    mover: 'admin',
  };
}

export async function checkToken({ client, mapping }: Reading): Promise<readonly Finding[]> {
  const kind = client.auth.kind === 'oauth' ? 'token-oauth' : 'token-static';
  const findings: Finding[] = [{ name: 'token', ok: true, detail: client.auth.kind, says: kind, about: {} }];
  const token = await tokenFacts(client, CHECK);
  if (token.state !== 'answered') {
    const { code } = token.problem;
    return [...findings, { name: 'scope', ok: true, severity: 'note', detail: code, says: 'scopes-untold', about: {} }];
  }
  const granted = new Set(token.value.scopes);
  const scopes = scopesNeeded(mapping);
  const missing = scopes.filter(({ scope }) => !granted.has(scope));
  findings.push(...missing.map(missingScope));
  if (missing.length === 0) {
    const about = { count: String(scopes.length) };
    findings.push({ name: 'scope', ok: true, detail: about.count, says: 'scopes-fine', about });
  }
  const excess = [...granted].filter((scope) => !ALLOWED.has(scope) && !scopes.some((one) => one.scope === scope));
  if (excess.length > 0) {
    const more = excess.sort().join(', ');
    findings.push({
      name: 'scope',
      ok: true,
      severity: 'note',
      detail: more,
      says: 'scope-excess',
      about: { scopes: more },
    });
  }
  return findings;
}
