/** A stage on which people are told: a mail server and a webhook on loopback, with the real channels on them. */
import { afterEach } from 'vitest';
import { CHANNELS, type ChannelName } from '../../src/domain/team.ts';
import { openChannels } from '../../src/notify/index.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { NotifySettings, Settings } from '../../src/ports/settings.ts';
import { type HookServer, openHookServer } from './hook-server.ts';
import { type MailServer, openMailServer } from './mail-server.ts';
import type { Stage, StageWishes } from './stage.ts';
import { minutesPass, stages } from './stages.ts';

export interface Notified extends Stage {
  readonly mail: MailServer;
  readonly hook: HookServer;
}

export interface NotifiedWishes {
  /** Those that are on; absent: all. */
  readonly channels?: readonly ChannelName[];
  readonly settings?: Partial<Settings>;
  /** Puts something between Baton and a channel. */
  readonly dress?: (channel: Channel) => Channel;
  readonly wishes?: StageWishes;
}

export const FROM = 'baton@demo.example';

/** To be called at the top of a file; all is closed after each test. */
export function notifiedStages(): {
  open(wishes?: NotifiedWishes): Promise<Notified>;
  /** As {@link stages} does. */
  openArmed(wishes?: NotifiedWishes): Promise<Notified>;
} {
  const { open: openStage } = stages();
  const servers: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  const open = async ({ channels = CHANNELS, settings, dress, wishes }: NotifiedWishes = {}): Promise<Notified> => {
    const [mail, hook] = [await openMailServer(), await openHookServer()];
    servers.push(mail, hook);
    const privateHosts = ['127.0.0.1'];
    const all = await openChannels({
      email: { host: '127.0.0.1', port: mail.port, security: 'none', from: FROM, fromName: 'Baton' },
      slack: { url: `${hook.url}/slack`, privateHosts },
      teams: { url: `${hook.url}/teams`, privateHosts },
    });
    const on = [...all].filter(([name]) => channels.includes(name));
    const notify: NotifySettings = { channels, remindAfterDays: 7, reminders: 2 };
    const stage = await openStage({
      ...wishes,
      settings: { ...settings, notify },
      channels: new Map(on.map(([name, channel]) => [name, dress?.(channel) ?? channel])),
    });
    return Object.assign(stage, { mail, hook });
  };
  return {
    open,
    openArmed: async (wishes) => {
      const stage = await open(wishes);
      await stage.arm('status');
      minutesPass(stage, 5);
      return stage;
    },
  };
}
