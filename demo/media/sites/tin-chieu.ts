// "Tin Chiều Sông Mây": a site from before CSS. Section lists with pages, layout by tables, fonts by tags,
// windows-1258 that only the document names, and old articles in the encodings of fonts: TCVN3, VISCII, VNI.
// Two pages have a header that names the wrong encoding.

import type { InventedText } from '../invented-text.ts'
import { encodeLegacy, type LegacyEncoding } from '../legacy-encodings.ts'
import { escapeMarkup, linked, oldSystemTime } from '../markup.ts'
import { type MediaSite, newest, plainReply, type SiteReply, type SiteRequest } from '../site.ts'

const NAME = 'Tin Chiều Sông Mây'
const PER_PAGE = 8

/** Articles in an encoding of fonts; all others are windows-1258. */
const FONT_ENCODINGS: Readonly<Record<string, LegacyEncoding>> = {
  tc21: 'tcvn3',
  tc22: 'tcvn3',
  tc23: 'viscii',
  tc24: 'vni',
  tc25: 'vni',
}
const FONTS: Readonly<Record<LegacyEncoding, string>> = {
  'windows-1258': 'Times New Roman',
  tcvn3: '.VnTime',
  viscii: 'VI Times',
  vni: 'VNI-Times',
}
/** Articles whose header says UTF-8 though the bytes are windows-1258. */
export const WRONG_HEADERS: readonly string[] = ['tc05', 'tc12']

/** Encoding of an article's page. */
export function encodingOf(text: Pick<InventedText, 'id'>): LegacyEncoding {
  return FONT_ENCODINGS[text.id] ?? 'windows-1258'
}

export const tinChieu: MediaSite = {
  id: 'tin-chieu',
  name: NAME,
  validators: 'modified',
  pathOf,
  answer(request) {
    const { path, query, texts } = request
    if (path === '/robots.txt') return plainReply('User-agent: *\nDisallow: /admin.asp\nDisallow: /gopy\n')
    if (path === '/' || path === '/muc.asp') return list(request, Number(query.get('trang') ?? 1))
    const text = path === '/doc.asp' ? texts.find(text => text.id === query.get('id')) : undefined
    return text && article(text, texts)
  },
}

function pathOf(text: InventedText): string {
  return `/doc.asp?id=${text.id}`
}

function list({ texts }: SiteRequest, page: number): SiteReply | undefined {
  const pages = Math.ceil(texts.length / PER_PAGE)
  if (!Number.isInteger(page) || page < 1 || page > Math.max(pages, 1)) return undefined
  const rows = texts.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(
    text => `<TR><TD width=60><img src="anh/${text.id}.gif" width=60></TD>
<TD><A class=tua HREF="${pathOf(text)}"><B>${escapeMarkup(text.title)}</B></A><BR><font size=1>(${oldSystemTime(text.publishedAt)})</font></TD></TR>`,
  )
  const links = [
    page > 1 && `<A HREF="/muc.asp?trang=${page - 1}">Trang trước</A>`,
    page < pages && `<A class=sau HREF="/muc.asp?trang=${page + 1}">Trang sau</A>`,
  ].filter(Boolean)
  const body = `<TABLE border=0 cellpadding=4>${rows.join('\n')}</TABLE><P align=right>${links.join(' | ')}`
  return reply(NAME, body, 'windows-1258', 'text/html', newest(texts))
}

function article(text: InventedText, texts: readonly InventedText[]): SiteReply {
  const encoding = encodingOf(text)
  const wrong = WRONG_HEADERS.includes(text.id)
  // A page in the encoding of a font carries no titles of others: they need letters that it lacks.
  const others =
    encoding === 'windows-1258'
      ? texts
          .filter(other => other.publishedAt < text.publishedAt)
          .slice(0, 5)
          .map(other => `<LI><A HREF="${pathOf(other)}">${escapeMarkup(other.title)}</A>`)
          .join('\n')
      : ''
  const body = `<TABLE width="100%"><TR><TD class=tieude><font face="${FONTS[encoding]}" size=5 color=navy>${escapeMarkup(text.title)}</font></TD></TR>
<TR><TD class=ngay><font size=1>${oldSystemTime(text.publishedAt)}</font></TD></TR>
<TR><TD class=noidung><font face="${FONTS[encoding]}" size=3>
${text.paragraphs.map(each => `<P align=justify>${linked(each)}`).join('\n')}
</font></TD></TR>
<TR><TD class=tacgia align=right><font face="${FONTS[encoding]}"><B>${escapeMarkup(text.by)}</B></font></TD></TR></TABLE>
<UL>${others}</UL>`
  return reply(text.title, body, encoding, wrong ? 'text/html; charset=utf-8' : 'text/html', text.publishedAt)
}

function reply(
  title: string,
  body: string,
  encoding: LegacyEncoding,
  contentType: string,
  modifiedAt: number | null,
): SiteReply {
  const meta =
    encoding === 'windows-1258'
      ? '<META http-equiv="Content-Type" content="text/html; charset=windows-1258">'
      : ''
  const html = `<HTML><HEAD>${meta}
<TITLE>${escapeMarkup(title)}</TITLE></HEAD>
<BODY bgcolor=white text=black>
<TABLE width=760 align=center border=0><TR><TD colspan=2 bgcolor="#003366"><A HREF="/"><font color=white>TIN</font></A>
<A HREF="/admin.asp"><font color=white>Admin</font></A></TD></TR>
<TR><TD width=140 valign=top><A HREF="/muc.asp">Tin trong ngày</A><BR><A HREF="/gopy.asp">Thư bạn</A></TD><TD valign=top>
${body}
</TD></TR></TABLE>
</BODY></HTML>`
  return { kind: 'document', contentType, body: encodeLegacy(html, encoding), modifiedAt }
}
