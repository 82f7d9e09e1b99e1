// The calls of the page of messages: deliveries, channels, a test, jobs.

import type { ChannelView, DeliveryView, JobListView, JobView } from '#/api/contract/notices.ts'
import { callApi } from '../api-client.ts'

export interface DeliveryPage {
  readonly deliveries: readonly DeliveryView[]
  readonly next: string | null
}
export interface TestOutcome {
  readonly state: 'delivered' | 'failed' | 'unknown'
  readonly error: string | null
}

export const noticesApi = {
  deliveries: (state: string, channel: string, after: string | undefined) =>
    callApi<DeliveryPage>('GET', '/api/notices', { query: { state, channel, after, limit: 50 } }),
  channels: () => callApi<readonly ChannelView[]>('GET', '/api/notices/channels'),
  test: (channel: string, address: string) =>
    callApi<TestOutcome>('POST', '/api/notices/test', { body: { channel, address } }),
  jobs: (state: JobView['state'] | '') =>
    callApi<JobListView>('GET', '/api/jobs', { query: { state, limit: 200 } }),
}
