// All channels of the configuration, by id.

import type { NoticeConfig } from '../notice-config.ts'
import type { Channel, ChannelSurroundings } from './channel.ts'
import { emailChannel } from './email.ts'
import { telegramChannel } from './telegram.ts'
import { webhookChannel } from './webhook.ts'
import { zaloChannel } from './zalo.ts'

export function createChannels(
  config: NoticeConfig,
  surroundings: ChannelSurroundings,
): ReadonlyMap<string, Channel> {
  const channels = [
    ...config.email.map(each => emailChannel(each, surroundings)),
    ...config.webhook.map(each => webhookChannel(each, surroundings)),
    ...config.telegram.map(each => telegramChannel(each, surroundings)),
    ...config.zalo.map(each => zaloChannel(each, surroundings)),
  ]
  return new Map(channels.map(channel => [channel.id, channel]))
}
