// The law profile in force. A profile with mistakes ends the start, each mistake with its file, line and key.

import { Fatal } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { loadLawProfile } from '#/regulation/load-profile.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'

export function readProfile(nameOrPath: string, report: ReportProblem): LawProfile {
  const { profile, problems } = loadLawProfile(nameOrPath)
  for (const problem of problems) report(problem)
  if (profile !== undefined) return profile
  const list = problems.map(({ where, detail }) => `  ${where}: ${detail}`).join('\n')
  throw new Fatal('law.invalid', `The law profile ${nameOrPath} cannot be used:\n${list}`)
}
