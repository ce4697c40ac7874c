/** A company of any size for a simulated quarter: so many reps in pools, a team file that names them, and a story of so many people around them. */
import type { Story, StoryRep } from '../../connectors/kit/story.ts';
import { makeStory, REPS } from '../../connectors/kit/story-of-the-sandbox.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { type Team, team } from '../../src/domain/team.ts';

export interface Size {
  readonly reps: number;
  readonly leads: number;
  readonly days: number;
}

/** Of the reps who sell; marketing has one more, who looks after HubSpot. */
const INSIDE_SHARE = 0.6;
const HOME = 'Asia/Tokyo';
/** Every so many of them: clocks change there within a quarter, at other moments. */
const ELSEWHERE: readonly (readonly [every: number, zone: string])[] = [
  [5, 'America/New_York'],
  [7, 'Europe/Berlin'],
];
const DILIGENCE = [0.95, 0.9, 0.85, 0.8, 0.7];

export interface Company {
  readonly story: Story;
  /** To be changed in place: it is the file as it stands. */
  readonly team: Team;
}

export function makeCompany(size: Size, seed: string, start: IsoInstant): Company {
  const told = makeStory({ seed, people: size.leads, days: size.days, start });
  const reps = repsOf(size.reps);
  // What the story's seven reps do is done by as many as there are now, of the same department.
  const departments = new Map(REPS.map(({ key, department }) => [key, department]));
  let turn = 0;
  const events = told.events.map((event) => {
    if (!('rep' in event)) return event;
    const able = reps.filter(({ department }) => department === departments.get(event.rep));
    turn += 1;
    return { ...event, rep: able[turn % able.length]?.key ?? event.rep };
  });
  return { story: { ...told, reps, events }, team: teamOf(reps) };
}

function repsOf(count: number): readonly StoryRep[] {
  const inside = Math.max(1, Math.round(count * INSIDE_SHARE));
  const sellers = Array.from({ length: count }, (_, index): StoryRep => {
    const key = `${index < inside ? 'is' : 'fs'}-${String(index + 1).padStart(3, '0')}`;
    return {
      key,
      name: `担当 ${key}`,
      email: `${key}@baton-demo.example`,
      department: index < inside ? 'inside-sales' : 'field-sales',
      zone: zoneOf(index),
      language: zoneOf(index) === HOME ? 'ja' : 'en',
      diligence: DILIGENCE[index % DILIGENCE.length] ?? 1,
    };
  });
  return [...REPS.filter(({ department }) => department === 'marketing'), ...sellers];
}

function zoneOf(index: number): string {
  return ELSEWHERE.find(([every]) => index % every === every - 1)?.[1] ?? HOME;
}

function teamOf(reps: readonly StoryRep[]): Team {
  const pool = (department: string) => {
    const members = reps.filter((rep) => rep.department === department).map(({ key }) => key);
    return { members, queue: department, manager: members[0] };
  };
  return team.parse({
    members: reps.map(({ key, name, department, language, zone, email }, index) => ({
      key,
      name,
      department,
      language,
      zone,
      hubspotOwner: email,
      salesforceUser: email,
      weight: 1 + (index % 3),
      ...(index % 4 === 3 ? { cap: 40 } : {}),
    })),
    pools: { 'inside-sales': pool('inside-sales'), 'field-sales': pool('field-sales') },
  });
}
