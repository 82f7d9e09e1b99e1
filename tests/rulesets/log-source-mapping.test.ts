import { expect, test } from 'vitest'
import { isMapped } from '#/rulesets/log-source-mapping.ts'

test.each([
  [{ product: 'windows', category: 'process_creation' }, true],
  [{ product: 'Windows', service: 'Security' }, true],
  [{ category: 'process_creation' }, true],
  [{ product: 'linux', category: 'process_creation' }, true],
  [{ product: 'linux', service: 'sshd' }, true],
  [{ service: 'sshd' }, true],
  [{ category: 'webserver' }, true],
  [{ product: 'anything', category: 'firewall' }, true],
  [{ product: 'fortigate' }, true],
  [{ product: 'linux', category: 'application' }, true],
  // A table of another product says nothing of this one.
  [{ product: 'freebsd', service: 'sshd' }, false],
  [{ product: 'linux', service: 'security' }, false],
  [{ product: 'camera', category: 'process_creation' }, false],
  [{ product: 'django', category: 'application' }, false],
  [{ product: 'camera' }, false],
  [{ category: 'constructor' }, false],
])('%j: in a table %s', (logsource, mapped) => {
  expect(isMapped(logsource)).toBe(mapped)
})
