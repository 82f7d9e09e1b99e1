// Topics in English, for alerts that an English console shows.

import type { Topic } from '#/kernel/mention.ts'

export const TOPIC_ENGLISH: Readonly<Record<Topic, string>> = {
  flood: 'flooding and drainage',
  waste: 'waste',
  traffic: 'traffic',
  fire: 'fire',
  land: 'land and planning',
  construction: 'construction',
  corruption: 'corruption',
  'public-service': 'public services',
  health: 'health',
  education: 'education',
  'food-safety': 'food safety',
  environment: 'environment',
  order: 'public order',
  tourism: 'tourism and culture',
  utilities: 'power, water, telecoms',
  economy: 'economy and jobs',
  welfare: 'welfare',
  cyber: 'cyber security',
  other: 'other',
}
