// Feeds as newspapers really send them.

import { describe, expect, test } from 'vitest'
import { parseFeed } from '#/crawler/extract/parse-feed.ts'
import { parseSitemap } from '#/crawler/extract/parse-sitemap.ts'

const NOW = Date.parse('2026-06-22T10:00:00+07:00')
const URL_OF_FEED = 'https://tin.example.com/rss/moi.rss'
const read = (text: string) => parseFeed(text, URL_OF_FEED, NOW)
const details = (text: string): readonly string[] => read(text).problems.map(problem => problem.detail)
const link = (over: object) => ({
  url: 'https://tin.example.com/a.html',
  title: null,
  published: null,
  author: null,
  summary: null,
  ...over,
})

describe('each kind of feed', () => {
  test.each([
    [
      'RSS 2.0 with dc and content',
      `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
      <title>Tin mới</title><link>https://tin.example.com</link><atom:link href="${URL_OF_FEED}" rel="self"/>
      <item><title><![CDATA[Nước dâng & rút]]></title><link>https://tin.example.com/a.html#x</link>
      <dc:creator>Văn Thí</dc:creator><pubDate>Mon, 22 Jun 2026 08:15:00 +0700</pubDate>
      <description><![CDATA[<a href="x"><img src="y"></a><br>Sáng nay <b>nước</b> dâng.]]></description>
      <content:encoded>dài</content:encoded></item></channel></rss>`,
      {
        title: 'Nước dâng & rút',
        author: 'Văn Thí',
        published: NOW - 105 * 60_000,
        summary: 'Sáng nay nước dâng.',
      },
    ],
    [
      'Atom',
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tin.example.com/"><entry><title type="html">Nước &amp;lt;dâng&amp;gt;</title>
      <link rel="replies" href="r"/><link rel="alternate" href="a.html"/><id>tag:example.com,2026:1</id>
      <author><name>Văn Thí</name><email>thi@example.com</email></author>
      <updated>2026-06-22T02:00:00Z</updated><published>2026-06-22T01:15:00Z</published>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Một</p><p>hai</p></div></content></entry></feed>`,
      { title: 'Nước <dâng>', author: 'Văn Thí', published: NOW - 105 * 60_000, summary: 'Một hai' },
    ],
    [
      'RSS 1.0',
      `<rdf:RDF xmlns:rdf="x"><channel><title>Tin</title></channel><item rdf:about="https://tin.example.com/a.html">
      <title>Nước dâng</title><link>https://tin.example.com/a.html</link><dc:date>2026-06-22T08:15:00+07:00</dc:date></item></rdf:RDF>`,
      { title: 'Nước dâng', published: NOW - 105 * 60_000 },
    ],
    [
      'RSS 0.91 with relative links and a Vietnamese date',
      `<rss version="0.91"><channel><item><title>Nước d&#226;ng</title><link>/a.html</link><pubDate>22/6/2026 8:15:00 SA</pubDate></item></channel></rss>`,
      { title: 'Nước dâng', published: NOW - 105 * 60_000 },
    ],
    [
      'only a guid; an author as RSS wants it; media',
      `<rss><channel><item><media:title>Nước dâng</media:title><guid isPermaLink="true">https://tin.example.com/a.html</guid>
      <author>thi@example.com (Văn Thí)</author><media:description>Ảnh ngập</media:description></item></channel></rss>`,
      { title: 'Nước dâng', author: 'Văn Thí', summary: 'Ảnh ngập' },
    ],
    [
      'bare ampersands, text escaped twice, and tags in capitals',
      `<RSS><CHANNEL><ITEM><TITLE>C&A mở cửa &amp;amp; &amp;#273;&amp;oacute;ng</TITLE><LINK>https://tin.example.com/a.html?x=1&y=2</LINK></ITEM></CHANNEL></RSS>`,
      { url: 'https://tin.example.com/a.html?x=1&y=2', title: 'C&A mở cửa & đóng' },
    ],
    [
      'junk before the declaration',
      `\ufeff\n\n<?xml version="1.0"?><rss><channel><item><title>Nước</title><link>\n https://tin.example.com/a.html \n</link></item></channel></rss>`,
      { title: 'Nước' },
    ],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual({ links: [link(expected)], problems: [] })
  })
})

