// Whatever the text, what is told is balanced, bounded in depth, and holds the words in order.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { walkMarkup } from '#/crawler/extract/markup-walker.ts'

/** What is told, as markup again. */
function told(text: string, xml = false): string {
  let out = ''
  walkMarkup(
    text,
    { xml },
    {
      open: (name, attributes, empty) => {
        out += `<${name}${[...attributes].map(([key, value]) => ` ${key}=${value}`).join('')}${empty ? '/' : ''}>`
      },
      close: name => {
        out += `</${name}>`
      },
      text: words => {
        out += words
      },
    },
  )
  return out
}

describe('HTML as it is', () => {
  test.each([
    ['paragraphs left open', '<p>a<p>b<div>c', '<p>a</p><p>b</p><div>c</div>'],
    ['list items left open', '<ul><li>a<li>b</ul>c', '<ul><li>a</li><li>b</li></ul>c'],
    [
      'cells left open',
      '<table><tr><td>a<td>b<tr><td>c</table>',
      '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    ],
    ['a heading left open', '<h1>a<p>b', '<h1>a</h1><p>b</p>'],
    ['a heading around a paragraph', '<h1><p>a</p></h1>', '<h1><p>a</p></h1>'],
    ['bold across blocks', '<b>a<div>b</b>c</div>', '<b>a<div>bc</div></b>'],
    [
      'a cell keeps what is outside',
      '<div><table><td>a</div>b</table>c</div>',
      '<div><table><td>ab</td></table>c</div>',
    ],
    ['stray closing tags', 'a</div></p></b>c', 'ac'],
    ['closing break', 'a</br>b', 'a<br/>b'],
    [
      'attributes of all kinds',
      '<a HREF=x class="b c" id=\'d\' href=y checked>e',
      '<a href=x class=b c id=d checked=>e</a>',
    ],
    ['entities', '&lt;&#273;&amp;amp;&nosuch;', '<đ&amp;&nosuch;'],
    ['scripts', '<script>"</p><b>"</script>a', '<script>"</p><b>"</script>a'],
    ['signs', 'a < b & c', 'a < b & c'],
  ])('%s', (_name, html, expected) => {
    expect(told(html)).toBe(expected)
  })

  test('XML: sections, self-closing tags, no rules of HTML', () => {
    expect(told('<p>a<p><![CDATA[<b>&amp;]]></p></p><x/>', true)).toBe('<p>a<p><b>&amp;</p></p><x/>')
  })
})

test('any text is told balanced and no deeper than 256', () => {
  const piece = fc.constantFrom(
    '<div>',
    '</div>',
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<td>',
    '<table>',
    '</table>',
    '<li>',
    'x',
    '<br>',
    '&amp;',
    '<',
    '>',
    '"',
    '<a b="',
    '<!--',
    '-->',
    '<script>',
    '</script>',
    '<h1>',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 400 }), fc.boolean(), (pieces, xml) => {
      const open: string[] = []
      let deepest = 0
      walkMarkup(
        pieces.join(''),
        { xml },
        {
          open: (name, _attributes, empty) => {
            if (!empty) open.push(name)
            deepest = Math.max(deepest, open.length)
          },
          close: name => expect(open.pop()).toBe(name),
          text: () => {},
        },
      )
      expect(open).toEqual([])
      expect(deepest).toBeLessThanOrEqual(256)
    }),
  )
})
