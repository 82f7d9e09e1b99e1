// The `media` section of the configuration: who crawls, whether at all, and how long what was said is kept. The
// sources are data and stand in the console.

import { Type, type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const Days = (most: number, standard: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: most, default: standard, description })

export const MediaConfigSchema = Type.Object(
  {
    enabled: Type.Boolean({
      default: true,
      description: 'crawl the sources that are switched on in the console; none is until somebody does',
    }),
    contactUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[!-~]+$',
        maxLength: 300,
        description: 'a page that tells site owners who crawls and why; sent in the User-Agent',
      }),
    ),
    contactEmail: Type.Optional(
      Type.String({
        pattern: '^[!-~]+@[!-~]+\\.[!-~]+$',
        maxLength: 200,
        description: 'where site owners reach the people who answer for the crawler; sent in the User-Agent',
      }),
    ),
    textDays: Days(
      3650,
      180,
      'days after which texts and authors are forgotten; title, link and figures stay',
    ),
    mentionDays: Days(3650, 730, 'days after which mentions are deleted'),
    browserPath: Type.String({
      default: '/usr/bin/chromium',
      minLength: 1,
      description: 'Chromium, for sources that only scripts show',
    }),
  },
  { ...closed, default: {} },
)

export type MediaConfig = Static<typeof MediaConfigSchema>
