/** What holds of whose a lead is and where it stands: the ledger says so before any system does, and at each moment names one owner. */
import type { LeadId } from '../../../src/domain/facts.ts';
import { tenures } from '../../../src/domain/ownership.ts';
import type { Said } from '../witness.ts';
import type { Invariant, Seen } from './seen.ts';

/** What was written since the last look is looked at once. */
const ledgerFirst: Invariant = {
  name: 'no owner and no stage is written that the ledger did not give before',
  broken: (seen) => {
    const { fold, witness } = seen;
    const memberOf = members(seen);
    const ungiven = witness.said.filter(({ record, field, value, at }) => {
      const leads = [...(fold.leadsOf.get(record) ?? [])].flatMap((lead) => [lead, fold.rootOf(lead)]);
      const isOwner = /owner/i.test(field);
      const member = isOwner ? memberOf.get(value) : undefined;
      // Of the erased nothing is told; a queue is nobody.
      if (leads.length === 0 || (isOwner && member === undefined)) return false;
      const had = leads.flatMap((lead) => fold.leads.get(lead)?.had ?? []);
      return !had.some((one) => one.at <= at && (isOwner ? one.member === member : one.stage === value));
    });
    witness.said = [];
    return ungiven.map(({ record, field, value, at }: Said) => `${record} ${field} became ${value} at ${at}`);
  },
};

/** By the ids that both systems have for them. */
function members({ scene }: Seen): ReadonlyMap<string, string> {
  const { stage, company } = scene;
  const byAddress = new Map(
    company.team.members.flatMap(({ key, salesforceUser }) => [[salesforceUser, key] as const]),
  );
  const people = [
    ...stage.salesforce.world.rowsOf('User').map((row) => [String(row['Id']), String(row['Email'])] as const),
    ...stage.hubspot.world.portal.owners.all().map(({ id, email }) => [id, email] as const),
  ];
  return new Map(
    people.flatMap(([id, email]) => {
      const key = byAddress.get(email.toLowerCase());
      return key === undefined ? [] : [[id, key] as const];
    }),
  );
}

const oneOwner: Invariant = {
  name: 'at every moment a lead has one owner, and at the end the one that is kept',
  atTheEnd: true,
  broken: ({ fold }) => {
    const wrong: string[] = [];
    for (const [lead, { holding, state }] of fold.leads) {
      const all = tenures(holding);
      // What was joined to another, or of which nothing is left, is held by nobody from then on.
      const isGone = state.joined !== undefined || state.erased === true;
      all.forEach(({ from, to }, index) => {
        const next = all[index + 1];
        if (next === undefined ? (to === undefined) === isGone : to !== next.from)
          wrong.push(gap(lead, `${from} to ${to}`));
      });
      const last = all.at(-1);
      if (last?.to === undefined && last?.holder.member !== state.holder.member)
        wrong.push(gap(lead, `${last?.holder.member}, and ${state.holder.member} is kept`));
    }
    return wrong;
  },
};

const gap = (lead: LeadId, what: string): string => `${lead} is held ${what}`;

export const OF_OWNERS: readonly Invariant[] = [ledgerFirst, oneOwner];
