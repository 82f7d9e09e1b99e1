// The keys whose signatures on playbooks the city trusts.

import { readFileSync } from 'node:fs'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import { openKey, type OpenedKey } from '#/playbooks/cacao/signature-keys.ts'
import { verifySignatures, type SignatureVerdict } from '#/playbooks/cacao/signature.ts'

/** Throws Permanent `config.unreadable` when a key's file cannot be read or holds no key. */
export function readTrustedKeys(
  keys: readonly { readonly name: string; readonly file: string }[],
): readonly OpenedKey[] {
  return keys.map(({ name, file }) => {
    try {
      return openKey({ name, publicKey: readFileSync(file, 'utf8') })
    } catch (error) {
      throw new Permanent('config.unreadable', `${file}: ${(error as Error).message}`, { cause: error })
    }
  })
}

export function createVerify(
  keys: readonly OpenedKey[],
  clock: Clock,
): (playbook: Playbook) => SignatureVerdict {
  return playbook => verifySignatures(playbook, keys, clock.now())
}
