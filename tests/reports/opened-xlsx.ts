// An XLSX opened again: its sheets as XML, and all of its text.

import { unzipSync } from 'fflate'

export interface OpenedSheet {
  readonly name: string
  readonly xml: string
}

export function openXlsx(bytes: Buffer): { sheets: readonly OpenedSheet[]; text: string } {
  const files = unzipSync(bytes)
  const part = (name: string): string => new TextDecoder('utf-8', { fatal: true }).decode(files[name])
  const names = [...part('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(found => found[1]!)
  const sheets = names.map((name, at) => ({ name, xml: part(`xl/worksheets/sheet${at + 1}.xml`) }))
  const strings = Object.keys(files).includes('xl/sharedStrings.xml') ? part('xl/sharedStrings.xml') : ''
  return { sheets, text: strings + sheets.map(({ xml }) => xml).join('') }
}
