/** Asks the process that owns the data; the same operations, over its local socket. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { BatonError, ERROR_CODES, type ErrorAbout } from '../domain/problem.ts';
import type { OperationName, Operations } from '../ports/operations.ts';

/** A pull of a large account takes its time; a command still ends. */
const ANSWER_MS = 30 * 60_000;

interface Reply {
  readonly answer?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly about?: ErrorAbout;
  };
}

/** Undefined when nobody answers there. */
export async function connectSocket(path: string): Promise<Operations | undefined> {
  // That somebody listens is enough: a worker that is too busy to answer still owns the data, and `stop` must not wait for it.
  const answers = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
  if (!answers) return undefined;
  return operationsBy((name, args) => call(path, name, args) as never);
}

type Call = <Name extends OperationName>(
  name: Name,
  args: Parameters<Operations[Name]>[0],
) => ReturnType<Operations[Name]>;

function operationsBy(ask: Call): Operations {
  return {
    status: (args) => ask('status', args),
    pull: (args) => ask('pull', args),
    judge: (args) => ask('judge', args),
    send: (args) => ask('send', args),
    watch: (args) => ask('watch', args),
    notify: (args) => ask('notify', args),
    testNotice: (args) => ask('testNotice', args),
    plan: (args) => ask('plan', args),
    explain: (args) => ask('explain', args),
    handoffs: (args) => ask('handoffs', args),
    owners: (args) => ask('owners', args),
    held: (args) => ask('held', args),
    erase: (args) => ask('erase', args),
    timeline: (args) => ask('timeline', args),
    collisions: (args) => ask('collisions', args),
    identity: (args) => ask('identity', args),
    identityJoin: (args) => ask('identityJoin', args),
    identityKeepApart: (args) => ask('identityKeepApart', args),
    identitySplit: (args) => ask('identitySplit', args),
    delays: (args) => ask('delays', args),
    neglected: (args) => ask('neglected', args),
    ledgerShow: (args) => ask('ledgerShow', args),
    ledgerPage: (args) => ask('ledgerPage', args),
    ledgerVerify: (args) => ask('ledgerVerify', args),
    acceptLoss: (args) => ask('acceptLoss', args),
    sign: (args) => ask('sign', args),
    agreementHistory: (args) => ask('agreementHistory', args),
    confirmRead: (args) => ask('confirmRead', args),
    reviews: (args) => ask('reviews', args),
    holdReview: (args) => ask('holdReview', args),
    trial: (args) => ask('trial', args),
    agreementText: (args) => ask('agreementText', args),
    team: (args) => ask('team', args),
    setCapacity: (args) => ask('setCapacity', args),
    setAway: (args) => ask('setAway', args),
    setBack: (args) => ask('setBack', args),
    routeTry: (args) => ask('routeTry', args),
    reply: (args) => ask('reply', args),
    arm: (args) => ask('arm', args),
    admit: (args) => ask('admit', args),
    stop: (args) => ask('stop', args),
    resume: (args) => ask('resume', args),
    reconcile: (args) => ask('reconcile', args),
    retry: (args) => ask('retry', args),
    problems: (args) => ask('problems', args),
    showProblem: (args) => ask('showProblem', args),
    retryProblem: (args) => ask('retryProblem', args),
    ignoreProblem: (args) => ask('ignoreProblem', args),
    doctor: (args) => ask('doctor', args),
    setup: (args) => ask('setup', args),
  };
}

async function call(path: string, name: OperationName, args: unknown): Promise<unknown> {
  const reply = await post(path, `/operations/${name}`, JSON.stringify(args));
  if (reply.error !== undefined) throw asThrown(reply.error);
  return reply.answer;
}

/** What the worker could not foresee is a bug here too. */
function asThrown({ code, message, remedy, about }: NonNullable<Reply['error']>): Error {
  const known = ERROR_CODES.find((one) => one === code);
  return known === undefined ? new Error(`${code}: ${message}`) : new BatonError(known, message, remedy, about);
}

function post(socketPath: string, path: string, body: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, path, method: 'POST', timeout: ANSWER_MS, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Reply);
          } catch (error) {
            reject(error);
          }
        });
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new BatonError('NO_ANSWER', 'the worker did not answer', 'baton status')));
    sent.on('error', reject);
    sent.end(body);
  });
}
