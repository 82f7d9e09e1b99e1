// Names of departments and sources, fetched once for all pages of online media; ids stand in until they are there.

import { signal } from '@preact/signals'
import { language } from '../i18n/text.ts'
import { mediaApi, type Department } from './media-api.ts'

export const departments = signal<readonly Department[]>([])
/** Sources by name, those that are off left out unless something was read from them. */
export const sourceNames = signal<readonly { readonly id: string; readonly name: string }[]>([])
/** Places met in this session, by name: a list of all wards would be too long to choose from. */
export const knownPlaces = signal<readonly { readonly code: string; readonly name: string }[]>([])
/** How many sources are on; null until it is known. */
export const sourcesOn = signal<number | null>(null)

/** Fetches what is not known yet; a failure leaves ids in the place of names. */
export async function loadNames(): Promise<void> {
  const [bodies, sources] = await Promise.all([
    departments.value.length > 0 ? null : mediaApi.departments(),
    mediaApi.sources(),
  ])
  if (bodies?.ok === true) departments.value = bodies.value
  if (!sources.ok) return
  sourcesOn.value = sources.value.filter(({ source }) => source.enabled).length
  sourceNames.value = sources.value
    .filter(({ source, health }) => source.enabled || health.lastSuccessAt !== null)
    .map(({ source: { id, name } }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

export function departmentName(id: string): string {
  const found = departments.value.find(department => department.id === id)
  if (found === undefined) return id
  return language.value === 'en' ? found.nameEnglish : found.name
}

export function sourceName(id: string): string {
  return sourceNames.value.find(source => source.id === id)?.name ?? id
}

/** Adds places to those that can be chosen. */
export function learnPlaces(places: readonly { readonly code: string; readonly name: string }[]): void {
  const known = new Set(knownPlaces.value.map(({ code }) => code))
  const added = places.filter(({ code }) => code !== '' && !known.has(code))
  if (added.length === 0) return
  knownPlaces.value = [...knownPlaces.value, ...added].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}
