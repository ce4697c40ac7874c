/** The team: who works in which department and pool, when, and under which ids in each system. Unsigned, changed daily (team.yaml). */
import { z } from 'zod';
import type { Brand } from './instant.ts';

/** Those that every company has; an agreement may name others. */
export const DEPARTMENTS = ['marketing', 'inside-sales', 'field-sales'] as const;
/** An id: lower-case letters, digits and hyphens. */
export type Department = string;

/** A member's key in team.yaml, or `queue:<name>`. */
export type OwnerKey = Brand<'OwnerKey'>;

export const CHANNELS = ['email', 'slack', 'teams'] as const;
/** How somebody is told something outside both CRMs. E-mail reaches one person; a webhook of Slack or Teams posts to the one conversation it was made for. */
export type ChannelName = (typeof CHANNELS)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, '09:00'");
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, YYYY-MM-DD');

/** How much sales can take: which cells of the matrix go over. */
export const CAPACITIES = ['tight', 'normal', 'slack'] as const;
export type Capacity = (typeof CAPACITIES)[number];

export const teamMember = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  name: z.string().min(1),
  department: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  language: z.enum(['ja', 'en']).default('en'),
  zone: z.string().default('Asia/Tokyo'),
  /** Both are e-mail addresses of the user in that system; ids are looked up. */
  salesforceUser: z.email().optional(),
  hubspotOwner: z.email().optional(),
  /** Where notices go; absent: the address of one of the users above. */
  email: z.email().optional(),
  /** `U012AB3CD`: mentioned by it in Slack, so that Slack tells them. */
  slackUser: z
    .string()
    .regex(/^[UW][A-Z0-9]{2,30}$/, 'U or W, then capital letters and digits')
    .optional(),
  /** The channels by which they want notices; absent: all that baton.yaml turns on. */
  notify: z.array(z.enum(CHANNELS)).optional(),
  manager: z.string().optional(),
  /** Share of the pool's handoffs, relative to the other members. */
  weight: z.int().min(1).max(100).default(1),
  /** Most open handoffs at a time; absent: no cap. */
  cap: z.int().min(1).optional(),
  absences: z.array(z.strictObject({ from: day, to: day })).default([]),
  /** Where theirs are others than the agreement's: what is not named here is as agreed. */
  hours: z
    .strictObject({
      opens: timeOfDay,
      closes: timeOfDay,
      days: z
        .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
        .min(1)
        .optional(),
      holidays: z.enum(['japan', 'none']).optional(),
    })
    .refine(({ opens, closes }) => opens < closes, 'opens before it closes')
    .optional(),
});
export type TeamMember = z.infer<typeof teamMember>;

/** Somebody who is no member: is told something, and gets no lead. */
const told = z.strictObject({
  email: z.email(),
  language: z.enum(['ja', 'en']).default('en'),
  zone: z.string().default('Asia/Tokyo'),
});

export const team = z.strictObject({
  members: z.array(teamMember).min(1),
  /** By department; they are told of versions and reviews. */
  heads: z.record(z.string(), told).optional(),
  /** Whoever looks after Baton; absent: the heads of the parties are told. */
  admin: told.optional(),
  pools: z.record(
    z.string(),
    z.strictObject({
      members: z.array(z.string()).min(1),
      queue: z.string().optional(),
      manager: z.string().optional(),
      /** Whoever is in their working hours comes first; where nobody is, the turn goes on among all. */
      atWork: z.boolean().default(false),
    }),
  ),
});
export type Team = z.infer<typeof team>;
