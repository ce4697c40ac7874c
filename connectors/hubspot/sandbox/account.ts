/** Who the account is and how much of the day's calls is used: /account-info/v3, and what came before it. */
import type { Limits } from './limits.ts';
import type { Portal } from './portal.ts';
import type { Call, Route } from './router.ts';

export function accountRoutes(portal: Portal, limits: Limits): readonly Route[] {
  const usagePath = '/account-info/v3/api-usage/daily/private-apps';
  return [
    { method: 'GET', path: '/account-info/v3/details', handle: (call) => details(portal, call) },
    { method: 'GET', path: '/account-info/v3/api-usage/daily', handle: (call) => usage(limits, call) },
    { method: 'GET', path: usagePath, handle: (call) => usage(limits, call) },
    { method: 'GET', path: '/integrations/v1/me', handle: (call) => identity(portal, call) },
    {
      method: 'GET',
      path: '/integrations/v1/limit/daily',
      handle: (call) => ({ status: 200, body: [usageNow(limits, call)] }),
    },
  ];
}

function details(portal: Portal, call: Call) {
  const here = call.request.now.toZonedDateTimeISO(portal.zone);
  return {
    status: 200,
    body: {
      portalId: portal.id,
      accountType: 'DEVELOPER_TEST',
      timeZone: portal.zone,
      companyCurrency: 'JPY',
      additionalCurrencies: [],
      utcOffset: here.offset,
      utcOffsetMilliseconds: here.offsetNanoseconds / 1e6,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'ap1',
    },
  };
}

/** The older answer, by which many clients try whether a token is good. */
function identity(portal: Portal, call: Call) {
  const { portalId, timeZone, companyCurrency, utcOffset, utcOffsetMilliseconds } = details(portal, call).body;
  return { status: 200, body: { portalId, timeZone, currency: companyCurrency, utcOffset, utcOffsetMilliseconds } };
}

function usage(limits: Limits, call: Call) {
  return { status: 200, body: { results: [usageNow(limits, call)] } };
}

function usageNow(limits: Limits, call: Call): Record<string, unknown> {
  const { limit, used, resetsAt } = limits.usage(call.request.now);
  return {
    name: 'private-apps-api-calls-daily',
    usageLimit: limit,
    currentUsage: used,
    collectedAt: new Date(call.now).toISOString(),
    fetchStatus: 'SUCCESS',
    resetsAt: new Date(resetsAt).toISOString(),
  };
}
