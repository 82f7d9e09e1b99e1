// Names that playbooks bring along, in the language shown.

import { language } from '../i18n/text.ts'

function choose(vietnamese: string, english: string | undefined): string {
  return language.value === 'en' && english !== undefined && english !== '' ? english : vietnamese
}

/** Of a playbook. */
export function playbookName(own: { readonly name: string; readonly nameEnglish?: string }): string {
  return choose(own.name, own.nameEnglish)
}

/** Of the playbook of a run or a question. */
export function runName(own: {
  readonly playbookName: string
  readonly playbookNameEnglish?: string
}): string {
  return choose(own.playbookName, own.playbookNameEnglish)
}

/** Of a step, which may have none. */
export function stepName(own: {
  readonly name: string
  readonly nameEnglish?: string
  readonly stepId: string
}): string {
  const name = choose(own.name, own.nameEnglish)
  return name === '' ? own.stepId : name
}

/** A text with its English. */
export const eitherText = choose
