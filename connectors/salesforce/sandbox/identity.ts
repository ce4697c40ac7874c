/** How a user is shown to whoever holds a token: OpenID Connect's claims, and Salesforce's own identity answer. */
import type { Row } from './values.ts';

export interface Card {
  readonly user: Row;
  readonly organizationId: string;
  /** The org's address. */
  readonly base: string;
}

export function userinfoBody({ user, organizationId, base }: Card): Record<string, unknown> {
  return {
    sub: `${base}/id/${organizationId}/${user['Id']}`,
    user_id: user['Id'],
    organization_id: organizationId,
    preferred_username: user['Username'],
    nickname: user['Alias'] ?? user['LastName'],
    name: user['Name'],
    given_name: user['FirstName'],
    family_name: user['LastName'],
    email: user['Email'],
    email_verified: true,
    active: user['IsActive'],
    zoneinfo: user['TimeZoneSidKey'],
    locale: user['LanguageLocaleKey'],
    language: user['LanguageLocaleKey'],
    user_type: 'STANDARD',
    is_app_installed: true,
    updated_at: user['LastModifiedDate'],
    urls: addresses(base, organizationId, String(user['Id'])),
  };
}

export function identityBody({ user, organizationId, base }: Card): Record<string, unknown> {
  return {
    id: `${base}/id/${organizationId}/${user['Id']}`,
    asserted_user: true,
    user_id: user['Id'],
    organization_id: organizationId,
    username: user['Username'],
    nick_name: user['LastName'],
    display_name: user['Name'],
    email: user['Email'],
    email_verified: true,
    first_name: user['FirstName'],
    last_name: user['LastName'],
    timezone: user['TimeZoneSidKey'],
    active: user['IsActive'],
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LanguageLocaleKey'],
    last_modified_date: user['LastModifiedDate'],
    is_app_installed: true,
    urls: addresses(base, organizationId, String(user['Id'])),
  };
}

/** `{version}` stands for the caller to fill in, as the vendor answers it. */
function addresses(base: string, organizationId: string, userId: string): Record<string, string> {
  const rest = `${base}/services/data/v{version}/`;
  return {
    enterprise: `${base}/services/Soap/c/{version}/${organizationId}`,
    metadata: `${base}/services/Soap/m/{version}/${organizationId}`,
    partner: `${base}/services/Soap/u/{version}/${organizationId}`,
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    tooling_rest: `${rest}tooling/`,
    profile: `${base}/${userId}`,
    custom_domain: base,
  };
}
