/** Whether Baton can work with this account: who it is, what the token may do, what can be read, whether the mapped properties fit. Reads only. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { checkFields, checkNotes } from './check-fields.ts';
import { checkForms } from './check-forms.ts';
import { checkOtherConnector } from './check-other-connector.ts';
import { checkOwners } from './check-owners.ts';
import { CHECK, checkToken, missingScope, scopesNeeded } from './check-token.ts';
import { PAGE_VIEW } from './edition.ts';
import { EVENTS } from './read-attendance.ts';
import { membershipsOf } from './read-lists.ts';
import type { Reading } from './reading.ts';

/** Page "Account information". */
const usage = z.looseObject({
  results: z.array(
    z.looseObject({ usageLimit: z.number(), currentUsage: z.number(), resetsAt: z.string().optional() }),
  ),
});
const anything = z.unknown();
/** Half of the overlap would already eat into what protects from the index's lag. */
const MOST_CLOCK_DIFFERENCE_MS = 60_000;
/** Below this share of the day's calls other programs may be starved. */
const LOW_SHARE = 0.1;
const NOTHING_ASKED: CheckAsked = { written: {}, known: () => undefined };

export async function check(reading: Reading, asked: CheckAsked = NOTHING_ASKED): Promise<readonly Finding[]> {
  const account = await reading.portal.ask(CHECK);
  if (account.state !== 'answered' && !(account.state === 'refused' && account.status === 403))
    return [failed('connection', 'account', account)];
  const { basePath } = reading.client;
  const findings: Finding[] = [{ name: 'connection', ok: true, detail: basePath, says: 'reached', about: {} }];
  if (account.state === 'answered') {
    const { portalId, timeZone, accountType } = account.value;
    const detail = [portalId, accountType, timeZone].filter(Boolean).join(' · ');
    findings.push({ name: 'identity', ok: true, detail, says: 'account', about: { account: detail } });
  } else {
    const says = { detail: 'account', says: 'account-untold', about: {}, problem: account.problem } as const;
    findings.push({ name: 'identity', ok: false, severity: 'warning', ...says });
  }
  const token = await checkToken(reading);
  findings.push(clock(reading), ...token);
  for (const [what, probe] of probes(reading)) {
    const answer = await probe();
    if (answer.state !== 'answered') findings.push(failed('scope', what, answer));
  }
  if (token.some(({ says }) => says === 'scopes-untold')) findings.push(...(await tryScopes(reading)));
  findings.push(await pageViews(reading));
  for (const object of ['contact', 'company'] as const) findings.push(...(await checkFields(reading, object, asked)));
  findings.push(
    ...(await checkNotes(reading)),
    ...(await checkForms(reading)),
    ...(await checkOtherConnector(reading)),
  );
  findings.push(...(await checkOwners(reading, asked)), await limits(reading));
  return findings;
}

/** One smallest read of each kind that a stream needs. */
function probes(reading: Reading): readonly (readonly [string, () => Promise<Attempt<unknown>>])[] {
  const { client } = reading;
  const get = (path: string, query: Record<string, string>) => () =>
    client.request(CHECK, 'GET', path, anything, { query });
  const now = reading.now().epochMilliseconds;
  return [
    ['owners', () => client.ask(CHECK, () => client.apis.owners.getPage(undefined, undefined, 1))],
    ...['companies', 'contacts', 'calls', 'meetings', 'notes', 'tasks'].map(
      (object) => [object, get(`/crm/v3/objects/${object}`, { limit: '1' })] as const,
    ),
    [
      'mails',
      get('/email/public/v1/events', { startTimestamp: String(now - 60_000), endTimestamp: String(now), limit: '1' }),
    ],
  ];
}

/** What only scopes tell otherwise: reading these is quiet where the token may not. */
const TRIED: Readonly<Record<string, string>> = {
  'sales-email-read': '/crm/v3/objects/emails',
  'crm.objects.marketing_events.read': EVENTS,
  'crm.objects.deals.read': '/crm/v3/objects/deals',
};

/** Where HubSpot does not say what the token may do. */
async function tryScopes({ client, mapping }: Reading): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const list = mapping.selection?.list ?? mapping.lists[0]?.list;
  for (const scope of scopesNeeded(mapping)) {
    const members = list === undefined ? undefined : membershipsOf(list);
    const path = scope.scope === 'crm.lists.read' ? members : TRIED[scope.scope];
    if (path === undefined) continue;
    const answer = await client.request(CHECK, 'GET', path, anything, { query: { limit: '1' } });
    if (answer.state === 'refused' && answer.status === 403) findings.push(missingScope(scope));
    // A list that is gone is told by whoever reads it.
    else if (answer.state !== 'answered' && !(answer.state === 'refused' && answer.status === 404))
      findings.push({ ...failed('scope', scope.scope, answer), severity: scope.without });
  }
  return findings;
}

/** Single page views need an Enterprise account (page "Events"); below it the contact's visit counters are what there is. */
async function pageViews({ edition }: Reading): Promise<Finding> {
  const has = await edition.ask();
  if (has.state !== 'answered')
    return { name: 'tier', ok: true, severity: 'note', detail: has.problem.code, says: 'events-untold', about: {} };
  if (has.value) return { name: 'tier', ok: true, detail: PAGE_VIEW, says: 'events-there', about: {} };
  return { name: 'tier', ok: true, severity: 'note', detail: PAGE_VIEW, says: 'events-not', about: {} };
}

async function limits(reading: Reading): Promise<Finding> {
  const path = '/account-info/v3/api-usage/daily/private-apps';
  const answer = await reading.client.request(CHECK, 'GET', path, usage);
  const untold = { name: 'limit', ok: true, detail: '', says: 'calls-untold', about: {} } as const;
  // OAuth apps have no daily figures of their own: that is no fault of the installation.
  if (answer.state === 'refused') return untold;
  if (answer.state !== 'answered') return failed('limit', 'usage', answer);
  const [today] = answer.value.results;
  if (today === undefined) return untold;
  const { usageLimit, currentUsage, resetsAt = '' } = today;
  const left = usageLimit - currentUsage;
  const about = { left: String(left), limit: String(usageLimit), resetsAt };
  const detail = `${left}/${usageLimit}`;
  if (left > usageLimit * LOW_SHARE) return { name: 'limit', ok: true, detail, says: 'calls-left', about };
  const severity = left > 0 ? 'warning' : 'stops';
  return { name: 'limit', ok: false, severity, detail, says: 'calls-few', about, mover: 'admin' };
}

/** Windows are bounded by our clock and filter HubSpot's stamps. */
function clock(reading: Reading): Finding {
  const ahead = reading.client.clockAheadMs;
  if (ahead === undefined) return { name: 'clock', ok: true, detail: '', says: 'clock-untold', about: {} };
  const about = { seconds: String(Math.round(Math.abs(ahead) / 1000)) };
  const detail = `${Math.round(ahead / 1000)} s`;
  if (Math.abs(ahead) <= MOST_CLOCK_DIFFERENCE_MS)
    return { name: 'clock', ok: true, detail, says: 'clock-fine', about };
  return { name: 'clock', ok: false, severity: 'warning', detail, says: 'clock-off', about, mover: 'admin' };
}

/** Without contacts there is nothing to work on; without anything else Baton works, and lacks it. */
function failed(name: Finding['name'], detail: string, { problem }: Unanswered): Finding {
  const severity = name === 'scope' && detail !== 'contacts' ? 'warning' : 'stops';
  return { name, ok: false, severity, detail, problem };
}
