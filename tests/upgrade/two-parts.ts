// A program of an invented later version: state as it is, and jobs with one step more, so that two files of the old
// folder have to change at once.

import { DATABASE_PARTS, type DatabasePart } from '#/upgrade/database-parts.ts'

export const TWO_PARTS: readonly DatabasePart[] = DATABASE_PARTS.map(part =>
  part.file === 'jobs.sqlite'
    ? { ...part, steps: [...part.steps, 'CREATE INDEX job_made ON job (created_at)'] }
    : part,
)

/** All of what an upgrade of the old folder does that can be interrupted, in order. */
export const STEPS = [
  'rehearsed state.sqlite',
  'rehearsed jobs.sqlite',
  'prepared',
  'committed',
  'swapped format.json',
  'swapped state.sqlite',
  'swapped jobs.sqlite',
  'finished',
] as const
