// Conditions on the id of a row. A sealed table stores it as its two numbers; they sort as the text does, and compared as
// numbers they let most of a file be passed over.

import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import type { Shape } from './event-shapes.ts'
import { ID_RECEIVED, ID_SEQUENCE } from './said-columns.ts'
import { quoteName } from './event-columns.ts'
import type { SqlParameters } from './sql-parameters.ts'

const [RECEIVED, SEQUENCE] = [quoteName(ID_RECEIVED), quoteName(ID_SEQUENCE)]

/** SQL that is true when the id of a row stands so to `id`, which may be any text. */
export function idIs(
  relation: '=' | '>' | '<' | '<=',
  id: string,
  { idParts }: Shape,
  parameters: SqlParameters,
): string {
  const [received, sequence] = [receivedMsOfEventId(id), sequenceOfEventId(id)]
  if (idParts === undefined || received === undefined || sequence === undefined)
    return `id ${relation} ${parameters.text(id)}`
  const ms = parameters.long(BigInt(received))
  const number = parameters.long(BigInt(sequence))
  if (relation === '=') return `(${SEQUENCE} = ${number} AND ${RECEIVED} = ${ms})`
  const beyond = relation === '>' ? '>' : '<'
  return `(${RECEIVED} ${beyond}= ${ms} AND (${RECEIVED} ${beyond} ${ms} OR ${SEQUENCE} ${relation} ${number}))`
}

/** What sorts rows by their ids. */
export function orderOfIds({ idParts }: Shape): string {
  return idParts === undefined ? 'id' : `${RECEIVED}, ${SEQUENCE}`
}
