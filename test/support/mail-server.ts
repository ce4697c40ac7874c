/** A real SMTP server on loopback that keeps what it is given, and refuses or falls silent when told to. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Mail {
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  /** As it was said on the wire. */
  readonly raw: string;
  /** Decoded. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Asked of each recipient: the SMTP code with which it is refused; undefined takes it. */
  refuses: (address: string) => number | undefined;
  /** The next message is taken, and the connection broken instead of answered. */
  loseAnswer: boolean;
  close(): Promise<void>;
  /** On the port it had. */
  reopen(): Promise<void>;
}

export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = [];
  let port = 0;
  let server: SMTPServer | undefined;
  const made: MailServer = {
    get port() {
      return port;
    },
    mails,
    refuses: () => undefined,
    loseAnswer: false,
    close: () => new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
    reopen: () => open(),
  };
  const open = async (): Promise<void> => {
    const opened = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 10,
      onRcptTo: ({ address }, _session, done) => {
        const code = made.refuses(address);
        done(code === undefined ? null : Object.assign(new Error('not here'), { responseCode: code }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          mails.push(mailOf(to, Buffer.concat(chunks).toString('utf8')));
          if (!made.loseAnswer) return done();
          made.loseAnswer = false;
          for (const connection of opened.connections) connection.close();
        });
      },
      ...options,
    });
    opened.on('error', () => {
      // A client that goes away in the middle is no fault of the server.
    });
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', () => resolve()));
    const address = opened.server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    server = opened;
  };
  await open();
  return made;
}

function mailOf(to: readonly string[], raw: string): Mail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? '';
  const body = rest.join('\r\n\r\n');
  return {
    to,
    raw,
    messageId: header('Message-ID'),
    subject: words(header('Subject')),
    text: decoded(body, header('Content-Transfer-Encoding')).replaceAll('\r\n', '\n'),
  };
}

/** RFC 2047. */
function words(header: string): string {
  const joined = header.replaceAll(/\?=\s+=\?/g, '?==?');
  return joined.replaceAll(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, how: string, text: string) =>
    how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' ')),
  );
}

function decoded(body: string, how: string): string {
  if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return how === 'quoted-printable' ? quoted(body.replaceAll('=\r\n', '')) : body;
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
