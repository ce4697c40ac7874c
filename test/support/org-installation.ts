/** An installation that works with Salesforce alone: the folder that `init` writes, and an org that has never seen Baton. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from 'jsforce';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import {
  openSalesforceSandbox,
  type SalesforceSandbox,
  type SandboxOptions,
} from '../../connectors/salesforce/sandbox/index.ts';
import type { FieldSpec } from '../../connectors/salesforce/sandbox/schema.ts';
import { readHome, writeHome } from '../../src/app.ts';
import type { JobContext } from '../../src/jobs/context.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { DoctorReport, SetupReport } from '../../src/ports/findings.ts';
import type { Store } from '../../src/ports/store.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { SimulatedRuntime } from '../../src/runtime/simulated.ts';
import { editFile } from './installation.ts';
import { inTurn } from './installations.ts';
import { MONDAY } from './stage.ts';

export interface OrgWishes {
  readonly language?: 'ja' | 'en';
  readonly sandbox?: Partial<SandboxOptions>;
  readonly edit?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

export interface OrgInstallation {
  readonly sandbox: SalesforceSandbox;
  readonly connector: Connector;
  readonly context: JobContext;
  /** Whether writing calls may leave. */
  may: boolean;
  setup(wish?: { readonly dryRun?: boolean; readonly remove?: boolean }): Promise<SetupReport>;
  doctor(): Promise<DoctorReport>;
  close(): Promise<void>;
}

async function openOrgInstallation(store: Store, wishes: OrgWishes = {}): Promise<OrgInstallation> {
  const runtime = new SimulatedRuntime(MONDAY, 'installation', SILENT);
  const sandbox = await openSalesforceSandbox({ now: () => runtime.now(), bare: true, ...wishes.sandbox });
  const folder = mkdtempSync(join(tmpdir(), 'baton-org-'));
  writeHome(folder, {
    language: wishes.language ?? 'en',
    salesforceUrl: 'https://example.my.salesforce.com',
    secrets: { HUBSPOT_TOKEN: 'x', SALESFORCE_CLIENT_ID: 'x', SALESFORCE_CLIENT_SECRET: 'x' },
  });
  for (const [file, changes] of Object.entries(wishes.edit ?? {})) editFile(join(folder, file), changes);
  const { settings } = readHome(folder);
  rmSync(folder, { recursive: true });
  for (const { salesforceUser: Email } of settings.team.members)
    if (Email !== undefined) sandbox.world.place('User', { LastName: Email, Username: Email, Email }, MONDAY);
  // What an earlier test left in the store is of another org.
  await store.transaction((tx) => tx.installation.set('account.salesforce', null));
  await store.transaction((tx) => tx.installation.set(`made.salesforce.${sandbox.world.organizationId}`, null));
  const connector = createSalesforceConnector({
    instanceUrl: sandbox.url,
    auth: { kind: 'client-credentials', clientId: sandbox.clientId, clientSecret: sandbox.clientSecret },
    mapping: settings.mappings.salesforce,
    surroundings: { now: () => runtime.now(), mayWrite: () => place.may, log: () => undefined },
  });
  const connectors = new Map([['salesforce', connector] as const]);
  const context: JobContext = { store, runtime, settings, connectors, anchors: [] };
  const operations = operationsOf(context);
  let isClosed = false;
  const place: OrgInstallation = {
    sandbox,
    connector,
    context,
    may: true,
    setup: async (wish = {}) => {
      const [report] = await operations.setup(wish);
      if (report === undefined) throw new Error('Salesforce can be set up');
      return report;
    },
    doctor: () => operations.doctor({}),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await connector.close();
      await sandbox.close();
    },
  };
  return place;
}

/** To be called at the top of a file. */
export const orgInstallations = () => inTurn(openOrgInstallation, giveToReps);

/** As an admin does after setup: everybody of the team sees Baton's fields. */
function giveToReps({ sandbox, context }: OrgInstallation): void {
  const set = sandbox.world.rowsOf('PermissionSet').find(({ Name }) => Name === 'Baton_Sales');
  for (const { salesforceUser } of context.settings.team.members) {
    const user = sandbox.world.userByEmail(salesforceUser ?? '');
    if (set === undefined || user === undefined) continue;
    const given = { PermissionSetId: set['Id'] ?? null, AssigneeId: user['Id'] ?? null };
    sandbox.world.place('PermissionSetAssignment', given, MONDAY);
  }
}

export const did = ({ steps }: SetupReport): readonly string[] =>
  steps.map(({ does, object, name, state }) => `${does} ${object}.${name} ${state}`);
export const notDone = ({ steps }: SetupReport) => steps.filter(({ state }) => state !== 'done');
export const admin = ({ sandbox }: OrgInstallation): Connection =>
  new Connection({ instanceUrl: sandbox.url, accessToken: sandbox.accessToken, version: '67.0' });
export const fieldOf = ({ sandbox }: OrgInstallation, object: string, name: string): FieldSpec | undefined =>
  sandbox.world.objectSpec(object).fields.find((field) => field.name === name);
export const part = ({ sandbox }: OrgInstallation, type: string, name: string) =>
  sandbox.world.org.customizing.find(type, name)?.metadata;
/** Everything that an admin could see of what was made in the org. */
export const everything = ({ sandbox }: OrgInstallation): string =>
  JSON.stringify([
    sandbox.world.org.customizing.list(),
    ...['PermissionSet', 'FieldPermissions', 'ObjectPermissions', 'PermissionSetAssignment'].map((table) =>
      sandbox.world.rowsOf(table),
    ),
  ]);
