// Shapes that many parts of a CACAO document share (Security Playbooks 2.0, section 10: data types).

import { Type, type TProperties, type TSchema } from 'typebox'

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}'

/** `type--uuid`, the types given or any. */
export function identifierOf(...types: readonly string[]): TSchema {
  const type = types.length === 0 ? '[a-z][a-z0-9-]+[a-z0-9]' : `(?:${types.join('|')})`
  const says = `must be an identifier such as ${types[0] ?? 'action'}--3f0c2a52-58bb-4b4e-8e0a-1f2a3b4c5d6e`
  return Type.String({ pattern: `^${type}--${UUID}$`, says })
}

export const Identifier = identifierOf()

export const Timestamp = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?Z$',
  says: 'must be a time in UTC such as 2026-11-22T07:30:00.000Z',
})

export const Base64 = Type.String({
  pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  says: 'must be base64 with its padding',
})

/** An object that has these members and no others. */
export function closed(properties: TProperties): TSchema {
  return Type.Object(properties, { additionalProperties: false })
}

export function optional(schema: TSchema): TSchema {
  return Type.Optional(schema)
}

export function listOf(schema: TSchema, minItems = 1): TSchema {
  return Type.Array(schema, { minItems })
}

/** A dictionary whose members are looked at one by one elsewhere. */
export const Dictionary = Type.Object({})

export const ExternalReference = closed({
  name: Type.String(),
  description: optional(Type.String()),
  source: optional(Type.String()),
  url: optional(Type.String()),
  external_id: optional(Type.String()),
  reference_id: optional(Type.String()),
})

export const VariableShape = closed({
  type: Type.String(),
  description: optional(Type.String()),
  // Text or, as the schema of the standard has it, null; checked apart.
  value: optional(Type.Unknown()),
  constant: optional(Type.Boolean()),
  external: optional(Type.Boolean()),
})

const CONTACT_KEY = '^[a-zA-Z0-9_-]{1,250}$'
const ContactEntries = Type.Record(Type.String({ pattern: CONTACT_KEY }), Type.String(), {
  additionalProperties: false,
})

export const Contact = closed({
  email: optional(ContactEntries),
  phone: optional(ContactEntries),
  contact_details: optional(Type.String()),
})

export const CivicLocation = closed({
  name: optional(Type.String()),
  description: optional(Type.String()),
  building_details: optional(Type.String()),
  network_details: optional(Type.String()),
  region: optional(Type.String()),
  country: optional(Type.String()),
  administrative_area: optional(Type.String()),
  city: optional(Type.String()),
  street_address: optional(Type.String()),
  postal_code: optional(Type.String()),
  latitude: optional(Type.String()),
  longitude: optional(Type.String()),
  precision: optional(Type.String()),
})
