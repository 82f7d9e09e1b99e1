// The documents speak of files that exist: every relative link, and every file of ours they name in code marks.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort()

/** Targets of links and pictures that lead to a file of this repository. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(found => found[1]!)
    .filter(target => !/^(?:[a-z]+:|#)/.test(target))
    .map(target => target.replace(/#.*$/, ''))
}

/** Paths of the kind `folder/file.ts`, also inside drawings; only with a folder, so that `x.log` is none. */
function filesOf(text: string): string[] {
  return [...text.matchAll(/(?<![\w/.@-])(?:[a-z][\w-]*\/)+[\w.*-]+\.(?:ts|tsx|mjs|cnf|yaml|json)\b/g)]
    .map(found => found[0])
    .filter(path => !path.startsWith('data/'))
}

test('there are documents', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'README.vi.md', 'docs/architecture.md']))
})

describe.each(documents)('%s', document => {
  const text = readFileSync(join(root, document), 'utf8')

  test('links to files that exist', () => {
    const missing = linksOf(text).filter(link => !existsSync(join(root, dirname(document), link)))
    expect(missing).toEqual([])
  })

  test('names files that exist', () => {
    const missing = filesOf(text).filter(path => globSync(path, { cwd: root }).length === 0)
    expect(missing).toEqual([])
  })
})

test.each([
  ['a link', '[x](docs/a.md#b) [y](https://example.com) [z](#c)', ['docs/a.md'], []],
  ['a file', 'see `cli/start.ts`, x.log, `data/run.json`', [], ['cli/start.ts']],
  ['a pattern', '1 collectors/listeners/*.ts   bytes', [], ['collectors/listeners/*.ts']],
])('finds %s', (_name, text, links, files) => {
  expect({ links: linksOf(text), files: filesOf(text) }).toEqual({ links, files })
})
