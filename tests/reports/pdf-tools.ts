// Reads a PDF with poppler's tools, as any reader would.

import { spawnSync } from 'node:child_process'

function run(tool: string, args: readonly string[], pdf: Buffer): string {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { input: pdf, maxBuffer: 64e6 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${tool}: ${stderr.toString()}`)
  return stdout.toString('utf8')
}

export const hasPdfTools = spawnSync('pdftotext', ['-v']).error === undefined

/** Text of each page, blanks squeezed. */
export function pdfPages(pdf: Buffer): readonly string[] {
  const pages = run('pdftotext', ['-raw', '-', '-'], pdf).split('\f').slice(0, -1)
  return pages.map(page => page.replace(/[ \n]+/g, ' '))
}

/** Text of the pages, blanks squeezed. */
export function pdfText(pdf: Buffer): string {
  return run('pdftotext', ['-raw', '-', '-'], pdf).replace(/[ \n\f]+/g, ' ')
}

export function pdfInfo(pdf: Buffer): string {
  return run('pdfinfo', ['-'], pdf)
}

/** A line a font: name, type, embedded, subset, has a map to Unicode. */
export function pdfFonts(pdf: Buffer): readonly string[] {
  return run('pdffonts', ['-'], pdf).trim().split('\n').slice(2)
}
