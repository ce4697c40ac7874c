/** Opens the Salesforce sandbox: an org on a local port, filled from the story or from export files, with or without people at work in it. */
import { SandboxServer } from '../../kit/sandbox.ts';
import type { Story } from '../../kit/story.ts';
import { type CsvFile, placeExport, readExport } from './csv.ts';
import type { AssignmentRule } from './org.ts';
import { enableReps, type RepsAtWork } from './reps.ts';
import { seedFromStory, seedQueues, WEB_QUEUE } from './seed.ts';
import { SalesforceWorld } from './world.ts';
import type { WorldOptions } from './world-options.ts';

export { type CsvFile, csvFilesIn } from './csv.ts';
export type { AssignmentRule, RowMatcher, ValidationRule } from './org.ts';
export { enableReps, type RepsAtWork } from './reps.ts';
export { seedFromStory } from './seed.ts';
export type { Row } from './values.ts';
export { INTEGRATION_EMAIL, SalesforceWorld } from './world.ts';
export type { WorldOptions } from './world-options.ts';

export interface SandboxOptions extends Omit<WorldOptions, 'start' | 'assignmentRule'> {
  /** Business time, from which tokens expire, rows are stamped and scheduled things happen. */
  readonly now: () => Temporal.Instant;
  /** Any free port unless given. */
  readonly port?: number;
  readonly story?: Story;
  /** Data export files; instead of a story, or beside it. */
  readonly csv?: readonly CsvFile[];
  /** Puts the story's reps to work. */
  readonly reps?: { readonly seed: number | string };
  /** Requests under way at once, however short; any number unless given. The vendor counts those of 20 seconds and more. */
  readonly atOnce?: number;
  /** Every Lead goes to the queue `Web Leads` unless another rule is given, or `off`. */
  readonly assignmentRule?: AssignmentRule | 'off';
}

export interface SalesforceSandbox {
  /** The instance address, without a final slash. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A token of the integration user that does not expire by itself. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly server: SandboxServer;
  readonly world: SalesforceWorld;
  /** What the reps have done; undefined where none are at work. */
  readonly reps: RepsAtWork | undefined;
  close(): Promise<void>;
}

/** Throws BatonError where export files cannot be used. Reps need a story: without one nobody works. */
export async function openSalesforceSandbox(options: SandboxOptions): Promise<SalesforceSandbox> {
  const { now, port, story, csv, reps, assignmentRule, atOnce, ...own } = options;
  const start = story === undefined ? now() : Temporal.Instant.from(story.start);
  const world = new SalesforceWorld({
    ...own,
    start: start.subtract({ hours: 24 * 700 }),
    ...(assignmentRule === 'off' ? {} : { assignmentRule: assignmentRule ?? { toQueue: WEB_QUEUE } }),
  });
  if (story === undefined) seedQueues(world, start);
  else seedFromStory(world, story);
  if (csv !== undefined) placeExport(world, readExport(csv), start);
  const atWork = story === undefined || reps === undefined ? undefined : enableReps(world, story, reps);
  const server = new SandboxServer(world, now);
  if (atOnce !== undefined) {
    const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
    server.limitAtOnce(atOnce, { status: 403, body: [{ message, errorCode: 'REQUEST_LIMIT_EXCEEDED' }] });
  }
  const url = await server.listen(port ?? 0);
  return {
    url,
    clientId: world.oauth.settings.clientId,
    clientSecret: world.oauth.settings.clientSecret,
    refreshToken: world.oauth.settings.refreshToken,
    accessToken: world.oauth.issue(world.integrationUserId, undefined),
    server,
    world,
    reps: atWork,
    close: () => server.close(),
  };
}
