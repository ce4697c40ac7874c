/** `/services/Soap/…`: the partner API's few calls that REST does not have, and the Metadata API. */
import type { WorldRequest, WorldResponse } from '../../kit/sandbox.ts';
import type { Deployments } from './deploy.ts';
import { METADATA_NAMESPACE, metadataCall } from './metadata-calls.ts';
import { hostOf, type OAuth } from './oauth.ts';
import type { Doing, Org } from './org.ts';
import { partnerCall } from './partner-calls.ts';
import { Refusal } from './refusal.ts';
import { answerSoap, readEnvelope, type SoapMessage, soapFault, textIn } from './soap-envelope.ts';

const PARTNER_NAMESPACE = 'urn:partner.soap.sforce.com';
/** From this version on nobody logs in by SOAP (Summer '25 release notes: login() ends with 64.0). */
const NO_LOGIN_FROM = 65;

const NO_METADATA = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';

export interface SoapDoor {
  readonly oauth: OAuth;
  readonly deployments: Deployments;
  organizationId(): string;
  orgOf(userId: string): Org;
  /** Whether this user may see and change the org's metadata. */
  mayCustomize(userId: string): boolean;
  /** Counts a call. */
  spend(): void;
}

/** `api`: `u` partner, `m` metadata; both have their own namespace. Refusals become faults. */
export function answerAtSoap(door: SoapDoor, api: string, version: number, request: WorldRequest): WorldResponse {
  const namespace = api === 'm' ? METADATA_NAMESPACE : PARTNER_NAMESPACE;
  try {
    const message = readEnvelope(request.body);
    const fault = (code: string, text: string) => soapFault(code, text, namespace);
    if (api !== 'm' && message.method === 'login') return login(door, message, version, request);
    const userId = door.oauth.userOf(`Bearer ${message.sessionId ?? ''}`, request.now);
    if (userId === undefined)
      return fault(
        'INVALID_SESSION_ID',
        'Invalid Session ID found in SessionHeader: Illegal Session. Session not found',
      );
    door.spend();
    const org = door.orgOf(userId);
    const doing: Doing = { now: request.now, userId, autoAssign: false };
    if (api === 'm') {
      if (!door.mayCustomize(userId)) return fault('INSUFFICIENT_ACCESS', NO_METADATA);
      const result = metadataCall(org, message.method, message.input, doing, door.deployments);
      return answerSoap(message.method, result, namespace);
    }
    if (message.method === 'logout') {
      door.oauth.revoke(message.sessionId ?? '');
      return answerSoap('logout', undefined, namespace);
    }
    const result = partnerCall(org, message.method, message.input, doing, door.organizationId());
    return answerSoap(message.method, result, namespace);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [first] = error.errors;
    const answer = soapFault(first?.statusCode ?? 'UNKNOWN_EXCEPTION', first?.message ?? '', namespace);
    // What only the sandbox lacks is counted by its status.
    return error.status === 501 ? { ...answer, status: 501 } : answer;
  }
}

function login(door: SoapDoor, { input }: SoapMessage, version: number, request: WorldRequest): WorldResponse {
  if (version >= NO_LOGIN_FROM)
    return soapFault('UNSUPPORTED_API_VERSION', 'login() is not supported in this API version', PARTNER_NAMESPACE);
  const user = door.oauth.userByPassword(textIn(input['username']) ?? '', textIn(input['password']) ?? '');
  if (user === undefined)
    return soapFault(
      'INVALID_LOGIN',
      'Invalid username, password, security token; or user locked out.',
      PARTNER_NAMESPACE,
    );
  const userId = String(user['Id']);
  const base = hostOf(request);
  const at = `${version}.0/${door.organizationId()}`;
  return answerSoap(
    'login',
    {
      metadataServerUrl: `${base}/services/Soap/m/${at}`,
      passwordExpired: false,
      sandbox: true,
      serverUrl: `${base}/services/Soap/u/${at}`,
      sessionId: door.oauth.issue(userId, request.now.add(door.oauth.settings.tokenLives)),
      userId,
      userInfo: {
        organizationId: door.organizationId(),
        userId,
        userName: user['Username'],
        userFullName: user['Name'],
      },
    },
    PARTNER_NAMESPACE,
  );
}
