/** Gathers what a decision may know beside the lead: power, people, and the company's settings. */
import type { Agreement } from '../domain/agreement/schema.ts';
import { type Circumstances, Directory } from '../domain/circumstances.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { ARM_STEPS, dealSetting } from '../domain/mapping.ts';
import type { SourceRecord, System } from '../domain/record.ts';
import type { Team, TeamMember } from '../domain/team.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { type Power, readPower } from './power.ts';
import { membersAt } from './team-history.ts';
import { teamNow } from './team-now.ts';
import { termsOf } from './which-agreement.ts';

/** Salesforce's queues are kept beside its users; their ids begin so. */
const QUEUE = '00G';

/** Sales keeps its opportunities in Salesforce; HubSpot's connector may copy them. */
const DEALS_IN_ORDER: readonly System[] = ['salesforce', 'hubspot'];

/** A rehearsal shows what the last days would have brought. */
const REHEARSED_DAYS = 7;

/** `at`: with the team of that moment, as far as the ledger tells it; today's unless given. */
export async function directory(tx: Transaction, { settings }: JobContext, at?: IsoInstant): Promise<Directory> {
  const then = async (): Promise<readonly TeamMember[]> => {
    const told = at === undefined ? undefined : await membersAt(tx, at);
    return told ?? (await teamNow(tx, settings)).members;
  };
  const [members, known] = await Promise.all([then(), knownUsers(tx)]);
  return directoryOf(members, settings.team.pools, known);
}

interface KnownUsers {
  readonly users: readonly SourceRecord[];
  readonly owners: readonly SourceRecord[];
}

async function knownUsers(tx: Transaction): Promise<KnownUsers> {
  const [users, owners] = await Promise.all([
    tx.records.find('salesforce', 'user'),
    tx.records.find('hubspot', 'owner'),
  ]);
  return { users, owners };
}

/** Of a list of users the directory made last: an organisation may have thousands of them, and every judging asks. */
const made = new WeakMap<
  KnownUsers['users'],
  {
    readonly members: readonly TeamMember[];
    readonly pools: Team['pools'];
    readonly owners: KnownUsers['owners'];
    readonly directory: Directory;
  }
>();

function directoryOf(members: readonly TeamMember[], pools: Team['pools'], known: KnownUsers): Directory {
  const { users, owners } = known;
  const last = made.get(users);
  if (last !== undefined && last.members === members && last.pools === pools && last.owners === owners)
    return last.directory;
  const directory = newDirectory(members, pools, known);
  made.set(users, { members, pools, owners, directory });
  return directory;
}

function newDirectory(members: readonly TeamMember[], pools: Team['pools'], { users, owners }: KnownUsers): Directory {
  return new Directory(
    members,
    [...owners.flatMap(asUser), ...users, ...owners].map(({ ref, fields, deleted }) => ({
      system: ref.system,
      id: ref.id,
      email: String(fields['email'] ?? ''),
      active: fields['active'] !== false && !deleted,
    })),
    users
      .filter(({ ref, deleted }) => ref.id.startsWith(QUEUE) && !deleted)
      .map(({ ref, fields }) => ({ name: String(fields['name'] ?? ''), id: ref.id })),
    pools,
  );
}

/** HubSpot's histories name the same person by another number. Nothing is ever assigned to it: the owner's own id comes after it. */
function asUser(owner: SourceRecord): readonly SourceRecord[] {
  const { userId } = owner.fields;
  return typeof userId === 'string' ? [{ ...owner, ref: { ...owner.ref, id: `user:${userId}` } }] : [];
}

export async function circumstancesOf(
  tx: Transaction,
  context: JobContext,
  power: Power,
  now: Temporal.Instant,
): Promise<Circumstances> {
  const { settings } = context;
  const [{ members, capacity }, known] = await Promise.all([teamNow(tx, settings), knownUsers(tx)]);
  return {
    agreement: termsOf(power, settings).hash,
    armed: power.armed,
    baselineAt: power.baselineAt ?? iso(now),
    gateOpen: power.gateOpen,
    people: directoryOf(members, settings.team.pools, known),
    createLead: settings.mappings.salesforce.createLead?.when ?? 'never',
    selection: settings.mappings.hubspot.selection,
    dealsCount: DEALS_IN_ORDER.filter((system) => dealSetting(system, settings.mappings[system]) === 'counted'),
    said: settings.statuses.said,
    scoreDelta: settings.scoreDelta,
    language: settings.language,
    holidays: settings.holidays,
    capacity,
  };
}

/** As if everything were armed and the last week had been watched, under the version in force or, before any, the file. */
export async function rehearsalOf(
  tx: Transaction,
  context: JobContext,
  now: Temporal.Instant,
): Promise<{ readonly circumstances: Circumstances; readonly terms: Agreement }> {
  const power = await readPower(tx);
  const inForce = termsOf(power, context.settings);
  const real = await circumstancesOf(tx, context, power, now);
  return {
    terms: inForce.terms,
    circumstances: {
      ...real,
      agreement: inForce.hash,
      armed: new Set(ARM_STEPS),
      baselineAt: iso(now.subtract({ hours: 24 * REHEARSED_DAYS })),
      gateOpen: true,
    },
  };
}
