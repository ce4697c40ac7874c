/** E-mail as a real server gets it, and what its answers come to. */
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { emailChannel, type MailServer as Place } from '../../src/notify/email.ts';
import type { Channel, Message } from '../../src/ports/channel.ts';
import { certificateForLocalhost } from '../support/certificate.ts';
import { type MailServer, openMailServer } from '../support/mail-server.ts';

const MESSAGE: Message = {
  id: 'notice-abcDEF123',
  to: [{ name: '鈴木 健', address: 'suzuki@demo.example' }],
  subject: '[Baton] MQL:株式会社青空 山田 太郎 様(2026-11-25までに連絡)',
  body: '■ 相手\n山田 太郎\n.\n. a dot at the beginning of a line\n𠮷野 🎉',
};
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function server(...options: Parameters<typeof openMailServer>): Promise<MailServer> {
  const made = await openMailServer(...options);
  open.push(made);
  return made;
}
function channel(port: number, more: Partial<Place> = {}): Channel {
  const made = emailChannel({
    ...{ host: '127.0.0.1', port, security: 'none', from: 'baton@demo.example', fromName: 'Baton', ...more },
  });
  open.unshift(made);
  return made;
}

describe('a message', () => {
  test('arrives whole, in its own characters, under the id of its notice, and asks nobody to answer', async () => {
    const mail = await server();
    expect(await channel(mail.port).send(MESSAGE)).toEqual({ state: 'sent' });
    const [got] = mail.mails;
    expect(got).toMatchObject({
      to: ['suzuki@demo.example'],
      messageId: '<notice-abcDEF123@demo.example>',
      subject: MESSAGE.subject,
    });
    expect(got?.text.trimEnd()).toBe(MESSAGE.body);
    expect(got?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(got?.raw).toMatch(/^From: Baton <baton@demo.example>\r$/m);
  });

  test('cannot add a recipient or a header by what a lead typed', async () => {
    const mail = await server();
    const subject = 'x\r\nBcc: thief@evil.example\r\n\r\nbody';
    const to = [{ name: 'a\r\nBcc: thief@evil.example', address: 'suzuki@demo.example' }];
    await channel(mail.port).send({ ...MESSAGE, subject, to });
    expect(mail.mails.map((one) => one.to)).toEqual([['suzuki@demo.example']]);
    expect(mail.mails[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
  });

  test('to nobody is refused', async () => {
    const mail = await server();
    expect(await channel(mail.port).send({ ...MESSAGE, to: [{ name: '鈴木 健' }] })).toMatchObject({
      state: 'refused',
      problem: { category: 'notice', code: 'NO_ADDRESS' },
    });
  });
});

describe('an answer', () => {
  test('that refuses the address is about this message; a refusal for now is not for ever', async () => {
    const mail = await server();
    mail.refuses = () => 550;
    expect(await channel(mail.port).send(MESSAGE)).toMatchObject({
      state: 'refused',
      problem: { code: 'SMTP 550', detail: expect.stringMatching(/^SMTP: SMTP 550: RCPT TO: 550 .*not here/) },
    });
    mail.refuses = () => 451;
    expect(await channel(mail.port).send(MESSAGE)).toMatchObject({ state: 'later', all: false });
  });

  test('that is lost leaves it unknown; where nobody listens, or nobody can be found, nothing was said', async () => {
    const mail = await server();
    mail.loseAnswer = true;
    const one = channel(mail.port);
    expect(one.repeatable).toBe(true);
    expect(await one.send(MESSAGE)).toMatchObject({ state: 'unknown' });
    expect(await channel(1, { host: 'no-such-host.invalid' }).send(MESSAGE)).toMatchObject({
      problem: { category: 'notice' },
    });
    await mail.close();
    expect(await one.send(MESSAGE)).toMatchObject({ state: 'later', all: true, problem: { code: 'ECONNREFUSED' } });
  });

  test('that refuses the login holds up all, and shows no password', async () => {
    const mail = await server({
      disabledCommands: ['STARTTLS'],
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    const login = { user: 'baton', password: 'hunter2' };
    const delivery = await channel(mail.port, { login }).send(MESSAGE);
    expect(delivery).toMatchObject({ state: 'later', all: true, problem: { code: 'SMTP 535' } });
    expect(JSON.stringify(delivery)).not.toContain('hunter2');
    expect(mail.mails).toEqual([]);
  });

  test('of a server that is no mail server is no delivery', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await channel(port).send(MESSAGE)).state).not.toBe('sent');
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a connection', () => {
  test('goes over to TLS before anything is said, and is given up where the certificate or TLS itself is not there', async () => {
    const { key, cert } = certificateForLocalhost();
    const place = { host: 'localhost', security: 'starttls' as const };
    const mail = await server({ key, cert, disabledCommands: ['AUTH'], authOptional: true });
    expect(await channel(mail.port, { ...place, ca: cert }).send(MESSAGE)).toEqual({ state: 'sent' });
    expect((await channel(mail.port, place).send(MESSAGE)).state).not.toBe('sent');
    const plain = await server();
    expect(await channel(plain.port, { ...place, ca: cert }).send(MESSAGE)).toMatchObject({
      state: 'later',
      all: true,
    });
    expect(plain.mails).toEqual([]);
    expect(mail.mails).toHaveLength(1);
  });
});
