// Words for an error of the API, in the language of the person. The server's own sentences are in English,
// so every code that people meet has words here; the sentence is shown when the code is a new one.

import type { ApiError } from '../api-client.ts'
import { language, plainKey, t } from '../i18n/text.ts'

/** One sentence for a person. */
export function errorText(error: ApiError): string {
  if (error.status === 0) return t('error.network')
  if (error.why !== undefined) return error.why[language.value]
  const key = plainKey(`error.${error.code}`)
  if (/^(request|source|backtest)\.invalid$/.test(error.code) && key !== null)
    return `${t(key)} (${error.message})`
  if (key !== null) return t(key)
  if (error.message !== '') return error.message
  return t('error.unexpected', { code: error.code })
}
