/** What connectors share in naming failures: safe sentences, moments to try again, and what a broken connection says about the request. */
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { FieldValue, RecordRef, System } from '../../src/domain/record.ts';

const MOST_DETAIL = 500;
const MOST_QUOTED = 60;

/** The vendor's sentence, fit to be kept: one line, at most 500 characters, nothing that looks like a credential. */
export function detailOf(text: unknown): string {
  const line = (typeof text === 'string' ? text : '')
    .replace(/\bBearer\s+\S+/gi, 'Bearer …')
    .replace(
      /\b(access_?token|refresh_?token|client_?secret|password|hapikey)(["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
      '$1$2…',
    )
    .replace(/\s+/g, ' ')
    .trim();
  return cut(line, MOST_DETAIL);
}

/** Cuts by characters, never inside a surrogate pair; the result is never longer than `most`. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - 1;
  const unit = text.charCodeAt(end - 1);
  if (unit >= 0xd800 && unit <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** That many seconds after `now`. */
export function after(now: Temporal.Instant, seconds: number): IsoInstant {
  return iso(now.add({ milliseconds: Math.ceil(seconds * 1000) }));
}

/** A value that could not be read as what its field holds. It reads null. */
export function formatProblem(record: RecordRef, field: string, value: FieldValue, expected: string): Problem {
  return {
    category: 'format',
    mover: 'user',
    system: record.system,
    record,
    code: 'UNPARSABLE',
    detail: detailOf(`${field}: expected ${expected}, found "${cut(String(value), MOST_QUOTED)}"`),
    field,
  };
}

/** Writing is stopped: nothing was sent. */
export function stopped(system: System, now: Temporal.Instant): { problem: Problem; until: IsoInstant } {
  const until = after(now, 10);
  return {
    until,
    problem: {
      category: 'unavailable',
      mover: 'admin',
      system,
      code: 'STOPPED',
      detail: 'writing is stopped',
      retryAt: until,
    },
  };
}

/** What a thrown network error says: its code, and whether the request can have reached the vendor. */
export interface Break {
  readonly code: string;
  readonly mayHaveArrived: boolean;
  /** Waiting mends it not: somebody has to look. */
  readonly isCertificate?: true;
  /** In words that hold nothing of the error's own message: clients put whole answers into it. */
  readonly detail: string;
}

/** Raised while connecting, so nothing was sent: names, refusals, and certificates that do not hold. */
const NEVER_LEFT = /^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|UND_ERR_CONNECT_TIMEOUT)$/;
/** The server showed a certificate that does not hold (Node's documentation, "TLS", "X509 certificate error codes"). Somebody may stand in between. */
const CERTIFICATE =
  /^(CERT_[A-Z_]+|ERR_TLS_CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_[A-Z_]+)$/;

const UNTRUSTED = 'the certificate that the server showed does not hold: nothing was sent';

/** Most links of `cause` that are followed. */
const CAUSE_DEPTH = 5;

/** Reads the chain of causes: `fetch` hides the network's error in `cause`, and several tried addresses in `errors`. */
export function breakOf(error: unknown): Break {
  let fallback = error instanceof Error ? error.name : 'UNKNOWN';
  let detail = 'the client could not read the answer';
  let link: unknown = error;
  for (let depth = 0; depth < CAUSE_DEPTH && typeof link === 'object' && link !== null; depth += 1) {
    const code = 'code' in link && typeof link.code === 'string' ? link.code : undefined;
    const syscall = 'syscall' in link ? link.syscall : undefined;
    if (code !== undefined && CERTIFICATE.test(code))
      return { code, mayHaveArrived: false, isCertificate: true, detail: UNTRUSTED };
    if (code !== undefined && (NEVER_LEFT.test(code) || syscall === 'connect'))
      return { code, mayHaveArrived: false, detail: 'no connection came about' };
    if (code !== undefined) {
      fallback = code;
      detail = 'the connection broke before a complete answer came';
    }
    link = 'cause' in link ? link.cause : undefined;
  }
  return { code: fallback, mayHaveArrived: true, detail };
}
