/** What every job is given: the ports, and the settings that the company owns. */
import type { System } from '../domain/record.ts';
import type { ChannelName } from '../domain/team.ts';
import type { Channel } from '../ports/channel.ts';
import type { Connector } from '../ports/connector.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Settings } from '../ports/settings.ts';
import type { Anchor, Store } from '../ports/store.ts';

export type { Settings } from '../ports/settings.ts';

export interface JobContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly connectors: ReadonlyMap<System, Connector>;
  readonly settings: Settings;
  /** Where checkpoints of the ledger are kept outside the database. */
  readonly anchors: readonly Anchor[];
  /** Open, as `settings.notify` names them. */
  readonly channels?: ReadonlyMap<ChannelName, Channel> | undefined;
}
