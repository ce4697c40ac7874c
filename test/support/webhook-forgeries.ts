/** Changes a signed request as one who does not know the secret would, each time otherwise. */
import { createHash, createHmac } from 'node:crypto';
import type { Chance } from '../../connectors/kit/chance.ts';
import type { Posted } from './webhooks.ts';
import { PUBLIC_URL } from './webhooks.ts';

export interface Forgery {
  readonly how: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly bytes: Buffer;
}

const SIGNATURE = 'x-hubspot-signature-v3';
const TIMESTAMP = 'x-hubspot-request-timestamp';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';

interface Parts {
  signatures: string[];
  timestamps: string[];
  bytes: Buffer;
}

/** A whole number from 0 up to, and not with, the limit. */
type Below = (limit: number) => number;
type Change = (parts: Parts, below: Below) => void;

const first = (values: readonly string[]): string => values[0] ?? '';

function replaced(text: string, at: number, by: string): string {
  return `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
}

/** Signs like HubSpot, but for one thing. */
function signsWith(secret: string, method: string, uri: string): Change {
  return (parts) => {
    const mac = createHmac('sha256', secret).update(`${method}${uri}`).update(parts.bytes);
    parts.signatures = [mac.update(first(parts.timestamps)).digest('base64')];
  };
}

const CHANGES: Readonly<Record<string, Change>> = {
  'another character in the signature': (parts, below) => {
    const right = first(parts.signatures);
    const at = below(right.length);
    const others = [...BASE64].filter((one) => one !== right[at]);
    parts.signatures = [replaced(right, at, others[below(others.length)] ?? '')];
  },
  'a byte changed': (parts, below) => {
    const at = below(parts.bytes.length);
    parts.bytes[at] = ((parts.bytes[at] ?? 0) + 1 + below(255)) % 256;
  },
  'a byte taken out': (parts, below) => {
    const at = below(parts.bytes.length);
    parts.bytes = Buffer.concat([parts.bytes.subarray(0, at), parts.bytes.subarray(at + 1)]);
  },
  'a byte put in': (parts, below) => {
    const at = below(parts.bytes.length + 1);
    parts.bytes = Buffer.concat([parts.bytes.subarray(0, at), Buffer.from([below(256)]), parts.bytes.subarray(at)]);
  },
  'the end cut off': (parts, below) => {
    parts.bytes = parts.bytes.subarray(0, below(parts.bytes.length));
  },
  'an event said twice': (parts) => {
    const events: readonly unknown[] = JSON.parse(parts.bytes.toString());
    parts.bytes = Buffer.from(JSON.stringify([...events, ...events]));
  },
  'written otherwise': (parts, below) => {
    parts.bytes = Buffer.from(JSON.stringify(JSON.parse(parts.bytes.toString()), null, 1 + below(8)));
  },
  'some other bytes': (parts, below) => {
    parts.bytes = Buffer.from(Array.from({ length: below(64) }, () => below(256)));
  },
  'another moment in the window': (parts, below) => {
    const ms = 1 + below(299_000);
    parts.timestamps = [String(Number(first(parts.timestamps)) + (below(2) === 0 ? ms : -ms))];
  },
  'another moment out of it': (parts, below) => {
    const ms = 300_001 + below(1_000_000_000);
    parts.timestamps = [String(Number(first(parts.timestamps)) + (below(2) === 0 ? ms : -ms))];
  },
  'the moment written otherwise': (parts, below) => {
    const right = first(parts.timestamps);
    const forms = [
      `0${right}`,
      `+${right}`,
      ` ${right}`,
      `${right} `,
      `${right}.0`,
      `${right}e0`,
      `0x${right}`,
      'NaN',
      '',
    ];
    parts.timestamps = [forms[below(forms.length)] ?? ''];
  },
  'a digit of the moment moved into the body': (parts) => {
    const right = first(parts.timestamps);
    parts.bytes = Buffer.concat([parts.bytes, Buffer.from(right.slice(0, 1))]);
    parts.timestamps = [right.slice(1)];
  },
  'headers twice, or not at all': (parts, below) => {
    const kinds: readonly ((parts: Parts) => void)[] = [
      (one) => one.signatures.push(first(one.signatures)),
      (one) => one.timestamps.push(first(one.timestamps)),
      (one) => one.signatures.unshift(''),
      (one) => {
        one.signatures = [];
      },
      (one) => {
        one.timestamps = [];
      },
      (one) => {
        one.signatures = [`${first(one.signatures)}, ${first(one.signatures)}`];
      },
    ];
    kinds[below(kinds.length)]?.(parts);
  },
  'a signature in hex': (parts) => {
    parts.signatures = [Buffer.from(first(parts.signatures), 'base64').toString('hex')];
  },
  'a signature with other letters for the same bytes': (parts, below) => {
    const right = first(parts.signatures);
    const last = BASE64.indexOf(right[42] ?? '');
    const forms = [right.slice(0, -1), right.replaceAll('+', '-').replaceAll('/', '_'), `${right}=`];
    // The last letter has two bits that no byte needs.
    forms.push(replaced(right, 42, BASE64[last ^ (1 + below(3))] ?? ''));
    const other = forms.filter((form) => form !== right);
    parts.signatures = [other[below(other.length)] ?? ''];
  },
  'no secret': signsWith('', 'POST', PUBLIC_URL),
  'a guessed secret': (parts, below) => signsWith(`secret-${below(1_000_000)}`, 'POST', PUBLIC_URL)(parts, below),
  'signed like the older ones': (parts) => {
    parts.signatures = [createHash('sha256').update(`POST${PUBLIC_URL}`).update(parts.bytes).digest('base64')];
  },
  'a signature of chance': (parts, below) => {
    parts.signatures = [Buffer.from(Array.from({ length: 32 }, () => below(256))).toString('base64')];
  },
};
const NAMES = Object.keys(CHANGES);

/** One change. */
export function forge({ headers, body }: Posted, chance: Chance): Forgery {
  const below: Below = (limit) => chance.int(0, limit - 1);
  const right = { signature: headers[SIGNATURE] ?? '', timestamp: headers[TIMESTAMP] ?? '' };
  const parts: Parts = { signatures: [right.signature], timestamps: [right.timestamp], bytes: Buffer.from(body) };
  const how = NAMES[below(NAMES.length)] ?? '';
  CHANGES[how]?.(parts, below);
  return {
    how,
    headers: { [SIGNATURE]: parts.signatures, [TIMESTAMP]: parts.timestamps },
    bytes: parts.bytes,
  };
}
