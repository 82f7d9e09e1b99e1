// A classifier as a file: a magic line with the version of the format, the SHA-256 of what follows, and what
// follows, deflated: a JSON head, then the n-grams kept and their counts as variable-length numbers and the weights
// as steps of 16 bits. The same classifier always gives the same bytes, and scores the same after it is read again.

import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { restorerOf } from './accent-restorer.ts'
import type { AccentRestorer } from './accent-restorer.ts'
import type { Classifier, Decision } from './classifier.ts'
import { weightStep } from './linear-svm.ts'
import type { ModelCard } from './model-card.ts'
import { restoreLexicon } from './polarity-lexicon.ts'
import type { LexiconEntry, PolarityLexicon } from './polarity-lexicon.ts'
import { featureCount, restoreVectoriser } from './vectoriser.ts'
import type { VectoriserOptions } from './vectoriser.ts'

const MAGIC = 'thapcanh-model '
/** 2: with how accents are restored. */
const FORMAT = 2
const HASH_BYTES = 32

interface StoredLexicon {
  readonly terms: readonly LexiconEntry[]
  readonly bareTerms: readonly LexiconEntry[]
}

interface StoredAccents {
  readonly words: readonly (readonly [string, number])[]
  /** Three numbers a pair: places of the two words, and how often. */
  readonly pairs: readonly number[]
}

interface Head {
  readonly labels: readonly string[]
  readonly options: Omit<VectoriserOptions, 'unmetWeight'> & Partial<VectoriserOptions>
  readonly lexicons: { readonly city: StoredLexicon; readonly afinn: StoredLexicon }
  readonly accents: StoredAccents
  readonly texts: number
  readonly kept: number
  readonly biases: readonly number[]
  /** Size of one step of each label's weights. */
  readonly steps: readonly number[]
  readonly decision: Decision
  readonly card: ModelCard
}

