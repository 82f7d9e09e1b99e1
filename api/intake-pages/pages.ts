// The two public pages: the form of a notice with its acknowledgement, and following one. They need no script
// and hold nothing but what this request brought and the words.

import { NOTICE_LENGTHS, REQUIRED_FIELDS } from '#/incidents/intake-check.ts'
import type { NoticeContents } from '#/incidents/intake-notice.ts'
import type { Followed, Receipt } from '#/incidents/intake.ts'
import { localTimeField, showLocalTime } from '#/incidents/local-time.ts'
import { html, type Html } from './html.ts'
import { PAGE_WORDS, type PageLanguage, type PageWords } from './page-words.ts'

export const REPORT_PATH = '/bao-su-co'
export const FOLLOW_PATH = '/bao-su-co/theo-doi'
export const STYLE_PATH = '/bao-su-co/trang.css'

/** Name of the field that people do not see and programs fill in. */
export const KEPT_EMPTY = 'website'

export interface FieldError {
  readonly field: string
  readonly text: string
}

export interface ReportForm {
  readonly written: Partial<NoticeContents>
  readonly token: string
  readonly nowMs: number
  /** What concerns the whole form. */
  readonly notice?: string
  readonly errors?: readonly FieldError[]
}

const PARTS = {
  reporterPart: ['reporter', 'reporterAddress', 'contact'],
  systemPart: ['system', 'operator', 'owner'],
  incidentPart: ['description', 'detected', 'result', 'proposals'],
} as const satisfies Record<string, readonly (keyof NoticeContents)[]>
const LONG: readonly (keyof NoticeContents)[] = ['description', 'result', 'proposals']
const AUTOCOMPLETE: Partial<Record<keyof NoticeContents, string>> = {
  reporter: 'name',
  reporterAddress: 'street-address',
}

export function reportPage(language: PageLanguage, form: ReportForm): string {
  const words = PAGE_WORDS[language]
  const errors = form.errors ?? []
  const part = (name: keyof typeof PARTS): Html =>
    html`<fieldset>
      <legend>${words[name]}</legend>
      ${PARTS[name].map(field => fieldOf(field, form, words))}
    </fieldset>`
  return page(language, words.title, REPORT_PATH, {
    wrong: errors.length > 0,
    body: html`<h1>${words.title}</h1>
      <p>${words.intro}</p>
      <p class="warning">${words.warning}</p>
      <p><a href="${address(FOLLOW_PATH, language)}">${words.toFollow}</a></p>
      ${form.notice !== undefined && html`<div class="panel wrong" role="alert"><p>${form.notice}</p></div>`}
      ${errors.length > 0 && errorPanel(words, errors)}
      <form method="post" action="${address(REPORT_PATH, language)}" accept-charset="utf-8" novalidate>
        <input type="hidden" name="token" value="${form.token}" />
        ${part('reporterPart')} ${part('systemPart')} ${part('incidentPart')}
        <div class="kept-empty" aria-hidden="true">
          <label for="${KEPT_EMPTY}">${words.keptEmpty}</label>
          <input id="${KEPT_EMPTY}" name="${KEPT_EMPTY}" tabindex="-1" autocomplete="off" />
        </div>
        <button type="submit">${words.send}</button>
      </form>
      <h2>${language === 'vi' ? 'Căn cứ' : 'Grounds'}</h2>
      <p class="hint">${words.law}</p>`,
  })
}

function fieldOf(field: keyof NoticeContents, form: ReportForm, words: PageWords): Html {
  const { label, hint } = words.fields[field]
  const error = form.errors?.find(one => one.field === field)
  const isRequired = REQUIRED_FIELDS.includes(field)
  const described = [hint !== undefined && `${field}-hint`, error !== undefined && `${field}-error`]
  const attributes = html`id="${field}" name="${field}" maxlength="${NOTICE_LENGTHS[field]}"
  aria-describedby="${described.filter(Boolean).join(' ')}"${isRequired && html` aria-required="true"`}${error !== undefined && html` aria-invalid="true"`}${AUTOCOMPLETE[field] !== undefined && html` autocomplete="${AUTOCOMPLETE[field]}"`}`
  const value = form.written[field] ?? ''
  return html`<label for="${field}"
      >${label}${!isRequired && html` <span class="hint">(${words.optional})</span>`}</label
    >
    ${hint !== undefined && html`<p class="hint" id="${field}-hint">${hint}</p>`}
    ${error !== undefined && html`<p class="error" id="${field}-error">${error.text}</p>`}
    ${control(field, value, attributes, form.nowMs)}`
}

function control(field: keyof NoticeContents, value: string, attributes: Html, nowMs: number): Html {
  if (LONG.includes(field)) return html`<textarea ${attributes}>${value}</textarea>`
  if (field !== 'detected') return html`<input type="text" ${attributes} value="${value}" />`
  // A browser without such a field shows a text field; both are read.
  return html`<input type="datetime-local" ${attributes} max="${localTimeField(nowMs)}" value="${value}" />`
}

function errorPanel(words: PageWords, errors: readonly FieldError[]): Html {
  const label = (field: string): string =>
    field in words.fields ? words.fields[field as keyof NoticeContents].label : words.keptEmpty
  return html`<div class="panel wrong" role="alert">
    <p>${words.wrong}</p>
    <ul>
      ${errors.map(({ field, text }) => html`<li><a href="#${field}">${label(field)}</a>: ${text}</li>`)}
    </ul>
  </div>`
}

