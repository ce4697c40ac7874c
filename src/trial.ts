/** Opens Baton for trying: both sandboxes on this machine, and the demo, which is the worker of production on a clock of its own. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubSpotSandbox, openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { makeStory } from '../connectors/kit/story-of-the-sandbox.ts';
import {
  type CsvFile,
  csvFilesIn,
  openSalesforceSandbox,
  type SalesforceSandbox,
} from '../connectors/salesforce/sandbox/index.ts';
import { openBaton, readHome, startWork, writeHome } from './app.ts';
import { iso } from './domain/instant.ts';
import { BatonError } from './domain/problem.ts';
import type { Loaded } from './domain/texts/en/cli.ts';
import { simulate } from './jobs/simulate.ts';
import { onFile } from './jobs/which-agreement.ts';
import type { SetupReport } from './ports/findings.ts';
import type { Operations } from './ports/operations.ts';
import { SILENT } from './runtime/log.ts';
import { machineRuntime } from './runtime/machine.ts';
import { SimulatedRuntime } from './runtime/simulated.ts';

/** What `baton setup` does, where no worker runs. */
export async function setUp(
  folder: string,
  now: () => Temporal.Instant = () => Temporal.Now.instant(),
): Promise<readonly SetupReport[]> {
  const baton = await openBaton(readHome(folder), { runtime: { ...machineRuntime(SILENT), now } });
  try {
    return await baton.operations.setup({});
  } finally {
    await baton.close();
  }
}

export interface SandboxWishes {
  /** 0 takes any free port. */
  readonly ports: { readonly hubspot: number; readonly salesforce: number };
  /** Absent: no records, unless files are given. */
  readonly story?: { readonly seed: string; readonly people: number; readonly days: number };
  /** Where the HubSpot sandbox sends its webhooks, by itself and in real time. */
  readonly hubspotWebhooks?: string;
  /** HubSpot's contact export, a folder with Salesforce's data export, and the activities of both. */
  readonly csv?: { readonly hubspot?: string; readonly salesforce?: string; readonly activities?: string };
}

/** How soon after a change its webhook goes out. */
const DELIVER_EVERY_MS = 250;

export interface Sandboxes {
  readonly hubspot: HubSpotSandbox;
  readonly salesforce: SalesforceSandbox;
  /** What was taken from files, if any were given. */
  readonly loaded: Loaded | undefined;
  close(): Promise<void>;
}

/** Both vendors on loopback. In a story the reps are at work; it begins now. */
export async function openSandboxes(
  now: () => Temporal.Instant,
  { ports, story: wishes, hubspotWebhooks, csv }: SandboxWishes,
): Promise<Sandboxes> {
  const story = wishes === undefined ? undefined : makeStory({ ...wishes, start: iso(now()) });
  const contacts = csv?.hubspot;
  const activities = csv?.activities;
  const hubspot = await openHubSpotSandbox({
    now,
    port: ports.hubspot,
    ...(hubspotWebhooks === undefined
      ? {}
      : { webhooks: { targetUrl: hubspotWebhooks }, deliverEveryMs: DELIVER_EVERY_MS }),
    ...(story === undefined ? {} : { story }),
    ...(csv === undefined
      ? {}
      : {
          csv: { ...(contacts === undefined ? {} : { contacts }), ...(activities === undefined ? {} : { activities }) },
        }),
  });
  try {
    const files = await exportFiles(csv);
    const salesforce = await openSalesforceSandbox({
      now,
      port: ports.salesforce,
      ...(story === undefined ? {} : { story, reps: { seed: wishes?.seed ?? '' } }),
      ...(files.length === 0 ? {} : { csv: files }),
    });
    const close = async (): Promise<void> => {
      await hubspot.close();
      await salesforce.close();
    };
    const loaded = csv === undefined ? undefined : loadedFrom(hubspot, salesforce);
    return { hubspot, salesforce, loaded, close };
  } catch (error) {
    await hubspot.close();
    throw error;
  }
}

function loadedFrom({ loaded }: HubSpotSandbox, { world }: SalesforceSandbox): Loaded {
  const rows = (object: string): number => world.rowsOf(object).length;
  return {
    contacts: loaded?.contacts ?? 0,
    activities: loaded?.activities ?? 0,
    leads: rows('Lead'),
    salesforceContacts: rows('Contact'),
    tasks: rows('Task'),
    ignored: loaded?.ignored ?? [],
  };
}