/** Replaces the file in one go: whoever opens it sees the old model or the new one. */
export function saveModel(path: string, classifier: Classifier): void {
  const beside = `${path}.writing`
  try {
    writeFileSync(beside, encodeModel(classifier))
    renameSync(beside, path)
  } catch (error) {
    throw new Permanent(
      'model.unwritable',
      `The model file ${path} cannot be written: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}

/** Throws Permanent: `model.unreadable`, `model.damaged`, `model.newer`. */
export function openModel(path: string): Classifier {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new Permanent(
      'model.unreadable',
      `The model file ${path} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
  return decodeModel(bytes, path)
}

export function encodeModel({ labels, vectoriser, weights, accents, decision, card }: Classifier): Buffer {
  const { options, lexicons, texts, kept, holders } = vectoriser
  const steps = labels.map((_, one) => weightStep(weights.weights, labels.length, one))
  const head: Head = {
    labels,
    options,
    lexicons: { city: stored(lexicons.city), afinn: stored(lexicons.afinn) },
    accents: storedAccents(accents),
    texts,
    kept: kept.length,
    biases: Array.from(weights.biases),
    steps,
    decision,
    card,
  }
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const numbers: number[] = []
  kept.forEach((number, at) => numbers.push(number - (at === 0 ? 0 : kept[at - 1]!)))
  for (const count of holders) numbers.push(count)
  const stepped = Int16Array.from(weights.weights, (weight, at) =>
    Math.round(weight / steps[at % labels.length]!),
  )
  const body = deflateRawSync(Buffer.concat([length, json, variableLength(numbers), littleEndian(stepped)]))
  const hash = createHash('sha256').update(body).digest()
  return Buffer.concat([Buffer.from(`${MAGIC}${FORMAT}\n`), hash, body])
}

/** `where` names the file in errors. */
export function decodeModel(bytes: Buffer, where: string): Classifier {
  const body = checkedBody(bytes, where)
  const jsonLength = body.readUInt32LE(0)
  const { labels, options, lexicons, accents, texts, kept, biases, steps, decision, card } = JSON.parse(
    body.toString('utf8', 4, 4 + jsonLength),
  ) as Head
  const { numbers, end } = readVariableLength(body, 4 + jsonLength, kept * 2)
  const ngrams = numbers.subarray(0, kept)
  for (let at = 1; at < kept; at++) ngrams[at] = ngrams[at]! + ngrams[at - 1]!
  const vectoriser = restoreVectoriser(
    // A model that was trained before there was this option does without.
    { ...options, unmetWeight: options.unmetWeight ?? 0 },
    {
      city: restoreLexicon(lexicons.city.terms, lexicons.city.bareTerms),
      afinn: restoreLexicon(lexicons.afinn.terms, lexicons.afinn.bareTerms),
    },
    texts,
    ngrams,
    numbers.subarray(kept),
  )
  const weights = new Float32Array(featureCount(vectoriser) * labels.length)
  for (let at = 0; at < weights.length; at++)
    weights[at] = body.readInt16LE(end + at * 2) * steps[at % labels.length]!
  return {
    labels,
    vectoriser,
    weights: { classes: labels.length, weights, biases: Float32Array.from(biases) },
    accents: readAccents(accents),
    decision,
    card,
  }
}

function checkedBody(bytes: Buffer, where: string): Buffer {
  const damaged = (why: string): Permanent =>
    new Permanent(
      'model.damaged',
      `${where} is no whole model file: ${why}. Train it again, or take it from a backup.`,
    )
  const lineEnd = bytes.indexOf(10)
  const line = bytes.toString('latin1', 0, Math.max(0, Math.min(lineEnd, 40)))
  if (!line.startsWith(MAGIC)) throw damaged(`it does not begin with “${MAGIC.trim()}”`)
  const format = Number(line.slice(MAGIC.length))
  if (format > FORMAT)
    throw new Permanent(
      'model.newer',
      `${where} has format ${format}; this version of the program reads ${FORMAT}. Use a newer version, or train it again.`,
    )
  if (format !== FORMAT) throw damaged(`its format is “${line.slice(MAGIC.length)}”`)
  if (bytes.length > LIMITS.maxModelBytes) throw damaged(`it has more than ${LIMITS.maxModelBytes} bytes`)
  const from = lineEnd + 1 + HASH_BYTES
  const body = bytes.subarray(from)
  if (
    !createHash('sha256')
      .update(body)
      .digest()
      .equals(bytes.subarray(lineEnd + 1, from))
  )
    throw damaged('its SHA-256 does not fit')
  return inflateRawSync(body, { maxOutputLength: LIMITS.maxUnpackedModelBytes })
}

function stored({ terms, bareTerms }: PolarityLexicon): StoredLexicon {
  return { terms, bareTerms }
}

function storedAccents({ words, pairs }: AccentRestorer): StoredAccents {
  const places = new Map(Array.from(words.keys(), (word, place) => [word, place] as const))
  return {
    words: [...words],
    pairs: Array.from(pairs, ([pair, count]) => {
      const [first, second] = pair.split(' ')
      return [places.get(first!)!, places.get(second!)!, count]
    }).flat(),
  }
}

function readAccents({ words, pairs }: StoredAccents): AccentRestorer {
  const counts = new Map<string, number>()
  for (let at = 0; at < pairs.length; at += 3)
    counts.set(`${words[pairs[at]!]![0]} ${words[pairs[at + 1]!]![0]}`, pairs[at + 2]!)
  return restorerOf(new Map(words), counts)
}

/** Seven bits a byte, low ones first; the high bit says that more follow. */
function variableLength(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 5)
  let end = 0
  for (const number of numbers) {
    let rest = number
    for (; rest > 0x7f; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80
    bytes[end++] = rest
  }
  return bytes.subarray(0, end)
}

function readVariableLength(
  bytes: Buffer,
  from: number,
  count: number,
): { numbers: Uint32Array; end: number } {
  const numbers = new Uint32Array(count)
  let at = from
  for (let number = 0; number < count; number++) {
    let value = 0
    let shift = 0
    for (; bytes[at]! > 0x7f; shift += 7) value |= (bytes[at++]! & 0x7f) << shift
    numbers[number] = (value | (bytes[at++]! << shift)) >>> 0
  }
  return { numbers, end: at }
}

function littleEndian(numbers: Int16Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  numbers.forEach((number, at) => bytes.writeInt16LE(number, at * 2))
  return bytes
}
