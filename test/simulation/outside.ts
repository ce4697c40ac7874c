/** What befalls calls and the process, by chance: throttling of each kind, failures before and after the effect, lost answers, locks, outages, a death in mid send. */
import type { Fault, WorldResponse } from '../../connectors/kit/sandbox.ts';
import { Life } from '../support/crash.ts';
import type { Scene } from './scene.ts';

export interface Mishap {
  readonly name: string;
  readonly weight: number;
  befall(scene: Scene): void;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const WRITES = { hubspot: '/contacts/batch/update', salesforce: '/composite' } as const;

const hubspot429 = (policyName: string): WorldResponse => ({
  status: 429,
  headers: JSON_TYPE,
  body: {
    status: 'error',
    message: 'You have reached your limit.',
    errorType: 'RATE_LIMIT',
    policyName,
    correlationId: '0',
  },
});
const salesforceSays = (status: number, errorCode: string, message: string): WorldResponse => ({
  status,
  headers: JSON_TYPE,
  body: [{ errorCode, message }],
});
const REQUEST_LIMIT = salesforceSays(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
const NO_SESSION = salesforceSays(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
const AWAY: WorldResponse = {
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<html>Service Unavailable</html>',
};
const BROKEN: WorldResponse = { status: 500, headers: JSON_TYPE, body: '{"status":"error","message":"internal error"' };

export const MISHAPS: readonly Mishap[] = [
  ...(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY'] as const).map((policy) =>
    onCalls(`HubSpot throttles: ${policy}`, 2, 'hubspot', { effect: { answer: hubspot429(policy) } }),
  ),
  onCalls('HubSpot is away', 2, 'hubspot', { effect: { answer: AWAY } }),
  onCalls('HubSpot fails after a write', 3, 'hubspot', { path: WRITES.hubspot, effect: { answerAfter: BROKEN } }),
  onCalls('HubSpot loses a request', 2, 'hubspot', { effect: 'lose-request' }),
  onCalls('HubSpot loses an answer to a write', 3, 'hubspot', { path: WRITES.hubspot, effect: 'lose-answer' }),
  onCalls('Salesforce has no calls left', 2, 'salesforce', { effect: { answer: REQUEST_LIMIT } }),
  onCalls('Salesforce forgets the session', 2, 'salesforce', { effect: { answer: NO_SESSION } }),
  onCalls('Salesforce is away', 2, 'salesforce', { effect: { answer: AWAY } }),
  onCalls('Salesforce fails after a write', 3, 'salesforce', {
    path: WRITES.salesforce,
    effect: { answerAfter: BROKEN },
  }),
  onCalls('Salesforce loses a request', 2, 'salesforce', { effect: 'lose-request' }),
  onCalls('Salesforce loses an answer', 5, 'salesforce', { path: WRITES.salesforce, effect: 'lose-answer' }),
  { name: 'the session is revoked', weight: 2, befall: ({ stage }) => stage.salesforce.world.oauth.revokeAll() },
  {
    name: 'HubSpot moves',
    weight: 0.5,
    befall: ({ stage, now }) => stage.hubspot.world.move(now.add({ hours: 3 }).epochMilliseconds),
  },
  { name: 'rows are locked', weight: 5, befall: locks },
  { name: 'rows are refused', weight: 2, befall: refuses },
];

/** Some calls, after some that pass; or all of them till the next moment. */
function onCalls(
  name: string,
  weight: number,
  system: 'hubspot' | 'salesforce',
  fault: Pick<Fault, 'path' | 'effect'>,
): Mishap {
  return {
    name,
    weight,
    befall: ({ stage, luck }) => {
      const times = luck.happens(0.2) ? Number.POSITIVE_INFINITY : luck.int(1, 4);
      stage[system].server.inject({ ...fault, after: luck.int(0, 4), times });
    },
  };
}

function locks({ stage, luck }: Scene): void {
  const object = luck.pick(['Task', 'Lead', 'Contact']);
  const error = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' };
  stage.salesforce.world.refuseRow(object, () => true, error, luck.int(1, 6));
}

function refuses({ stage, luck }: Scene): void {
  const object = luck.pick(['Task', 'Lead', 'Contact']);
  const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: '<b>電話番号</b>を入力してください' };
  stage.salesforce.world.refuseRow(object, () => true, error, luck.int(1, 2));
}

/** Transactions of a turn in which much is sent. */
const LAST_TRANSACTION = 60;

/** One turn in which the process dies before a commit, if it comes that far, and a new one goes on. Answers whether it died. */
export async function turnWithDeath({ stage, luck, stoppedUntil }: Scene): Promise<boolean> {
  const life = await Life.begin(stage, { point: { at: 'transaction', n: luck.int(0, LAST_TRANSACTION) } });
  stage.stop.on = stoppedUntil !== undefined;
  await life.live(
    () => stage.turn(),
    async () => {
      stage.stop.on = stoppedUntil !== undefined;
    },
  );
  life.end();
  if (!life.died) await stage.restart();
  return life.died;
}
