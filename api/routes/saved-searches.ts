// Searches that people keep. Everybody keeps their own; what is shared its owner changes, or a lead.

import { parseSearchQuery } from '#/store/search-query.ts'
import { writeSearchSort } from '#/store/search-sort.ts'
import { parseTime } from '#/store/time-argument.ts'
import type { Stored } from '#/store/records.ts'
import type { SavedSearch, SavedSearchFields } from '#/store/saved-searches.ts'
import type { PersonPrincipal } from '../auth/principal.ts'
import type { SavedSearchView } from '../contract/event-work.ts'
import { ApiError } from '../errors.ts'
import { readSort } from '../event-question.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type Names = 'listSavedSearches' | 'saveSearch' | 'changeSavedSearch' | 'removeSavedSearch'

export function savedSearchRoutes({ savedSearches, clock, audit }: Platform): Handlers<Names> {
  async function find(id: string, person: PersonPrincipal): Promise<Stored<SavedSearch>> {
    const found = await savedSearches.get(id)
    if (found === undefined || !(found.record.shared || found.record.owner === person.name))
      throw new ApiError('saved-search.not-found', 'There is no such saved search.')
    return found
  }

  async function findOwn(id: string, person: PersonPrincipal): Promise<Stored<SavedSearch>> {
    const found = await find(id, person)
    if (!mayChange(found.record, person))
      throw new ApiError('permission.denied', 'A shared search is changed by its owner or a lead.')
    return found
  }

  function check(fields: SavedSearchFields): SavedSearchFields {
    const name = fields.name.trim()
    if (name === '') throw new ApiError('request.invalid', 'body/name: must not be blank')
    const parsed = parseSearchQuery(fields.q)
    if ('problem' in parsed) {
      const { message, messageVi, position } = parsed.problem
      throw new ApiError('query.invalid', `body/q: ${message}`, {
        body: { position, why: { vi: messageVi, en: message } },
      })
    }
    if (fields.range !== '' && parseTime(fields.range, clock.now()) === undefined)
      throw new ApiError('request.invalid', 'body/range: must be a span back from now like 15m, 24h, 7d')
    const { sort: order, ...rest } = fields
    const sort = readSort(order, 'body')
    return { ...rest, name, ...(sort === undefined ? {} : { sort: writeSearchSort(sort) }) }
  }

  return {
    async listSavedSearches({ principal }) {
      return (await savedSearches.list(principal.name)).map(saved => show(saved, principal))
    },
    async saveSearch({ body, principal }) {
      const saved = await savedSearches.add(principal.name, check(body))
      if (saved === 'full')
        throw new ApiError('saved-search.too-many', 'Remove a saved search before you keep another.')
      if (saved.record.shared)
        await audit.record(principal.name, 'search.shared', `search ${saved.id}`, saved.record.name)
      return show(saved, principal)
    },
    async changeSavedSearch({ params, body, principal }) {
      const before = await findOwn(params.id, principal)
      const { version, ...fields } = body
      const saved = await savedSearches.change(before, version, check(fields))
      if (saved === 'conflict')
        throw new ApiError('conflict', 'Somebody changed this search in the meantime. Look at it again.')
      if (saved.record.shared || before.record.shared)
        await audit.record(principal.name, 'search.changed', `search ${saved.id}`, saved.record.name)
      return show(saved, principal)
    },
    async removeSavedSearch({ params, principal }) {
      const before = await findOwn(params.id, principal)
      if ((await savedSearches.remove(before)) === 'conflict')
        throw new ApiError('conflict', 'Somebody changed this search in the meantime. Look at it again.')
      if (before.record.shared)
        await audit.record(principal.name, 'search.removed', `search ${before.id}`, before.record.name)
    },
  }
}

function mayChange({ owner, shared }: SavedSearch, { name, permissions }: PersonPrincipal): boolean {
  return owner === name || (shared && permissions.includes('incidents.lead'))
}

function show({ id, version, record }: Stored<SavedSearch>, person: PersonPrincipal): SavedSearchView {
  return { id, version, ...record, mine: mayChange(record, person) }
}
