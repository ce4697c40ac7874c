/** E-mail by SMTP, one connection per message. The Message-ID is the notice's own, so that a message that was sent twice is known to be one. */
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Channel, Delivery, Message } from '../ports/channel.ts';
import { problemOf } from './webhook.ts';

const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** All commands of one message together: less than a lease. */
const TOTAL_MS = 50_000;

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte; `starttls`: before anything is said; `none`: to this computer itself only. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly from: string;
  readonly fromName: string;
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  /** Trusted beside the usual authorities; PEM. */
  readonly ca?: string | undefined;
}

export function emailChannel(server: MailServer): Channel {
  const { host, port, security, from, fromName, login, ca } = server;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const send = async ({ id, to, subject, body }: Message): Promise<Delivery> => {
    const [addressee] = to;
    if (addressee?.address === undefined)
      return { state: 'refused', problem: problemOf('SMTP', 'NO_ADDRESS', `${addressee?.name ?? ''} has no address`) };
    const sent = transport.sendMail({
      from: { name: fromName, address: from },
      to: { name: addressee.name, address: addressee.address },
      subject,
      text: body,
      messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      // Out-of-office replies and ticket systems shall not answer: RFC 3834.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    try {
      return await Promise.race([sent.then((): Delivery => ({ state: 'sent' })), late()]);
    } catch (error) {
      return failed(error);
    } finally {
      sent.catch(() => {
        // What comes after the limit is not waited for.
      });
    }
  };
  return { name: 'email', repeatable: true, send, close: async () => transport.close() };
}

async function late(): Promise<Delivery> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, TOTAL_MS).unref();
  });
  return { state: 'unknown', problem: problemOf('SMTP', 'TIMEOUT') };
}

const smtpError = z.object({
  message: z.string().default(''),
  code: z.string().default('FAILED'),
  response: z.string().optional(),
  responseCode: z.int().optional(),
  command: z.string().optional(),
});

/** Before a message was begun. */
const NOT_SENT: ReadonlySet<string> = new Set([
  ...['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'ECONFIG'],
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/** https://nodemailer.com/errors: `command` is what was being said, `response` what the server answered to it. */
function failed(error: unknown): Delivery {
  const known = smtpError.parse(error);
  const { responseCode, command = '' } = known;
  // A socket's failure is told by its own code only within the message: `connect ECONNREFUSED 127.0.0.1:587`.
  const code = known.code === 'ESOCKET' ? (/\bE[A-Z_]{4,}\b/.exec(known.message)?.[0] ?? known.code) : known.code;
  if (responseCode === undefined) {
    const problem = problemOf('SMTP', code, ['', 'CONN', 'API'].includes(command) ? '' : command);
    return NOT_SENT.has(code) ? { state: 'later', problem, all: true } : { state: 'unknown', problem };
  }
  // What is answered to a login stays out of every list.
  const said = command.startsWith('AUTH') ? command : `${command}: ${known.response ?? ''}`;
  const problem = problemOf('SMTP', `SMTP ${responseCode}`, said);
  const ofMessage = command === 'RCPT TO' || command === 'DATA';
  return ofMessage && responseCode >= 500
    ? { state: 'refused', problem }
    : { state: 'later', problem, all: !ofMessage };
}
