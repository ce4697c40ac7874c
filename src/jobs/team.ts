/** TEAM: who is who, how much each has open, who is away; and what is set from day to day without a new version. */
import { departmentsOf, namesOf } from '../domain/agreement/names.ts';
import { calendarFor, isOpen, localDate } from '../domain/calendar.ts';
import { iso } from '../domain/instant.ts';
import type { Capacity, OwnerKey } from '../domain/team.ts';
import type { TeamReport } from '../ports/team.ts';
import { circumstancesOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { memberNamed } from './members.ts';
import { readPower } from './power.ts';
import { changeTeam, teamNow } from './team-now.ts';
import { termsOf } from './which-agreement.ts';

/** What is set by command of one member, and of all. */
const MOST_ABSENCES = 1_000;

export async function team(context: JobContext): Promise<TeamReport> {
  return context.store.transaction(async (tx) => {
    const { settings, runtime } = context;
    const now = runtime.now();
    const power = await readPower(tx);
    const { terms } = termsOf(power, settings);
    const { people } = await circumstancesOf(tx, context, power, now);
    const { members, capacity } = await teamNow(tx, settings);
    const open = await tx.leads.openByMember();
    const pools = Object.entries(settings.team.pools);
    return {
      capacity,
      cells: terms.capacity?.[capacity],
      departments: departmentsOf(terms),
      cellNames: terms.capacity?.[capacity].map((id) => namesOf(terms).cell[id] ?? { en: id, ja: id }),
      members: members.map((member) => {
        const { key, name, department, manager, weight, cap, zone, absences } = member;
        const today: string = localDate(now, zone);
        return {
          ...{ key, name, department, manager, weight, cap, zone },
          pools: pools.filter(([, pool]) => pool.members.includes(key)).map(([pool]) => pool),
          open: open[key] ?? 0,
          active: people.userId('salesforce', key) !== undefined,
          atWork: isOpen(now, calendarFor(terms, member, settings.holidays)),
          absences: absences.filter(({ to }) => to >= today).toSorted((a, b) => (a.from < b.from ? -1 : 1)),
        };
      }),
    };
  });
}

/** Leads that wait for room, or that have it no more, are judged anew at once. */
export async function setCapacity(
  context: JobContext,
  { capacity, by }: { readonly capacity: Capacity; readonly by: string },
): Promise<TeamReport> {
  await context.store.transaction(async (tx) => {
    const at = iso(context.runtime.now());
    const { before } = await changeTeam(tx, (now) => ({ ...now, capacity }));
    if (before.capacity === capacity) return;
    await tx.leads.touchAll(at);
    const cause = { by: 'person', user: by, how: 'command' } as const;
    const fact = { kind: 'capacity-set', from: before.capacity, to: capacity } as const;
    await tx.ledger.append([{ stream: 'installation', at, cause, fact }]);
  });
  return team(context);
}

/** From the first day to the last, both included, in the member's own zone; beside what team.yaml says. */
export async function setAway(
  context: JobContext,
  wish: { readonly member: string; readonly from: string; readonly to: string },
): Promise<TeamReport> {
  const { key } = memberNamed(context.settings.team, wish.member);
  const [from, to] = wish.from <= wish.to ? [wish.from, wish.to] : [wish.to, wish.from];
  await context.store.transaction(async (tx) => {
    const at = iso(context.runtime.now());
    const today = at.slice(0, 10);
    const isKnown = (one: { member: string; from: string; to: string }): boolean =>
      one.member === key && one.from === from && one.to === to;
    const { before } = await changeTeam(tx, (now) => {
      // Yesterday may still be today in another zone.
      const live = now.away.filter((one) => !isKnown(one) && one.to >= dayBefore(today));
      return { ...now, away: [...live, { member: key, from, to }].slice(-MOST_ABSENCES) };
    });
    if (before.away.some(isKnown)) return;
    const fact = { kind: 'absence-set', member: key as OwnerKey, from, to } as const;
    await tx.ledger.append([{ stream: 'installation', at, cause: BY_COMMAND, fact }]);
  });
  return team(context);
}

/** Takes back what was set by command; what stands in team.yaml is changed there. */
export async function setBack(context: JobContext, wish: { readonly member: string }): Promise<TeamReport> {
  const { key } = memberNamed(context.settings.team, wish.member);
  await context.store.transaction(async (tx) => {
    const at = iso(context.runtime.now());
    const { before } = await changeTeam(tx, (now) => ({
      ...now,
      away: now.away.filter(({ member }) => member !== key),
    }));
    if (!before.away.some(({ member }) => member === key)) return;
    const fact = { kind: 'absence-ended', member: key as OwnerKey } as const;
    await tx.ledger.append([{ stream: 'installation', at, cause: BY_COMMAND, fact }]);
  });
  return team(context);
}

const BY_COMMAND = { by: 'person', how: 'command' } as const;

function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
