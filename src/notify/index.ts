/** Opens the channels that the configuration turns on; nothing is connected to before the first message. */
import type { ChannelName } from '../domain/team.ts';
import type { Channel } from '../ports/channel.ts';
import type { MailServer } from './email.ts';
import type { Hook } from './webhook.ts';

export type { MailServer } from './email.ts';

export interface ChannelPlaces {
  readonly email?: MailServer | undefined;
  readonly slack?: Hook | undefined;
  readonly teams?: Hook | undefined;
}

export async function openChannels(places: ChannelPlaces = {}): Promise<ReadonlyMap<ChannelName, Channel>> {
  const { email, slack, teams } = places;
  const channels: Channel[] = [];
  if (email !== undefined) channels.push((await import('./email.ts')).emailChannel(email));
  if (slack !== undefined) channels.push((await import('./slack.ts')).slackChannel(slack));
  if (teams !== undefined) channels.push((await import('./teams.ts')).teamsChannel(teams));
  return new Map(channels.map((channel) => [channel.name, channel]));
}
