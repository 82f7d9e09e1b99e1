// Where the built console lies in a checkout.

import { join } from 'node:path'

export const builtConsole = join(import.meta.dirname, '..', 'dist', 'web')
