// The desk of documents over a data folder whose platform does not run: same figures, read from its files. What
// only a running platform knows (the state of collection) stays open.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configExists, defaultConfigPath, parseConfig, readConfig } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { openStoredFigures } from '#/listening/stored-figures.ts'
import { createRegister } from '#/register/register.ts'
import { createDocumentDesk, type DocumentDesk } from '#/reports/desk.ts'
import { createPlatformFigures } from '#/reports/fill/platform-figures.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import { periodUnderLaw, recipientsOf } from '#/reports/law-of-documents.ts'
import { readProfile } from '#/response/read-profile.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface LocalDocuments extends AsyncDisposable {
  readonly desk: DocumentDesk
  readonly state: StateStore
}

/** Throws Permanent when the folder holds no state or its configuration has mistakes. */
export async function openLocalDocuments(
  dataDirectory: string,
  configPath: string | undefined,
  say: (text: string) => void,
): Promise<LocalDocuments> {
  const path = join(dataDirectory, 'state.sqlite')
  if (!existsSync(path))
    throw new Permanent(
      'data.unusable',
      `There are no incidents in ${dataDirectory}: ${path} does not exist.`,
    )
  const config = loadConfig(dataDirectory, configPath, say)
  const profile = readProfile(config.law.profile, ({ where, detail }) => say(`${where}: ${detail}`))
  await using opened = new AsyncDisposableStack()
  const state = opened.use(openEmbeddedStateStore({ path, clock: systemClock }))
  const { records } = state
  const media = await openStoredFigures({
    paths: { media: join(dataDirectory, 'media.sqlite'), models: join(dataDirectory, 'models') },
    config: config.media,
    records,
    clock: systemClock,
    report: ({ where, detail }) => say(`${where}: ${detail}`),
    onFailed: error => say(error.message),
  })
  if (media !== undefined) opened.use(media)
  const register = await createRegister({
    records,
    clock: systemClock,
    configSystems: config.systems,
    onChanged: () => undefined,
  })
  const desk = createDocumentDesk({
    records,
    state,
    clock: systemClock,
    figures: createPlatformFigures({
      state,
      audit: createAudit(records, systemClock),
      organisation: config.organisation,
      recipients: form => recipientsOf(profile, form),
      systems: () => register.systems(),
      collection: () => undefined,
      media: media?.figures,
    }),
    periodFor: (form, now) => periodUnderLaw(profile, formOf(form), now),
  })
  const all = opened.move()
  return { desk, state, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

function loadConfig(dataDirectory: string, named: string | undefined, say: (text: string) => void): Config {
  const path = named ?? defaultConfigPath(dataDirectory)
  const { config, problems } =
    named !== undefined || configExists(path) ? readConfig(path) : parseConfig('{}', path)
  for (const { where, detail } of problems) say(`${where}: ${detail}`)
  if (config === undefined) throw new Permanent('config.invalid', `${path} has the mistakes listed above.`)
  return config
}
