/** EXPLAIN: who a lead is and why, now or on any day before: by what was kept till then, under the version that was in force then. */
import { judge } from '../domain/agreement/condition.ts';
import { namesOf } from '../domain/agreement/names.ts';
import { place, readAxes, readCriteria, readQuality } from '../domain/agreement/placing.ts';
import type { Directory } from '../domain/circumstances.ts';
import { decide } from '../domain/decide.ts';
import { forecast } from '../domain/forecast.ts';
import { missingOf } from '../domain/gate.ts';
import { gradeOf } from '../domain/grade.ts';
import { type IsoInstant, instantOf, iso, toIso } from '../domain/instant.ts';
import { type Lead, mergeFields } from '../domain/lead.ts';
import { mayQualifyAgain } from '../domain/nurture.ts';
import { BatonError } from '../domain/problem.ts';
import { qualify } from '../domain/qualify.ts';
import { scoreTold } from '../domain/score.ts';
import { eachOnce } from '../domain/twins.ts';
import type { AccountView, ExplainReport } from '../ports/explanation.ts';
import type { Transaction } from '../ports/store.ts';
import { findLead, viewsOf } from './ask.ts';
import { calledBy } from './called.ts';
import { circumstancesOf, directory } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { inForceAt, type Power, readPower, whyNot } from './power.ts';
import { termsOf } from './which-agreement.ts';

/** Changes that are told beforehand. */
const FORESEEN = 5;

/** As of which moment, with its zone; now unless given. `hindsight`: with what became known of that moment since. */
export interface AsOf {
  readonly at?: string | undefined;
  readonly hindsight?: boolean | undefined;
}

export async function explain(context: JobContext, asked: string, asOf: AsOf = {}): Promise<ExplainReport> {
  const at = momentOf(asOf, context);
  return context.store.transaction(async (tx) => {
    const { lead: whole, power, view } = await look(tx, asked, asOf, at);
    const people = await directory(tx, context, asOf.at === undefined ? undefined : at);
    const lead = { ...whole, activities: eachOnce(whole.activities, people) };
    const { hash, terms } = termsOf(power, context.settings);
    const now = instantOf(at);
    const score = scoreTold(lead, terms, now, lead.state.version === 0 ? undefined : lead.state.temperature);
    const subject = { lead, fields: mergeFields(lead), score, now, agreement: terms };
    const verdicts = qualify(subject);
    const again = mayQualifyAgain(lead.state, subject);
    // Only for when things change next: as if all stood before then, since what is due is for judging to decide.
    const circumstances = { ...(await circumstancesOf(tx, context, power, now)), baselineAt: at };
    const { nextAt, outside } = decide({ ...lead, written: [] }, { kind: 'look', circumstances }, now, terms);
    const { state } = lead;
    const stage =
      state.stage === 'lead' || state.stage === 'returned' ? 'mql' : state.stage === 'mql' ? 'sql' : undefined;
    return {
      ...personOf(lead),
      asOf: view,
      stage: state.stage,
      stageSince: state.stageSince,
      department: state.holder.department,
      owner: state.holder.member === undefined ? undefined : people.member(state.holder.member)?.name,
      agreement: hash,
      inForce: power.inForce !== undefined,
      temperature: score.temperature,
      score,
      evidence: verdicts.evidence,
      outside: outside ? { since: state.outsideSince } : undefined,
      excluded: verdicts.excluded,
      grade: gradeOf(terms, score),
      quality: readQuality(subject, judge),
      axes: readAxes(subject, judge),
      criteria: readCriteria(subject, judge),
      placing: place(subject, judge),
      names: namesOf(terms),
      next: stage === undefined ? undefined : { stage, verdict: verdicts[stage] },
      idle: asOf.at === undefined ? whyNot(power) : power.inForce === undefined ? 'unarmed' : undefined,
      standing: state.standing?.reason,
      held: state.held?.missing ?? [],
      missing: state.held === undefined ? [] : missingOf(terms, state.held),
      againAt: again.nextAt,
      forecast: forecast(lead, terms, now, FORESEEN),
      handoffs: viewsOf(lead, calledBy(power, context.settings), people),
      account: accountOf(lead, people),
      records: lead.records.filter(({ deleted }) => !deleted).map(({ ref }) => ref),
      changesAt: nextAt,
    };
  });
}

function momentOf({ at }: AsOf, { runtime }: JobContext): IsoInstant {
  const now = iso(runtime.now());
  if (at === undefined) return now;
  const asked = toIso(at);
  if (asked <= now) return asked;
  throw new BatonError(
    'WRONG_USE',
    `${asked} is still to come`,
    'give --at a day that has ended or a moment that has passed; without it, `baton explain` says how things stand now',
    { at: asked },
  );
}

interface Looked {
  readonly lead: Lead;
  /** Today's, with the version of that moment. */
  readonly power: Power;
  /** Absent: now. */
  readonly view?: ExplainReport['asOf'];
}

async function look(tx: Transaction, asked: string, asOf: AsOf, at: IsoInstant): Promise<Looked> {
  const { lead } = await findLead(tx, asked);
  const power = await readPower(tx);
  if (asOf.at === undefined) return { lead, power };
  const hindsight = asOf.hindsight === true;
  const { lead: before, ...known } = await tx.past.lead(lead.id, at, hindsight ? 'happened' : 'seen');
  return { lead: before, power: { ...power, inForce: await inForceAt(tx, at) }, view: { at, hindsight, ...known } };
}

/** By what their records name, else by domain or name. */
function accountOf({ companies, matched }: Lead, people: Directory): AccountView | undefined {
  if (matched?.by === 'several') return matched;
  const named = companies.find(({ ref, deleted }) => ref.object === 'account' && !deleted);
  const account = named ?? matched?.account;
  if (account === undefined) return undefined;
  const user = account.fields['ownerId'];
  const owner = typeof user === 'string' ? people.memberOf('salesforce', { type: 'person', user }) : undefined;
  const by = named === undefined ? (matched?.by ?? 'record') : 'record';
  return { by, record: account.ref, name: String(account.fields['company'] ?? ''), owner: owner?.name };
}
