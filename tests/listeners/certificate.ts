// A throwaway certificate for tests, made by the openssl program.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Writes a key and a self-signed certificate for localhost into the folder; it holds from now, for so many days. */
export function makeCertificate(directory: string, days = 2): { cert: string; key: string } {
  const paths = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') }
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const out = ['-keyout', paths.key, '-out', paths.cert, '-days', String(days), '-subj', '/CN=localhost']
  execFileSync('openssl', ['req', '-x509', ...curve, ...out], { stdio: 'ignore' })
  return paths
}
