/** The operations of the process that owns the data: each command's question, answered by its job. */
import type { System } from '../domain/record.ts';
import type { Operations } from '../ports/operations.ts';
import type { PullReport, SendReport } from '../ports/reports.ts';
import { agreementText } from './agreement-text.ts';
import { confirmRead, history, holdReview, reviews } from './agreements.ts';
import { admit, arm, resume, stop } from './arm.ts';
import { handoffs, ledgerPage, ledgerShow, status } from './ask.ts';
import { collisions } from './colliding.ts';
import type { JobContext } from './context.ts';
import { delays } from './delays.ts';
import { doctor } from './doctor.ts';
import { erasePerson } from './erase-person.ts';
import { explain } from './explain.ts';
import { identity } from './identity.ts';
import { judge } from './judge.ts';
import { neglected } from './neglected.ts';
import { noteTeam } from './note-team.ts';
import { notify, testNotice } from './notify.ts';
import { held, owners } from './ownership.ts';
import { plan } from './plan.ts';
import { ignoreProblem, problems, retryProblem, showProblem } from './problems.ts';
import { pull } from './pull.ts';
import { reconcile } from './reconcile.ts';
import { reply } from './reply.ts';
import { retry } from './retry.ts';
import { routeTry } from './route-try.ts';
import { send } from './send.ts';
import { joinTwo, keepApart, splitOff } from './settle-identity.ts';
import { setup } from './setup.ts';
import { sign } from './sign.ts';
import { setAway, setBack, setCapacity, team } from './team.ts';
import { timeline } from './timeline.ts';
import { trial } from './trial.ts';
import { acceptLoss, verify } from './verify.ts';
import { watch } from './watch.ts';

export function operationsOf(context: JobContext): Operations {
  const systems = (only: System | undefined): readonly System[] =>
    only === undefined ? [...context.connectors.keys()] : [only];
  return {
    status: () => status(context),
    pull: async ({ system }) => {
      const reports: PullReport[] = [];
      for (const one of systems(system)) reports.push(await pull(context, one));
      return reports;
    },
    judge: async () => {
      await noteTeam(context);
      return judge(context);
    },
    send: async ({ system }) => {
      const reports: SendReport[] = [];
      for (const one of systems(system)) reports.push(await send(context, one));
      return reports;
    },
    watch: () => watch(context),
    notify: () => notify(context),
    testNotice: ({ member }) => testNotice(context, member),
    plan: () => plan(context),
    explain: ({ lead, ...asOf }) => explain(context, lead, asOf),
    handoffs: ({ open }) => handoffs(context, open === true),
    timeline: (asked) => timeline(context, asked),
    collisions: (asked) => collisions(context, asked),
    identity: () => identity(context),
    identityJoin: (word) => joinTwo(context, word),
    identityKeepApart: (word) => keepApart(context, word),
    identitySplit: (word) => splitOff(context, word),
    delays: ({ since }) => delays(context, since),
    neglected: () => neglected(context),
    ledgerShow: ({ lead }) => ledgerShow(context, lead),
    owners: ({ lead, at }) => owners(context, lead, at),
    held: ({ by, at }) => held(context, by, at),
    erase: (wish) => erasePerson(context, wish),
    ledgerPage: ({ after, open }) => ledgerPage(context, after, open === true),
    ledgerVerify: () => verify(context),
    acceptLoss: () => acceptLoss(context),
    sign: async (signature) => {
      const signed = await sign(context, signature);
      await noteTeam(context);
      return signed;
    },
    agreementHistory: () => history(context),
    confirmRead: ({ member }) => confirmRead(context, member),
    reviews: () => reviews(context),
    holdReview: (held) => holdReview(context, held),
    trial: ({ text }) => trial(context, text),
    agreementText: ({ version }) => agreementText(context, version),
    team: () => team(context),
    setCapacity: (wish) => setCapacity(context, wish),
    setAway: (wish) => setAway(context, wish),
    setBack: (wish) => setBack(context, wish),
    routeTry: ({ lead }) => routeTry(context, lead),
    reply: async (wish) => {
      await noteTeam(context);
      return reply(context, wish);
    },
    arm: ({ step }) => arm(context, step),
    admit: ({ pace }) => admit(context, pace),
    stop: () => stop(context),
    resume: () => resume(context),
    reconcile: (wish) => reconcile(context, wish),
    retry: () => retry(context),
    problems: (asked) => problems(context, asked),
    showProblem: ({ problem }) => showProblem(context, problem),
    retryProblem: ({ problem }) => retryProblem(context, problem),
    ignoreProblem: (word) => ignoreProblem(context, word),
    doctor: (wish) => doctor(context, wish),
    setup: (wishes) => setup(context, wishes),
  };
}
