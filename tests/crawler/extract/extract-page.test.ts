// Pages of several makes, invented: input and what must come of it as pairs of files, and single rules as tables.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { extractPage, type ExtractOptions } from '#/crawler/extract/extract-page.ts'
import { selectorProblem } from '#/crawler/extract/site-selection.ts'
import type { SiteSelectors } from '#/kernel/media-source.ts'

const GOLDEN = join(import.meta.dirname, '../../golden/pages')
const NOW = Date.parse('2026-06-22T10:00:00+07:00')
const HERE: ExtractOptions = { url: 'https://tin.example.com/a/b.html', nowMs: NOW }
const PARAGRAPHS = [
  'Sáng nay nước dâng trên đường Ví Dụ, nhiều xe chết máy và người dân phải dắt bộ qua đoạn ngập.',
  'Ông Lê Văn Thử, tổ trưởng tổ 5, nói nước rút chậm vì cống bị rác lấp từ đợt mưa trước đó.',
  'Phòng quản lý đô thị hẹn thông cống trong tuần và sẽ báo lại cho bà con trước thứ sáu.',
]
const ARTICLE = PARAGRAPHS.map(text => `<p>${text}</p>`).join('\n')
const TEXT = PARAGRAPHS.join('\n\n')

interface Golden {
  readonly options: {
    readonly url: string
    readonly now: string
    readonly withComments: boolean
    readonly selectors: SiteSelectors
  }
  readonly page: unknown
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

test.each(readdirSync(GOLDEN))('page %s', name => {
  const html = readFileSync(join(GOLDEN, name, 'input.html'), 'utf8')
  const { options, page } = JSON.parse(readFileSync(join(GOLDEN, name, 'expected.json'), 'utf8')) as Golden
  const read = extractPage(html, { ...options, nowMs: Date.parse(options.now) })
  expect({
    ...read,
    text: read.text.split('\n'),
    published: iso(read.published),
    comments: read.comments.map(comment => ({ ...comment, published: iso(comment.published) })),
  }).toEqual(page)
})

describe('a headline stands without the name of the site', () => {
  test.each([
    ['<title>Chợ Mẫu cháy lúc rạng sáng - Báo Ví Dụ</title>', 'Chợ Mẫu cháy lúc rạng sáng'],
    ['<title>Chợ Mẫu cháy lúc rạng sáng | Xã hội | Ví Dụ Online</title>', 'Chợ Mẫu cháy lúc rạng sáng'],
    ['<title>Chợ Mẫu cháy - 3 người thoát nạn</title>', 'Chợ Mẫu cháy - 3 người thoát nạn'],
    ['<title>Chợ Mẫu cháy - Nhiều người nhắn tin vui</title>', 'Chợ Mẫu cháy - Nhiều người nhắn tin vui'],
    ['<title>Nước sông lên nhanh - Báo động cấp ba</title>', 'Nước sông lên nhanh - Báo động cấp ba'],
    [
      '<title>Chợ Mẫu cháy - Trang trại bên cạnh thiệt hại</title>',
      'Chợ Mẫu cháy - Trang trại bên cạnh thiệt hại',
    ],
    ['<title>Thư xin lỗi - Cổng thông tin điện tử phường Ví Dụ</title>', 'Thư xin lỗi'],
    ['<title>Chợ Mẫu cháy » Tin Example</title>', 'Chợ Mẫu cháy'],
    ['<title>Chợ Mẫu cháy – TinPho</title><meta property="og:site_name" content="Tin Phố">', 'Chợ Mẫu cháy'],
    [
      '<title>x</title><meta property="og:title" content="Chợ Mẫu cháy &amp; đã tắt">',
      'Chợ Mẫu cháy & đã tắt',
    ],
    ['<title>Báo Ví Dụ</title><h1>Chợ Mẫu cháy lúc rạng sáng</h1>', 'Chợ Mẫu cháy lúc rạng sáng'],
    ['<title>Chợ Mẫu cháy | Báo</title><h1>BÁO</h1><h1>Chợ Mẫu cháy</h1>', 'Chợ Mẫu cháy'],
    ['', ''],
  ])('%s', (head, title) => {
    expect(extractPage(`${head}${ARTICLE}`, HERE).title).toBe(title)
  })
})

describe('the canonical address is of the same site', () => {
  test.each([
    ['<link rel="canonical" href="/x.html#top">', 'https://tin.example.com/x.html'],
    ['<link rel="canonical" href="https://www.example.com/x">', 'https://www.example.com/x'],
    ['<link rel="canonical" href="https://example.net/x">', null],
    [
      '<link rel="canonical" href="https://example.net/x"><meta property="og:url" content="/y">',
      'https://tin.example.com/y',
    ],
    ['<link rel="canonical" href="javascript:alert(1)">', null],
    [
      '<base href="https://tin.example.com/c/"><link rel="canonical" href="d">',
      'https://tin.example.com/c/d',
    ],
  ])('%s', (head, canonicalUrl) => {
    expect(extractPage(head + ARTICLE, HERE).canonicalUrl).toBe(canonicalUrl)
  })
})

describe('what surrounds an article is not its text', () => {
  test.each([
    [
      'a heading and its list of links',
      '<h3>Tin liên quan</h3><ul><li><a href="/1">Một bài khác ở đây</a></li><li><a href="/2">Bài khác nữa ở kia</a></li></ul>',
    ],
    ['a line that leads elsewhere', '<p>Đọc thêm: <a href="/1">Vì sao cống đầy rác</a></p>'],
    ['a line that is one link', '<p><a href="/1">Vì sao cống nào cũng đầy rác</a></p>'],
    ['a bar for sharing', '<div class="article-share"><span>Chia sẻ</span> <span>Facebook</span></div>'],
    [
      'advertising',
      '<div id="quang-cao"><p>Giảm giá năm mươi phần trăm, mua ngay kẻo hết phần của bạn.</p></div>',
    ],
    ['a caption', '<figure><img src="x"><figcaption>Nước ngập đến yên xe.</figcaption></figure>'],
    ['where a picture comes from', '<p>Ảnh: Văn Thí</p>'],
    [
      'a box about the author',
      '<div class="author-box"><p>Thí viết về đô thị từ năm 2010 và sống ở phường Ví Dụ.</p></div>',
    ],
    ['what is hidden', '<p style="display: none">Chữ không ai thấy trên trang này cả.</p>'],
    ['scripts', '<script>"</div></article><p>Chữ trong mã lệnh.</p>"</script>'],
  ])('%s', (_name, junk) => {
    const page = `<div class="wrap"><h1>Nước dâng trên đường Ví Dụ</h1><div class="body">${ARTICLE}${junk}</div></div>`
    expect(extractPage(page, HERE).text).toBe(TEXT)
  })

  test.each([
    'Quảng cáo sai phép trên đường Ví Dụ đã bị tháo dỡ trong đêm.',
    'Từ khóa được tìm nhiều nhất trong tuần là tên con đường này.',
    'Tin mới nhất cho biết nước đã rút hết khỏi các con hẻm.',
    'Ảnh hưởng của đợt mưa còn kéo dài đến cuối tuần, theo dự báo.',
  ])('but a sentence that begins alike is: %s', sentence => {
    expect(extractPage(`<div>${ARTICLE}<p>${sentence}</p>${ARTICLE}</div>`, HERE).text).toContain(sentence)
  })

  test('but a page whose frame is called so keeps its article', () => {
    const page = `<body class="has-sidebar"><div class="related share comments"><div class="menu"><h1>Nước dâng</h1>${ARTICLE}</div></div>`
    expect(extractPage(page, HERE).text).toBe(TEXT)
  })

  test('a time or a name inside a sentence stays', () => {
    const sentence = `<p>Lúc <span class="time">5 giờ</span>, bà <b class="author">Hoa</b> gọi cứu hộ và chờ đến gần trưa mới có người tới.</p>`
    expect(extractPage(`<div>${ARTICLE}${sentence}</div>`, HERE).text).toContain('Lúc 5 giờ, bà Hoa gọi')
  })
})

test('text is NFC, with spaces and breaks as people see them', () => {
  const decomposed = PARAGRAPHS[0]!.normalize('NFD')
  const page = `<div><p>${decomposed.replaceAll(' ', ' \n\t ')}</p><p>Dòng một&nbsp;&shy;<br>dòng&#8203; hai</p>${ARTICLE}</div>`
  expect(extractPage(page, HERE).text).toBe(`${PARAGRAPHS[0]}\n\nDòng một\ndòng hai\n\n${TEXT}`)
})

describe('the language is that of the text', () => {
  test.each([
    ['Vietnamese on a page that claims English', '<html lang="en-US">', ARTICLE, 'vi'],
    [
      'English on a page that claims Vietnamese',
      '<html lang="vi">',
      '<p>The river rose overnight and the road along it was closed to all cars until noon, officials said.</p>'.repeat(
        2,
      ),
      'en',
    ],
    ['too short to tell: what the page claims', '<html lang="vi">', '<p>OK 113</p>', 'vi'],
    ['nothing', '', '', 'und'],
  ])('%s', (_name, html, body, language) => {
    expect(extractPage(`${html}<body><div>${body}</div>`, HERE).language).toBe(language)
  })
})

describe('JSON-LD', () => {
  const withLd = (json: string): string =>
    `<script type="application/ld+json">${json}</script><div>${ARTICLE}</div>`
  test.each([
    ['a list', '[{"@type":"BlogPosting","author":["Vân","Thí"]}]', 'Vân, Thí'],
    [
      'a graph',
      '{"@graph":[{"@type":"Organization","name":"Báo"},{"@type":"ReportageNewsArticle","author":{"name":"Vân"}}]}',
      'Vân',
    ],
    [
      'a trailing comma and a raw line break',
      '{"@type":"NewsArticle","headline":"a\nb","author":{"name":"Vân"},}',
      'Vân',
    ],
    ['comments around it', '<!-- {"@type":"Article","author":"Vân"} -->', 'Vân'],
    ['beyond repair', '{"@type":"Article","author":', null],
    ['of something else', '{"@type":"Product","author":"Vân"}', null],
    ['an address instead of a name', '{"@type":"Article","author":"https://example.com/van"}', null],
  ])('%s', (_name, json, author) => {
    const page = extractPage(withLd(json), HERE)
    expect({ author: page.author, text: page.text }).toEqual({ author, text: TEXT })
  })
})

describe('selectors of a source', () => {
  test('those that cannot be read or find nothing are remarked, and the general way reads on', () => {
    const selectors = { text: 'div[', title: '.khong-co' }
    const page = extractPage(`<title>Nước dâng</title><div>${ARTICLE}</div>`, { ...HERE, selectors })
    expect({ title: page.title, text: page.text }).toEqual({ title: 'Nước dâng', text: TEXT })
    expect(page.remarks).toEqual([
      'title: the selector finds nothing',
      expect.stringMatching(/^text: the selector cannot be read/u),
    ])
  })

  test('may ask for any attribute', () => {
    const html = `<title>Nước</title><div data-vung="than">${ARTICLE}</div><p data-vung="khac">Chữ khác hẳn.</p>`
    expect(extractPage(html, { ...HERE, selectors: { text: '[data-vung=than]' } }).text).toBe(TEXT)
  })

  test.each([
    ['.a > p', /^no problem$/],
    ['p:has(> a), h1', /^no problem$/],
    ['', /empty/],
    ['div[', /cannot be read/],
    ['a'.repeat(501), /longer/],
  ])('%j is checked before it is kept', (selector, problem) => {
    expect(selectorProblem(selector) ?? 'no problem').toMatch(problem)
  })
})

describe('pages made to break readers', () => {
  test.each([
    ['an empty page', '', '', 'the page is empty'],
    ['no article', '<nav><a href="/">Trang chủ</a></nav>', '', 'nothing on the page reads like an article'],
    ['null bytes', `\0<div>${ARTICLE.replaceAll(' ', ' \0')}</div>`, TEXT, null],
    ['nesting', '<div>'.repeat(20_000) + ARTICLE, PARAGRAPHS.join(' '), null],
    [
      'tags that are never closed, closed by others',
      `${'<b>'.repeat(20_000)}${'</i>'.repeat(20_000)}</b><div>${ARTICLE}</div>`,
      PARAGRAPHS.join(' '),
      null,
    ],
    ['signs that are no tags', `<div>${ARTICLE}</div>${'<'.repeat(50_000)}`, TEXT, null],
    [
      'JSON without end',
      `<script type="application/ld+json">${'['.repeat(50_000)}</script><div>${ARTICLE}</div>`,
      TEXT,
      null,
    ],
    ['attributes without end', `<div ${'a=b '.repeat(20_000)}>${ARTICLE}</div>`, TEXT, null],
    ['a comment that is never closed', `<div>${ARTICLE}</div><!-- ${ARTICLE}`, TEXT, null],
  ])('%s', (_name, html, text, remark) => {
    const page = extractPage(html, { ...HERE, withComments: true })
    expect(page.text).toBe(text)
    expect(page.remarks).toEqual(remark === null ? [] : [remark])
  })

  test('a page over the limits is cut, and says so', () => {
    const page = extractPage(`<div>${ARTICLE}</div>${'<i>x</i>'.repeat(20_001)}`, HERE)
    expect(page.remarks).toEqual(['only the first 20000 elements are read'])
  })

  test('comments within comments are each told once', () => {
    const html = '<div class="comment-item"><p class="cmt-text">Ngập quá</p>'.repeat(100)
    const { comments } = extractPage(html, { ...HERE, withComments: true })
    expect(comments.map(comment => comment.text)).toEqual(['Ngập quá'])
  })
})
