// `thapcanh report KIND … --out FILE`: a document, filled with what is known, in the format of the file's ending.
// A running platform builds it; otherwise the data folder's files are read. Nothing is kept, nothing is signed:
// that is done in the console. A period without incidents gives a report that says so.

import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { FormId } from '#/kernel/form.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'
import type { About } from '#/reports/fill/fill.ts'
import { formOf, isFormId } from '#/reports/forms/all-forms.ts'
import { openFields } from '#/reports/document.ts'
import { parsePeriod } from '#/reports/period.ts'
import { FORMATS, renderDocument, type Format } from '#/reports/render/render.ts'
import type { Io } from './io.ts'
import { openLocalDocuments, type LocalDocuments } from './local-documents.ts'
import { findRunningPlatform } from './running-platform.ts'

/** Short names of the periodic reports; every form can also be named by its id. */
const KINDS: Readonly<Record<string, FormId>> = {
  daily: 'bao-cao-ngay',
  weekly: 'bao-cao-tuan',
  'half-year': 'bao-cao-06-thang',
  yearly: 'mau-08',
  pilot: 'tien-do-thi-diem',
  'media-weekly': 'diem-tin-tuan',
  'media-daily': 'diem-tin-ngay',
  media: 'diem-tin',
}

const USAGE = `report: name a kind: ${Object.keys(KINDS).join(', ')}, mau-05, mau-01, mau-08, or incident CODE`

interface Wanted {
  readonly form: FormId
  readonly incident: string | undefined
  readonly period: string | undefined
  readonly format: Format
  readonly sources: boolean
}

/** Prints `{"form","file","bytes","openFields"}`; exit 0 when the file is written, 2 for bad input. */
export async function report(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      form: { type: 'string' },
      period: { type: 'string' },
      sources: { type: 'boolean', default: false },
      data: { type: 'string' },
      config: { type: 'string' },
    },
  })
  const out = values.out
  if (out === undefined)
    throw bad('report: --out FILE is missing; its ending chooses .docx, .pdf, .html or .xlsx')
  const wanted: Wanted = {
    ...whatOf(positionals, values.form),
    period: values.period,
    format: formatOf(out),
    sources: values.sources,
  }
  checkPeriod(wanted)
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const running = await findRunningPlatform(dataDirectory)
  const say = (text: string): void => void io.stderr.write(`report: ${text}\n`)
  let bytes: Buffer
  let open: readonly string[] | undefined
  if (running === undefined) {
    await using local = await openLocalDocuments(dataDirectory, values.config, say)
    const built = await buildLocally(local, wanted)
    bytes = built.bytes
    open = built.open
  } else bytes = await askPlatform(running, wanted)
  try {
    await writeFile(out, bytes)
  } catch (error) {
    throw bad(`report: ${out} cannot be written: ${(error as Error).message}`, error)
  }
  const told = { form: wanted.form, file: out, bytes: bytes.length }
  io.stdout.write(`${JSON.stringify(open === undefined ? told : { ...told, openFields: open })}\n`)
  return 0
}

function bad(message: string, cause?: unknown): Permanent {
  return new Permanent('report.unusable', message, cause === undefined ? {} : { cause })
}

function whatOf(positionals: readonly string[], form: string | undefined): Pick<Wanted, 'form' | 'incident'> {
  const [kind, code, ...more] = positionals
  if (kind === undefined || more.length > 0) throw bad(USAGE)
  if (kind === 'incident') {
    const id = form ?? 'mau-03'
    if (code === undefined) throw bad('report incident: name its code, like 2026-0001')
    if (!isFormId(id) || formOf(id).scope !== 'incident')
      throw bad(`report incident: --form ${id} is no form about an incident`)
    return { form: id, incident: code }
  }
  const id = Object.hasOwn(KINDS, kind) ? KINDS[kind]! : kind
  if (!isFormId(id) || formOf(id).scope !== 'period' || code !== undefined || form !== undefined)
    throw bad(USAGE)
  return { form: id, incident: undefined }
}

function formatOf(out: string): Format {
  const ending = extname(out).slice(1).toLowerCase()
  const format = FORMATS.find(one => one === ending)
  if (format === undefined) throw bad(`report: ${out} must end in .docx, .pdf, .html or .xlsx`)
  return format
}

function checkPeriod({ period, incident }: Wanted): void {
  if (period === undefined) return
  if (incident !== undefined) throw bad('report incident: --period is for periodic reports')
  if (parsePeriod(period) === undefined)
    throw bad(
      `report: --period ${period}: write 2026-11-21, 2026-W47, 2026-11, 2026-H2, 2026, or FROM..TO of days or months`,
    )
}

async function buildLocally(
  { desk, state }: LocalDocuments,
  { form, incident, period, format, sources }: Wanted,
): Promise<{ readonly bytes: Buffer; readonly open: readonly string[] }> {
  let about: About
  if (incident === undefined) {
    about = {
      kind: 'period',
      period: period === undefined ? desk.period(form) : parsePeriod(period)!,
    }
  } else {
    const found = state.incidents({ text: incident, limit: 100 }).incidents
    const named = found.find(({ code }) => code === incident)?.id ?? state.incident(incident)?.id
    if (named === undefined) throw bad(`report: there is no incident ${incident}`)
    about = { kind: 'incident', incidentId: named }
  }
  const document = await desk.build(form, about)
  if (document === undefined) throw bad(`report: there is no incident ${incident}`)
  const bytes = await renderDocument(document, format, { dateMs: systemClock.now(), sources })
  return { bytes, open: openFields(document).map(({ label }) => label) }
}

async function askPlatform(
  { url, localToken }: RunningFile,
  { form, incident, period, format, sources }: Wanted,
): Promise<Buffer> {
  const address = new URL(`/api/report.${format}`, url)
  address.searchParams.set('form', form)
  if (incident !== undefined) address.searchParams.set('incident', incident)
  if (period !== undefined) address.searchParams.set('period', period)
  if (sources) address.searchParams.set('sources', 'yes')
  const answer = await fetch(address, { headers: { authorization: `Bearer ${localToken}` } }).catch(
    (error: unknown) => {
      throw new Retryable('store.failed', `The running platform at ${url} does not answer.`, { cause: error })
    },
  )
  if (answer.ok) return Buffer.from(await answer.arrayBuffer())
  const reason = `The platform at ${url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`
  throw answer.status < 500 ? bad(reason) : new Retryable('store.failed', reason)
}
