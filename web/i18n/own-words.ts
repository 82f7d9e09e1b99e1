// Words that come with the data, in the language shown: titles of incidents, what a rule says of itself.
// Data that has no English says in English what it says in Vietnamese.

import type { AlertView, IncidentView } from '#/api/contract/schemas.ts'
import { language } from './text.ts'

/** The title of an incident, of a rule in the list, or of the rule in a line of the history. */
export function titleText(titled: Pick<IncidentView, 'title' | 'titleEnglish'>): string {
  return language.value === 'en' ? (titled.titleEnglish ?? titled.title) : titled.title
}

/** What a rule says of itself; an empty description stands for none. */
export function ruleText(rule: AlertView['rule']): {
  readonly title: string
  readonly description: string
  readonly response: string | undefined
  readonly falsePositives: readonly string[]
} {
  const { title, description, response, falsePositives, english } = rule
  if (language.value !== 'en' || english === undefined) {
    return { title, description, response, falsePositives }
  }
  return {
    title: english.title,
    description: english.description === '' ? description : english.description,
    response: english.response ?? response,
    falsePositives: english.falsePositives ?? falsePositives,
  }
}
