// Requests of the law for the role matrix. The invented city's profile lets C4 be paused, and one clock of the
// register runs there.

export const lawRequests = {
  getLaw: {},
  getIncidentClocks: { path: { id: 'i-new' } },
  meetClock: {
    path: { id: 'i-new', clock: 'C4' },
    payload: { reason: 'Đã gửi công văn số 12', article: 'Thông tư 20/2017, Điều 9' },
  },
  pauseClock: { path: { id: 'i-new', clock: 'C4' }, payload: { reason: 'Chờ cơ quan điều phối trả lời' } },
  resumeClock: { path: { id: 'i-open', clock: 'C4' }, payload: { reason: 'Đã có trả lời' } },
  setClockAside: { path: { id: 'i-new', clock: 'C3' }, payload: { reason: 'Tường lửa đã chặn' } },
  withdrawClockDeed: {
    path: { id: 'i-open', clock: 'C4' },
    payload: { reason: 'Ghi nhầm', deedId: 'i-open.1' },
  },
  getSeriousness: { path: { id: 'i-new' }, query: { yes: 'd,vuot-kha-nang', no: 'quan-trong' } },
  getLawCalendar: { query: { from: '2026-11-01', to: '2026-12-31' } },
  getLawCalendarFile: {},
  stateDone: { payload: { item: 'log-review', systemId: 'dvc', periodStart: 0, reason: 'Đã rà soát' } },
  listRegisterClocks: {},
  stateContactChanged: { payload: { reason: 'Đổi đầu mối' } },
  meetRegisterClock: { path: { id: 'register.1' }, payload: { reason: 'Đã gửi Mẫu số 01' } },
} as const