async function exportFiles(csv: SandboxWishes['csv']): Promise<CsvFile[]> {
  const files = csv?.salesforce === undefined ? [] : [...(await csvFilesIn(csv.salesforce))];
  if (csv?.activities !== undefined) files.push({ name: 'activities.csv', bytes: await readFile(csv.activities) });
  return files;
}

export interface DemoWishes {
  /** Gets a whole installation, pointing at the sandboxes. */
  readonly home: string;
  readonly people: number;
  readonly days: number;
  readonly seed: string;
  readonly start: Temporal.Instant;
  readonly language: 'ja' | 'en';
}

export interface Demo {
  readonly operations: Operations;
  readonly zone: string;
  readonly parties: readonly { readonly department: string; readonly head: string }[];
  /** Everything that is due at this instant. */
  settle(): Promise<void>;
  runUntil(instant: Temporal.Instant): Promise<void>;
  /** Counted by the sandboxes. */
  calls(): { readonly hubspot: number; readonly salesforce: number };
  /** Handoff tasks that stand in the Salesforce sandbox. */
  tasksInSalesforce(): number;
  /** What the Baton Handoff rows there tell. */
  rowsInSalesforce(): {
    readonly contacted: number;
    readonly ended: number;
    readonly medianMinutes: number | undefined;
  };
  close(): Promise<void>;
}

/** Polls are rare in a simulation: every second hour, as the clock jumps. */
const DEMO_POLL_SECONDS = 7_200;

/** The worker of production on a clock of its own, over HTTP, against sandboxes in this process. */
export async function openDemo({ home: folder, people, days, seed, start, language }: DemoWishes): Promise<Demo> {
  // What another run left there speaks of other sandboxes and of a later time.
  if (existsSync(join(folder, 'baton.yaml'))) {
    throw new BatonError(
      'HOME_IN_USE',
      `${folder} holds a baton.yaml already: the demo begins in an empty folder`,
      'name another folder with --home, or none: then a temporary one is made',
      { folder },
    );
  }
  const runtime = new SimulatedRuntime(start, seed, SILENT);
  const sandboxes = await openSandboxes(() => runtime.now(), {
    ports: { hubspot: 0, salesforce: 0 },
    story: { seed, people, days },
  });
  try {
    const { hubspot, salesforce } = sandboxes;
    writeHome(folder, {
      language,
      hubspotBasePath: hubspot.url,
      salesforceUrl: salesforce.url,
      pollSeconds: DEMO_POLL_SECONDS,
      secrets: {
        HUBSPOT_TOKEN: hubspot.token,
        SALESFORCE_CLIENT_ID: salesforce.clientId,
        SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      },
    });
    await setUp(folder, () => runtime.now());
    const home = readHome(folder);
    const { baton, work, close } = await startWork(home, { runtime, inTurn: true, paced: false });
    return {
      operations: baton.operations,
      zone: home.installation.zone,
      parties: onFile(home.settings).terms.parties,
      settle: () => work.settle(),
      runUntil: (instant) => simulate(work, runtime, instant),
      calls: () => ({ hubspot: hubspot.server.callCount, salesforce: salesforce.server.callCount }),
      tasksInSalesforce: () =>
        salesforce.world
          .rowsOf('Task')
          .filter((row) => row['Baton_Handoff__c'] !== null && row['Baton_Handoff__c'] !== undefined).length,
      rowsInSalesforce: () => {
        const rows = salesforce.world.rowsOf('Baton_Handoff__c');
        const minutes = rows.flatMap((row) =>
          typeof row['First_Contact_At__c'] === 'string' ? [Number(row['First_Contact_Minutes__c'])] : [],
        );
        return {
          contacted: minutes.length,
          ended: rows.filter((row) => typeof row['Closed_At__c'] === 'string').length,
          medianMinutes: minutes.sort((a, b) => a - b)[Math.floor(minutes.length / 2)],
        };
      },
      close: async () => {
        await close();
        await sandboxes.close();
      },
    };
  } catch (error) {
    await sandboxes.close();
    throw error;
  }
}
