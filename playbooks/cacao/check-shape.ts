// A part of a document against its shape; what is wrong becomes findings in words that name the member.

import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import type { FindingCode, Findings } from './finding.ts'
import { pointerTo } from './finding.ts'

// The library stops at eight mistakes; a person mending a playbook wants them all.
Settings.Set({ maxErrors: 200 })

interface ShapeError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

/** True when the value fits. `code` weighs every mistake alike where the shape is ours. */
export function checkShape(
  shape: TSchema,
  value: unknown,
  pointer: string,
  findings: Findings,
  code?: FindingCode,
): boolean {
  if (Value.Check(shape, value)) return true
  for (const error of Value.Errors(shape, value) as readonly ShapeError[]) {
    const at = pointer + error.instancePath
    const own = error.instancePath.split('/').at(-1) ?? ''
    if (error.keyword === 'additionalProperties' || error.keyword === 'anyOf') continue
    if (error.keyword === 'boolean') {
      findings.add(code ?? 'property.unknown', at, `"${own}" is not known here`)
    } else if (error.keyword === 'required') {
      for (const missing of error.params['requiredProperties'] as readonly string[]) {
        findings.add(code ?? 'property.missing', pointerTo(at, missing), `"${missing}" is missing`)
      }
    } else {
      const what = error.instancePath === '' ? 'it' : `"${own}"`
      const kind = error.keyword === 'type' ? 'property.type' : 'property.value'
      findings.add(code ?? kind, at, `${what} ${wordsOf(shape, error)}`)
    }
  }
  return false
}

/** The shape's own words where it has some (`says`), else the library's. */
function wordsOf(shape: TSchema, error: ShapeError): string {
  if (error.keyword === 'const') return `must be ${JSON.stringify(error.params['allowedValue'])}`
  if (error.keyword === 'enum') {
    return `must be one of ${(error.params['allowedValues'] as readonly unknown[]).join(', ')}`
  }
  if (error.keyword !== 'pattern') return error.message
  const pattern = String(error.params['pattern'])
  return saysOf(shape, pattern) ?? error.message
}

/** Finds the words of the pattern anywhere in the shape; shapes are small trees. */
function saysOf(shape: unknown, pattern: string): string | undefined {
  if (typeof shape !== 'object' || shape === null) return undefined
  const { pattern: own, says } = shape as { pattern?: unknown; says?: unknown }
  if (typeof says === 'string' && String(own) === pattern) return says
  for (const part of Object.values(shape)) {
    const found = saysOf(part, pattern)
    if (found !== undefined) return found
  }
  return undefined
}
