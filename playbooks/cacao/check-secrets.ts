// Secrets that stand in a playbook. They belong in the platform's secret store; a playbook names them
// (`kms_key_identifier`, `{secret:NAME}`). Found are the members that are there for secrets, and texts that look
// like one; what a secret looks like to nobody, nobody finds.

import type { Findings } from './finding.ts'
import { isJsonObject, membersOf, pointerTo } from './finding.ts'

export function checkSecrets(document: Readonly<Record<string, unknown>>, findings: Findings): void {
  for (const [id, information] of membersOf(document['authentication_info_definitions'])) {
    for (const name of ['password', 'token', 'oauth_header'] as const) {
      const value = isJsonObject(information) ? information[name] : undefined
      const secret = name === 'oauth_header' ? typeof value === 'string' && /\s\S{16,}/.test(value) : true
      if (typeof value !== 'string' || value === '' || !secret || isReference(value)) continue
      const at = pointerTo('/authentication_info_definitions', id, name)
      const message = `${name} stands in the playbook; name a secret of the platform with kms and kms_key_identifier`
      findings.add('secret.inside', at, message)
    }
  }
  for (const [id, step] of membersOf(document['workflow'])) {
    if (!isJsonObject(step) || !Array.isArray(step['commands'])) continue
    step['commands'].forEach((command: unknown, index) => {
      lookAt(command, pointerTo('/workflow', id, 'commands', index), '', findings)
    })
  }
  for (const kind of ['agent_definitions', 'target_definitions', 'playbook_variables']) {
    lookAt(document[kind], `/${kind}`, '', findings)
  }
}

function lookAt(value: unknown, at: string, key: string, findings: Findings): void {
  if (typeof value === 'string') {
    const text = key.endsWith('_b64') ? Buffer.from(value, 'base64').toString('utf8') : value
    const found = LOOKS_SECRET.find(({ pattern }) => pattern.test(text))
    const header = SECRET_HEADERS.test(key) && value.trim() !== '' && !isReference(value)
    const what = found?.what ?? (header ? `the header ${key}` : undefined)
    if (what !== undefined)
      findings.add('secret.inside', at, `${what} stands in the playbook; write {secret:NAME}`)
    return
  }
  if (Array.isArray(value)) {
    value.forEach((part: unknown, index) => lookAt(part, pointerTo(at, index), key, findings))
    return
  }
  for (const [name, part] of membersOf(value)) lookAt(part, pointerTo(at, name), name, findings)
}

const SECRET_HEADERS = /^(authorization|proxy-authorization|cookie|x-api-key|x-auth-token|api-key)$/i

const LOOKS_SECRET: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/, what: 'a private key' },
  {
    pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@{]{1,100}:(?!__|\{secret:)[^\s/@]{1,200}@/i,
    what: 'a password in a URL',
  },
  { pattern: /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./, what: 'a token (JWT)' },
  { pattern: /\bAKIA[0-9A-Z]{16}\b/, what: 'an access key' },
]

/** Names a variable or a secret instead of holding one. */
function isReference(value: string): boolean {
  return /\{secret:[^}]+\}/.test(value) || /__[a-zA-Z_][a-zA-Z0-9_-]*__/.test(value)
}
