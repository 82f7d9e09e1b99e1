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
    province: Type.Optional(
      Type.String({
        pattern: '^\\d{2}$',
        description:
          'official code of the city or province since July 2025 (01 Hà Nội, 48 Đà Nẵng, 79 TP. Hồ Chí Minh …): wards of its names are taken to be its own',
      }),
    ),
    cityDomains: Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', maxLength: 253 }), {
      default: [],
      maxItems: 500,
      description: 'sites of the city, beside the domains in the register; pages that imitate them are found',
    }),
    departmentsFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "the city's own list of departments (YAML), instead of the one that comes with the platform",
      }),
    ),
    models: Type.Object(
      {
        news: Type.Optional(
          Type.String({ minLength: 1, description: 'folder of an ONNX model for the tone of news' }),
        ),
        comment: Type.Optional(
          Type.String({ minLength: 1, description: 'folder of an ONNX model for the tone of comments' }),
        ),
      },
      { ...closed, default: {} },
    ),
    browserPath: Type.String({
      default: '/usr/bin/chromium',
      minLength: 1,
      description: 'Chromium, for sources that only scripts show',
    }),
  },
  { ...closed, default: {} },
)

export type MediaConfig = Static<typeof MediaConfigSchema>

/** Who answers for the crawler: the organisation, unless the media section says otherwise. */
export function withContact(media: MediaConfig, organisation: { readonly email: string }): MediaConfig {
  const contactEmail = media.contactEmail ?? organisation.email
  return contactEmail === '' ? media : { ...media, contactEmail }
}
