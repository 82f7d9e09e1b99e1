// The four faces of Tinos, which has the metrics of Times New Roman and every Vietnamese letter. They are embedded
// as subsets, so that the file looks the same everywhere and for good.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export interface Style {
  readonly bold: boolean
  readonly italic: boolean
}
export type Face = 'regular' | 'bold' | 'italic' | 'bold-italic'

const FILES: Readonly<Record<Face, string>> = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  'bold-italic': '700Bold_Italic/Tinos_700Bold_Italic.ttf',
}
export const FACES = Object.keys(FILES) as readonly Face[]

const require = createRequire(import.meta.url)
const read = new Map<Face, Buffer>()

/** Where the font's file lies. */
export function fontPath(face: Face): string {
  return require.resolve(`@expo-google-fonts/tinos/${FILES[face]}`)
}

/** The font's file; read once. */
export function fontFile(face: Face): Buffer {
  let bytes = read.get(face)
  if (bytes === undefined) {
    bytes = readFileSync(fontPath(face))
    read.set(face, bytes)
  }
  return bytes
}

export function faceOf({ bold, italic }: Style): Face {
  if (bold) return italic ? 'bold-italic' : 'bold'
  return italic ? 'italic' : 'regular'
}
