/** The way back: when a returned lead may qualify again, by cool-down and by what it did since. */
import { BEHAVIOUR_KINDS } from './activity.ts';
import { judge, type Subject } from './agreement/condition.ts';
import { earliest, type IsoInstant, instantOf, iso } from './instant.ts';
import type { LeadState } from './lead.ts';

export interface Again {
  readonly may: boolean;
  /** When time alone may change that. */
  readonly nextAt?: IsoInstant | undefined;
}

/** Of a lead that was not sent back: always. */
export function mayQualifyAgain({ stage, stageSince }: LeadState, judged: Subject): Again {
  if (stage !== 'returned' || stageSince === undefined) return { may: true };
  const { sendBack } = judged.agreement;
  const behaved = behavedSince(judged, stageSince);
  if (sendBack === undefined) return { may: behaved };
  const days = Number.parseInt(sendBack.again.after, 10);
  const opensAt = iso(instantOf(stageSince).add({ hours: 24 * days }));
  if (iso(judged.now) < opensAt) return { may: false, nextAt: opensAt };
  const asked = sendBack.again.when === undefined ? undefined : judge(sendBack.again.when, judged);
  return { may: behaved && (asked === undefined || asked.holds === 'yes'), nextAt: earliest(asked?.nextAt) };
}

/** Whether the lead itself did something after that moment, up to now. */
export function behavedSince({ lead, now }: Pick<Subject, 'lead' | 'now'>, since: IsoInstant): boolean {
  const until = iso(now);
  return lead.activities.some(
    ({ kind, occurredAt }) => BEHAVIOUR_KINDS.has(kind) && occurredAt > since && occurredAt <= until,
  );
}
