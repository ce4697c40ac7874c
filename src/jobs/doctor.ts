/** DOCTOR: what each system says of itself, compared with what the company owns; every finding with its place in the company's own files. */
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Finding } from '../domain/finding.ts';
import { momentIn, toIso } from '../domain/instant.ts';
import type { StatusMapping } from '../domain/mapping.ts';
import { knownChoices, WRITTEN_CHOICES } from '../domain/own-fields.ts';
import { SYSTEMS, type System } from '../domain/record.ts';
import type { CheckAsked, Connector } from '../ports/connector.ts';
import type { DoctorReport, PlacedFinding } from '../ports/findings.ts';
import { confirmAccount, standingOf } from './account.ts';
import type { JobContext } from './context.ts';
import { readPower } from './power.ts';

/** `confirmAccount`: the number of the account that a person wants to go on with. */
export async function doctor(
  context: JobContext,
  { confirmAccount: confirmed }: { readonly confirmAccount?: string | undefined } = {},
): Promise<DoctorReport> {
  if (confirmed !== undefined) await confirmAccount(context, confirmed);
  const terms = await termsIfAny(context);
  const findings: PlacedFinding[] = [];
  for (const system of SYSTEMS) {
    const connector = context.connectors.get(system);
    if (connector === undefined) continue;
    const found = [
      ...(await connector.check(askedOf(system, context, terms))),
      ...(await accountFindings(context, connector)),
    ];
    for (const finding of [...found, ...beside(system, found, context)])
      findings.push(placed(context, system, atHome(finding, terms?.zone)));
  }
  return findings;
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** A vendor's moment on the company's own clock. */
function atHome(finding: Finding, zone = 'UTC'): Finding {
  const { resetsAt } = finding.about ?? {};
  if (resetsAt === undefined || !MOMENT.test(resetsAt)) return finding;
  return { ...finding, about: { ...finding.about, resetsAt: momentIn(toIso(resetsAt), zone) } };
}

/** The version in force, or else the file; undefined where there is neither. */
export async function termsIfAny({ store, settings }: JobContext): Promise<Agreement | undefined> {
  const { inForce } = await store.transaction(readPower);
  if (inForce !== undefined) return inForce.terms;
  return settings.agreement.kind === 'read' ? settings.agreement.terms : undefined;
}

/** Another account stops the work; where it is the right one, the check has said who it is already. */
async function accountFindings(context: JobContext, connector: Connector): Promise<readonly Finding[]> {
  const standing = await standingOf(context, connector);
  switch (standing.state) {
    case 'same':
      return [];
    case 'untold':
      return [];
    case 'new':
      return [
        {
          name: 'identity',
          ok: true,
          severity: 'note',
          detail: standing.account.id,
          says: 'account-new',
          about: standing.account.id === '' ? {} : { account: standing.account.id },
        },
      ];
    case 'other':
      return [
        {
          name: 'identity',
          ok: false,
          severity: 'stops',
          detail: standing.account.id,
          says: 'account-other',
          about: { account: standing.account.id, pinned: standing.pinned.id },
          mover: 'admin',
        },
      ];
    case 'zone':
      return [
        {
          name: 'identity',
          ok: false,
          severity: 'warning',
          detail: standing.account.id,
          says: 'account-zone',
          about: { account: standing.account.id, zone: standing.account.zone, pinned: standing.pinned.zone },
          mover: 'admin',
        },
      ];
  }
}

/** What a system is to be compared with: the values that may be written to it, and those that the agreement knows. */
function askedOf(system: System, { settings }: JobContext, terms: Agreement | undefined): CheckAsked {
  const own = Object.entries(WRITTEN_CHOICES).map(
    ([field, values]) => [field, values.map((value) => ({ value }))] as const,
  );
  return {
    written: { ...Object.fromEntries(own), ...statusWords(system, settings.statuses) },
    owners: ownersNamed(system, settings),
    queues: system === 'salesforce' ? queuesNamed(settings) : [],
    known: (field) => knownChoices(system, field, terms),
  };
}

function ownersNamed(system: System, { team }: JobContext['settings']): NonNullable<CheckAsked['owners']> {
  const key = system === 'hubspot' ? 'hubspotOwner' : 'salesforceUser';
  return team.members.flatMap((member, index) => {
    const email = member[key];
    if (email === undefined) return [];
    return [{ email, member: member.key, at: { file: 'team', path: ['members', String(index), key] } as const }];
  });
}

function queuesNamed({ team }: JobContext['settings']): NonNullable<CheckAsked['queues']> {
  return Object.entries(team.pools).flatMap(([pool, { queue }]) =>
    queue === undefined ? [] : [{ queue, pool, at: { file: 'team', path: ['pools', pool, 'queue'] } as const }],
  );
}

function statusWords(system: System, statuses: StatusMapping): CheckAsked['written'] {
  return Object.fromEntries(
    Object.entries(statuses[system]).map(([field, words]) => [
      field,
      Object.entries(words).map(([stage, value]) => ({
        value,
        at: { file: 'statuses', path: [system, field, stage] } as const,
      })),
    ]),
  );
}

/** HubSpot's own connector makes Leads too: where Baton makes one at once, there would be two. Only the mapping of Salesforce tells. */
function beside(system: System, found: readonly Finding[], { settings }: JobContext): readonly Finding[] {
  const { createLead } = settings.mappings.salesforce;
  if (system !== 'hubspot' || createLead?.when !== 'always') return [];
  if (!found.some(({ says }) => says === 'connector-found')) return [];
  return [
    {
      name: 'other-connector',
      ok: false,
      severity: 'warning',
      detail: 'createLead',
      says: 'connector-creates',
      about: {},
      at: { file: 'mapping', path: ['createLead'] },
      mover: 'admin',
    },
  ];
}

/** With file and line, where the company's own files say something about it. */
export function placed({ settings }: Pick<JobContext, 'settings'>, system: System, finding: Finding): PlacedFinding {
  const { at, ...rest } = finding;
  if (at === undefined) return { ...rest, system };
  // The one place that is not in the file of its own system: how Leads are made.
  const file = at.file !== 'mapping' ? at.file : at.path[0] === 'createLead' ? 'salesforce' : system;
  const where = settings.placeOf?.(file, at.path);
  return { ...rest, system, ...(where === undefined ? {} : { where }) };
}
