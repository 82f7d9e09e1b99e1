// The schema of the configuration is published for editors, and is the one the program checks against.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigSchema } from '#/config-schema.ts'

test('the published schema is the schema', async () => {
  const published = join(import.meta.dirname, '..', 'examples', 'thapcanh.schema.json')
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Thápcanh',
    ...ConfigSchema,
  }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published)
})
