// Words of what failed beside the reading of logs, on the health page.

import { pageWords } from '../i18n/page-words.ts'

export const w = pageWords(
  {
    channels: 'Kênh gửi tin đang lỗi',
    consumers: 'Thiết bị không còn lấy danh sách chặn',
    jobs: 'Việc nền không xong trong 24 giờ qua',
    channel: 'Kênh',
    since: 'Lỗi lúc',
    waiting: 'Tin đang chờ',
    error: 'Lỗi',
    consumer: 'Thiết bị',
    list: 'Danh sách',
    last: 'Lấy lần cuối',
    never: 'chưa lần nào',
    acknowledge: 'Đã biết',
    toChannels: 'Xem các kênh',
    toJobs: 'Xem mọi việc nền',
    toLists: 'Xem danh sách chặn',
  },
  {
    channels: 'Failing channels of messages',
    consumers: 'Devices that stopped fetching block lists',
    jobs: 'Jobs given up in the last 24 hours',
    channel: 'Channel',
    since: 'Failed at',
    waiting: 'Messages waiting',
    error: 'Error',
    consumer: 'Device',
    list: 'List',
    last: 'Last fetched',
    never: 'never',
    acknowledge: 'Noted',
    toChannels: 'See the channels',
    toJobs: 'See all jobs',
    toLists: 'See the block lists',
  },
)
