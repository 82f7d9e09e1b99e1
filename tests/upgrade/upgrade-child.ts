// Upgrades a data folder, or goes back, and dies by SIGKILL at the step that it is told.

import { goBack } from '#/upgrade/go-back.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import { TWO_PARTS } from './two-parts.ts'

const [directory, what, dieAt] = process.argv.slice(2)
const options = {
  version: '9.0.0',
  now: 1000,
  atStep(step: string): void {
    if (step === dieAt) process.kill(process.pid, 'SIGKILL')
  },
}
if (what === 'back') await goBack(directory!, { ...options, forgetChanges: false })
else await upgradeDataFolder(directory!, { ...options, parts: TWO_PARTS })