describe('what is wrong with a feed is told', () => {
  const item = '<item><title>Nước</title><link>https://tin.example.com/a.html</link></item>'
  test.each([
    [
      'a page instead',
      '<!DOCTYPE html><html><body>Không tìm thấy</body></html>',
      ['a web page stands where a feed should be'],
      0,
    ],
    ['words', 'Not found', ['neither RSS nor Atom'], 0],
    ['nothing', '', ['neither RSS nor Atom'], 0],
    [
      'broken off between entries',
      `<rss><channel>${item}<item><title>Rút`,
      ['the feed breaks off in the middle of an entry'],
      1,
    ],
    [
      'broken off after an address',
      `<rss><channel>${item}<item><link>/b.html</link><title>Rú`,
      ['the feed breaks off in the middle of an entry'],
      2,
    ],
    [
      'entries without address',
      `<rss><channel>${item}<item><title>x</title></item><item><link>javascript:1</link></item></channel></rss>`,
      ['2 of 3 entries have no address that can be read'],
      1,
    ],
    [
      'times that cannot be read',
      `<rss><channel><item><link>/a</link><pubDate>hôm nọ</pubDate></item></channel></rss>`,
      ['1 of 1 entries have a time that cannot be read'],
      1,
    ],
    ['the same twice', `<rss><channel>${item}${item}</channel></rss>`, [], 1],
    ['no entries', '<rss><channel><title>Tin</title></channel></rss>', [], 0],
  ])('%s', (_name, text, problems, links) => {
    expect(details(text)).toEqual(problems)
    expect(read(text).links).toHaveLength(links)
  })

  test('with its place and code', () => {
    expect(read('x').problems).toEqual([
      { code: 'feed.malformed', where: URL_OF_FEED, detail: 'neither RSS nor Atom' },
    ])
  })

  test('the author is a name and never an address', () => {
    const of = (author: string) =>
      read(`<rss><channel><item><link>/a</link><author>${author}</author></item></channel></rss>`).links[0]
        ?.author
    expect([of('thi@example.com'), of('Thí thi@example.com'), of('Văn Thí')]).toEqual([
      null,
      'Thí',
      'Văn Thí',
    ])
  })
})

describe('sitemaps', () => {
  const map = (text: string) => parseSitemap(text, 'https://tin.example.com/sitemap.xml', NOW)

  test('an index: newest first', () => {
    const found = map(`<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2026-06-01</lastmod></sitemap>
      <sitemap><loc>https://tin.example.com/s2.xml</loc><lastmod>2026-06-21T10:00:00+07:00</lastmod></sitemap></sitemapindex>`)
    expect(found.sitemaps.map(sitemap => sitemap.url)).toEqual([
      'https://tin.example.com/s2.xml',
      'https://tin.example.com/s1.xml',
    ])
    expect({ links: found.links, problems: found.problems }).toEqual({ links: [], problems: [] })
  })

  test('addresses with news and pictures', () => {
    const { links, problems } =
      map(`<urlset xmlns:news="n" xmlns:image="i"><url><loc>https://tin.example.com/a.html?x=1&amp;y=2</loc>
      <image:image><image:loc>https://tin.example.com/a.jpg</image:loc></image:image><lastmod>2026-06-22</lastmod>
      <news:news><news:publication_date>2026-06-22T08:15:00+07:00</news:publication_date><news:title>Nước &amp; rác</news:title></news:news></url></urlset>`)
    expect(links).toEqual([
      link({
        url: 'https://tin.example.com/a.html?x=1&y=2',
        title: 'Nước & rác',
        published: NOW - 105 * 60_000,
      }),
    ])
    expect(problems).toEqual([])
  })

  test.each([
    ['a text file', 'https://tin.example.com/a\nhttps://tin.example.com/b\n\n', 2, []],
    ['a text file with other lines', 'https://tin.example.com/a\nxin chào\n', 1, ['1 lines hold no address']],
    [
      'broken off',
      '<urlset><url><loc>/a</loc></url><url><loc>/b</lo',
      1,
      ['the sitemap breaks off in the middle of an entry'],
    ],
    ['a page instead', '<html><body>404</body></html>', 0, ['neither a sitemap nor an index of sitemaps']],
    [
      'no address',
      '<urlset><url><loc>ftp://x</loc></url></urlset>',
      0,
      ['1 entries have no address that can be read'],
    ],
  ])('%s', (_name, text, links, problems) => {
    const found = map(text)
    expect(found.links).toHaveLength(links)
    expect(found.problems.map(problem => problem.detail)).toEqual(problems)
  })
})
