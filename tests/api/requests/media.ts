// Requests of online media for the role matrix.

import { COMMENT, SOURCE, STORY } from '../invented-media.ts'

const SPIKE = { path: { id: 'spike-1' } }

export const mediaRequests = {
  mediaOverview: {},
  listStories: { query: { topic: 'flood', order: 'negative', limit: '10' } },
  getStory: { path: { id: STORY } },
  listMentions: { query: { text: 'ngap', originals: '1' } },
  getMention: { path: { id: COMMENT } },
  countMentions: { query: { by: 'place-department' } },
  listDepartments: {},
  correctTone: { path: { id: COMMENT }, payload: { label: 'pos' } },
  listUnsure: { query: { voice: 'comment' } },
  listModels: {},
  trainModel: { path: { voice: 'news' } },
  listSpikes: { query: { state: 'open' } },
  getSpike: SPIKE,
  changeSpike: { ...SPIKE, payload: { version: 1, work: 'seen', cause: 'Mưa lớn' } },
  raiseStory: { path: { id: STORY }, payload: { reason: 'Nhiều người hỏi' } },
  listIndicators: {},
  switchIndicator: { path: { domain: 'dichvucong-example.net' }, payload: { enabled: false, version: 1 } },
  listSources: {},
  saveSource: { payload: { source: { ...SOURCE, id: 'bao-moi' }, version: 0 } },
  removeSource: { path: { id: SOURCE.id }, query: { version: '1' } },
  readSourceNow: { path: { id: SOURCE.id } },
  importSources: { payload: { yaml: 'sources: []', apply: false } },
  exportSources: {},
} as const
