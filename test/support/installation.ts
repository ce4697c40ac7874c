/** An installation as its admin finds it: the folder that `init` writes, and a HubSpot sandbox that has never seen Baton. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHubSpotConnector, type HubSpotAuth } from '../../connectors/hubspot/index.ts';
import {
  type HubSpotSandbox,
  type HubSpotSandboxOptions,
  openHubSpotSandbox,
} from '../../connectors/hubspot/sandbox/index.ts';
import { readHome, writeHome } from '../../src/app.ts';
import type { FindingSays } from '../../src/domain/finding.ts';
import type { JobContext } from '../../src/jobs/context.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import type { DoctorReport, PlacedFinding, SetupReport } from '../../src/ports/findings.ts';
import type { Operations } from '../../src/ports/operations.ts';
import type { Store } from '../../src/ports/store.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { SimulatedRuntime } from '../../src/runtime/simulated.ts';
import { MONDAY } from './stage.ts';

export interface InstallationWishes {
  readonly language?: 'ja' | 'en';
  readonly sandbox?: Partial<HubSpotSandboxOptions>;
  /** Beside those that every installation has. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly auth?: (sandbox: HubSpotSandbox) => HubSpotAuth;
  /** Changes a file of the folder before it is read: file → [what stands there, what is to stand there]. */
  readonly edit?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

export interface TestInstallation {
  readonly sandbox: HubSpotSandbox;
  readonly context: JobContext;
  readonly operations: Operations;
  /** Whether writing calls may leave. */
  may: boolean;
  setup(wish?: { readonly dryRun?: boolean; readonly remove?: boolean }): Promise<SetupReport>;
  doctor(confirmAccount?: string): Promise<DoctorReport>;
  /** The same data, as another process with these credentials would use it. */
  again(sandbox: HubSpotSandbox): TestInstallation;
  close(): Promise<void>;
}

/** Accounts of a test file are told apart by their number, so that one store does for all of them. */
let accounts = 8_800_000;

/** HubSpot alone: there is no Salesforce here. What an earlier test left in the store is of other accounts. */
export async function openInstallation(store: Store, wishes: InstallationWishes = {}): Promise<TestInstallation> {
  const runtime = new SimulatedRuntime(MONDAY, 'installation', SILENT);
  accounts += 1;
  const sandbox = await openHubSpotSandbox({ now: () => runtime.now(), portalId: accounts, ...wishes.sandbox });
  const folder = mkdtempSync(join(tmpdir(), 'baton-installation-'));
  writeHome(folder, {
    language: wishes.language ?? 'en',
    salesforceUrl: 'https://example.my.salesforce.com',
    secrets: {
      HUBSPOT_TOKEN: 'not-used',
      SALESFORCE_CLIENT_ID: 'not-used',
      SALESFORCE_CLIENT_SECRET: 'not-used',
      ...wishes.secrets,
    },
  });
  for (const [file, changes] of Object.entries(wishes.edit ?? {})) editFile(join(folder, file), changes);
  const { settings, installation } = readHome(folder);
  rmSync(folder, { recursive: true });
  for (const { name, hubspotOwner } of settings.team.members) {
    if (hubspotOwner === undefined) continue;
    const [lastName = name, firstName = ''] = name.split(' ');
    sandbox.world.portal.owners.add({ email: hubspotOwner, firstName, lastName }, MONDAY.epochMilliseconds);
  }
  await store.transaction((tx) => tx.installation.set('account.hubspot', null));
  const open = (at: HubSpotSandbox): TestInstallation => {
    const connector = createHubSpotConnector({
      basePath: at.url,
      auth: wishes.auth?.(at) ?? { kind: 'token', token: at.token },
      mapping: settings.mappings.hubspot,
      webhooks: installation.hubspot.webhooks,
      surroundings: { now: () => runtime.now(), mayWrite: () => place.may, log: () => {} },
    });
    const context: JobContext = {
      store,
      runtime,
      settings,
      connectors: new Map([['hubspot', connector]]),
      anchors: [],
    };
    const operations = operationsOf(context);
    const place: TestInstallation = {
      sandbox: at,
      context,
      operations,
      may: true,
      setup: async (wish = {}) => {
        const [report] = await operations.setup(wish);
        if (report === undefined) throw new Error('HubSpot can be set up');
        return report;
      },
      doctor: (confirmAccount) => operations.doctor({ confirmAccount }),
      again: open,
      close: () => at.close(),
    };
    return place;
  };
  return open(sandbox);
}

export function editFile(path: string, changes: readonly (readonly [string, string])[]): void {
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
}

/** Somebody made this property in HubSpot by hand. */
export function addProperty(
  { sandbox }: Pick<TestInstallation, 'sandbox'>,
  object: 'contacts' | 'companies',
  property: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const inGroup = { groupName: object === 'contacts' ? 'contactinformation' : 'companyinformation', ...property };
  return post(sandbox, `/crm/v3/properties/${object}`, inGroup);
}

/** A call of somebody else's with the same token. */
export async function post(sandbox: HubSpotSandbox, path: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** The findings of that kind. */
export const all = (report: DoctorReport, says: FindingSays): readonly PlacedFinding[] =>
  report.filter((finding) => finding.says === says);

/** The one finding of that kind. */
export function only(report: DoctorReport, says: FindingSays): PlacedFinding {
  const [first, ...rest] = all(report, says);
  if (first === undefined || rest.length > 0) throw new Error(`${says}: ${all(report, says).length}`);
  return first;
}