export function receivedPage(language: PageLanguage, receipt: Receipt): string {
  const words = PAGE_WORDS[language]
  return page(language, words.received, REPORT_PATH, {
    body: html`<h1>${words.received}</h1>
      <p>${acknowledgement(language, receipt)}</p>
      <div class="panel">
        <p id="code-label">${words.codeLabel}</p>
        <p class="code" aria-labelledby="code-label">${receipt.code}</p>
      </div>
      <p>${words.keepCode}</p>
      <p><a href="${address(FOLLOW_PATH, language)}">${words.toFollow}</a></p>
      <p><a href="${address(REPORT_PATH, language)}">${words.toReport}</a></p>`,
  })
}

/** The sentence with which a notice is acknowledged, Circular 20/2017 art. 10. */
export function acknowledgement(language: PageLanguage, { number, receivedAt }: Receipt): string {
  return PAGE_WORDS[language].receivedText
    .replace('{number}', number)
    .replace('{time}', showLocalTime(receivedAt))
}

export interface FollowForm {
  readonly code: string
  readonly followed?: Followed
  readonly notice?: string
  readonly error?: string
  /** What was being added. */
  readonly text?: string
}

export function followPage(language: PageLanguage, form: FollowForm): string {
  const words = PAGE_WORDS[language]
  const action = address(FOLLOW_PATH, language)
  const { followed } = form
  const ask = html`<form method="post" action="${action}" accept-charset="utf-8">
    <label for="code">${words.codeField}</label>
    <p class="hint" id="code-hint">${words.codeHint}</p>
    ${form.error !== undefined && followed === undefined && html`<p class="error" id="code-error" role="alert">${form.error}</p>`}
    <input
      type="text"
      id="code"
      name="code"
      maxlength="80"
      autocomplete="off"
      autocapitalize="characters"
      spellcheck="false"
      required
      aria-describedby="code-hint${form.error !== undefined && ' code-error'}"
      value="${followed === undefined && form.code}"
    />
    <button type="submit">${words.look}</button>
  </form>`
  return page(language, words.followTitle, FOLLOW_PATH, {
    wrong: form.error !== undefined,
    body: html`<h1>${words.followTitle}</h1>
      ${form.notice !== undefined && html`<div class="panel" role="status"><p>${form.notice}</p></div>`}
      ${
        followed === undefined
          ? html`<p>${words.followIntro}</p>
              ${ask}`
          : standing(language, form, followed)
      }
      <p><a href="${address(REPORT_PATH, language)}">${words.toReport}</a></p>`,
  })
}

function standing(language: PageLanguage, form: FollowForm, { notice, standing }: Followed): Html {
  const words = PAGE_WORDS[language]
  const [vietnamese, english] = standing.words
  return html`<h2>${words.standing}</h2>
    <div class="panel">
      <p><strong>${language === 'vi' ? vietnamese : english}</strong></p>
      <p>${words.number}: ${notice.number}<br />${words.receivedAt}: ${showLocalTime(notice.receivedAt)}</p>
    </div>
    ${
      notice.publicReason !== '' &&
      html`<h2>${words.outcome}</h2>
        <p class="message">${notice.publicReason}</p>`
    }
    ${
      notice.messages.length > 0 &&
      html`<h2>${words.messages}</h2>
        <ol class="messages">
          ${notice.messages.map(
            ({ at, by, text }) =>
              html`<li class="${by === null ? 'panel' : 'panel ours'}">
                <p class="hint">
                  ${by === null ? words.fromReporter : words.fromCentre} · ${showLocalTime(at)}
                </p>
                <p class="message">${text}</p>
              </li>`,
          )}
        </ol>`
    }
    <form method="post" action="${address(FOLLOW_PATH, language)}" accept-charset="utf-8">
      <input type="hidden" name="code" value="${form.code}" />
      <label for="text">${words.addField}</label>
      ${form.error !== undefined && html`<p class="error" id="text-error" role="alert">${form.error}</p>`}
      <textarea id="text" name="text" maxlength="4000" required>${form.text}</textarea>
      <button type="submit" name="add" value="1">${words.add}</button>
    </form>`
}

function address(path: string, language: PageLanguage): string {
  return language === 'vi' ? path : `${path}?lang=en`
}

/** A tower, drawn; in the page itself, so that nothing more is fetched. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cpath fill=%22%230b57a4%22 d=%22M4 2h8v4h-1l1 9H4l1-9H4z%22/%3E%3C/svg%3E'

function page(
  language: PageLanguage,
  title: string,
  path: string,
  { body, wrong = false }: { readonly body: Html; readonly wrong?: boolean },
): string {
  const words = PAGE_WORDS[language]
  const other: PageLanguage = language === 'vi' ? 'en' : 'vi'
  const mark = wrong ? (language === 'vi' ? 'Chưa được: ' : 'Not yet: ') : ''
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${mark}${title}</title>
        <link rel="icon" href="${ICON}" />
        <link rel="stylesheet" href="${STYLE_PATH}" />
      </head>
      <body>
        <header>
          <strong>Tháp canh</strong>
          <a href="${address(path, other)}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>
        </header>
        <main>${body}</main>
        <footer></footer>
      </body>
    </html> `.text
}
