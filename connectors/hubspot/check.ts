/** Whether Baton can work with this account: who it is, what may be read, whether the mapped properties are there, what is left of the day's calls. Reads only. */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { Finding } from '../../src/ports/connector.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { KEPT } from './read-records.ts';
import type { Reading } from './reading.ts';
import { propertiesOf } from './values.ts';

/** Page "Account information". */
const usage = z.looseObject({
  results: z.array(
    z.looseObject({ usageLimit: z.number(), currentUsage: z.number(), resetsAt: z.string().optional() }),
  ),
});
const anything = z.unknown();
/** Half of the overlap would already eat into what protects from the index's lag. */
const MOST_CLOCK_DIFFERENCE_MS = 60_000;
const CHECK = { purpose: 'check', writes: false } as const;

export async function check(reading: Reading): Promise<readonly Finding[]> {
  const account = await reading.portal.ask('check');
  if (account.state !== 'answered' && !(account.state === 'refused' && account.status === 403))
    return [failed('connection', 'account', account)];
  const findings: Finding[] = [{ name: 'connection', ok: true, detail: 'reached' }];
  if (account.state === 'answered') {
    const { portalId, timeZone, accountType } = account.value;
    findings.push({
      name: 'identity',
      ok: true,
      detail: [portalId, accountType, timeZone].filter(Boolean).join(' · '),
    });
  } else findings.push(failed('identity', 'account', account));
  findings.push(clock(reading));
  for (const [what, probe] of probes(reading)) findings.push(found('scope', what, await probe()));
  for (const object of ['contact', 'company'] as const) findings.push(...(await fields(reading, object)));
  findings.push(await limits(reading));
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
    ...['companies', 'contacts', 'calls', 'meetings', 'notes'].map(
      (object) => [object, get(`/crm/v3/objects/${object}`, { limit: '1' })] as const,
    ),
    ['forms', get('/marketing/v3/forms/', { limit: '1', formTypes: 'all' })],
    [
      'mails',
      get('/email/public/v1/events', { startTimestamp: String(now - 60_000), endTimestamp: String(now), limit: '1' }),
    ],
  ];
}

/** Every mapped property is there; every written one may be written. */
async function fields(reading: Reading, object: 'contact' | 'company'): Promise<readonly Finding[]> {
  const mapping = reading.mapping.objects[object];
  if (mapping === undefined) return [];
  const { plural } = KEPT[object];
  const known = await reading.types.list('check', plural);
  if (known.state !== 'answered') return [failed('field', plural, known)];
  const written = new Set(Object.values(mapping.write).flatMap(({ to, rule }) => (rule === 'never' ? [] : [to])));
  return [...new Set([...propertiesOf(mapping).values(), ...written])].map((property): Finding => {
    const facts = known.value.get(property);
    const readOnly = written.has(property) && facts?.modificationMetadata?.readOnlyValue === true;
    const detail = `${object}.${property}`;
    if (facts !== undefined && !readOnly) return { name: 'field', ok: true, detail };
    const problem: Problem = {
      category: readOnly ? 'permission' : 'missing-field',
      mover: 'admin',
      system: 'hubspot',
      code: readOnly ? 'READ_ONLY' : 'PROPERTY_DOESNT_EXIST',
      detail: readOnly ? `${detail} is mapped to be written, but HubSpot calculates it` : `${detail} does not exist`,
      field: property,
    };
    return { name: 'field', ok: false, detail, problem };
  });
}

async function limits(reading: Reading): Promise<Finding> {
  const path = '/account-info/v3/api-usage/daily/private-apps';
  const answer = await reading.client.request(CHECK, 'GET', path, usage);
  // OAuth apps have no daily figures of their own: that is no fault of the installation.
  if (answer.state === 'refused')
    return { name: 'limit', ok: true, detail: 'HubSpot tells no daily figures to this kind of app' };
  if (answer.state !== 'answered') return failed('limit', 'usage', answer);
  const [today] = answer.value.results;
  if (today === undefined) return { name: 'limit', ok: true, detail: 'no calls counted yet' };
  const left = today.usageLimit - today.currentUsage;
  const detail = [`${left} of ${today.usageLimit} calls left`, today.resetsAt].filter(Boolean).join(' · ');
  return { name: 'limit', ok: left > 0, detail };
}

/** Windows are bounded by our clock and filter HubSpot's stamps. */
function clock(reading: Reading): Finding {
  const ahead = reading.client.clockAheadMs;
  if (ahead === undefined) return { name: 'clock', ok: true, detail: 'HubSpot told no time' };
  const ok = Math.abs(ahead) <= MOST_CLOCK_DIFFERENCE_MS;
  const detail = `HubSpot's clock differs by ${Math.round(ahead / 1000)} s`;
  if (ok) return { name: 'clock', ok, detail };
  return {
    name: 'clock',
    ok,
    detail,
    problem: { category: 'unavailable', mover: 'admin', system: 'hubspot', code: 'CLOCK', detail },
  };
}

function found(name: Finding['name'], detail: string, answer: Attempt<unknown>): Finding {
  return answer.state === 'answered' ? { name, ok: true, detail } : failed(name, detail, answer);
}

function failed(name: Finding['name'], detail: string, answer: Unanswered): Finding {
  return { name, ok: false, detail, problem: answer.problem };
}
