// The shapes of our own extension's members (playbooks/extension.ts).

import { Type, type TSchema } from 'typebox'
import { FORM_IDS } from '#/kernel/form.ts'
import { closed, listOf, optional } from './schema-parts.ts'

const Text = Type.String({ minLength: 1 })
const Role = Type.Enum(['analyst', 'lead', 'admin'])

const Choice = closed({ value: Text, label: Text, label_en: optional(Text) })

const Field = closed({
  variable: Text,
  label: Text,
  label_en: optional(Text),
  kind: Type.Enum(['text', 'long-text', 'yes-no', 'choice', 'number', 'time']),
  choices: optional(listOf(Choice)),
  required: Type.Boolean(),
})

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export const StepExtensionShape: TSchema = closed({
  name_en: optional(Text),
  description_en: optional(Text),
  cites: optional(listOf(Text)),
  role: optional(Role),
  approval: optional(
    closed({
      role: Role,
      quorum: Type.Integer({ minimum: 1, maximum: 5 }),
      expires_ms: Type.Integer({ minimum: MINUTE_MS, maximum: 30 * DAY_MS }),
      reason: Text,
      reason_en: optional(Text),
    }),
  ),
  idempotent: optional(Type.Boolean()),
  retry: optional(
    closed({
      attempts: Type.Integer({ minimum: 1, maximum: 10 }),
      first_ms: Type.Integer({ minimum: 1, maximum: DAY_MS }),
      max_ms: Type.Integer({ minimum: 1, maximum: DAY_MS }),
    }),
  ),
  max_rounds: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  form: optional(listOf(Field)),
  document: optional(Type.Enum([...FORM_IDS])),
  rollback: optional(Text),
})

export const PlaybookExtensionShape: TSchema = closed({
  name_en: optional(Text),
  description_en: optional(Text),
  cites: optional(listOf(Text)),
  trigger: optional(
    closed({
      mau05: optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: 10 }), { minItems: 1, uniqueItems: true }),
      ),
      gravity: optional(Type.Enum(['ordinary', 'serious'])),
    }),
  ),
})
