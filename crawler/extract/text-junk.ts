// Takes out of an article, after it was read, the paragraphs that are none of its words: the headline again, dates
// and names above it, "Đọc thêm: …", lines that are one link, captions, asking for subscriptions.

import type { TextBlock } from './element-text.ts'
import { sameWords } from './page-junk.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'

/** Short paragraphs that begin so lead elsewhere. */
const LABELS =
  /^(?:[>»›→•*\s-]*)(?:xem thêm|đọc thêm|đọc tiếp|tin liên quan|bài liên quan|(?:các )?tin (?:cùng chuyên mục|khác|mới)(?:$|:)|có thể bạn quan tâm|mời (?:quý )?(?:độc giả|bạn đọc)|quảng cáo$|theo dõi (?:chúng tôi|báo)|chia sẻ(?:$|:)|bình luận(?:$|:)|từ khóa(?:$|:)|chủ đề(?:$|:)|related(?:$|:| stor| article| content| news)|read (?:more|also|next)|also read|see also|more:|more from|more on|recommended(?:$|:| for you| stories| reading)|advert(?:isement|ising)?$|story continues|continue reading|subscribe|sign up|get the latest|follow (?:us|@|\w+ on)|share (?:this|on)|click here|comments?(?:$|:)|view comments|tags?:|filed under|watch(?: now)?:|listen(?: now)?:|download:|photos?:|leia (?:também|mais)|lee también|lire aussi|mehr zum thema|topics:|download the|don['’]t miss|have a tip)/iu
/** Where a picture comes from. */
const CREDIT =
  /^\(?(?:ảnh|nguồn ảnh|ảnh minh h[oọ]a|đồ h[oọ]a|video|clip|photo|image|photograph|picture|credit|photo credit|image credit|image copyright|image caption|getty(?: images)?|©)\s*(?:$|[:：/|(]|by\s|getty|copyright)/iu
/** Of pictures in a row. */
const COUNTED = /^(?:ảnh|hình|image|photo|slide|picture)?\s*\d+\s*(?:\/|of|trên|trong)\s*\d+$/iu
const MAX_LABEL = 250
const MAX_CREDIT = 120
const MAX_DATE = 100
/** Paragraphs at either end in which dates, names and addresses stand. */
const HEAD = 6
const TAIL = 5
/** Lines that are one link go while they are few; of a collection of links they are the text. */
const MAX_LINKED_SHARE = 0.3
/** Share of a block's signs inside links from which it is a list of them. */
const LINKED_LIST = 0.6

/** The paragraphs that remain, in order. */
export function withoutTextJunk(
  blocks: readonly TextBlock[],
  title: string,
  nowMs: number,
): readonly TextBlock[] {
  const written = blocks.filter((block, at) => {
    const { text } = block
    if (text.length <= MAX_LABEL && LABELS.test(text)) return false
    if (text.length <= MAX_CREDIT && (CREDIT.test(text) || COUNTED.test(text))) return false
    if (at < HEAD && (sameWords(text, title) || isDateLine(text, nowMs) || isByline(text))) return false
    if (at >= blocks.length - TAIL && isContact(text)) return false
    return true
  })
  return withoutLinks(withoutTail(written))
}

/** A list of links at the end, and the heading over it. */
function withoutTail(blocks: readonly TextBlock[]): readonly TextBlock[] {
  let end = blocks.length
  while (end > 0 && linkedShare(blocks[end - 1]!) >= LINKED_LIST) end--
  if (end === blocks.length || end === 0) return blocks
  while (end > 0 && blocks[end - 1]!.text.length <= 60 && !/[.!?…"”]$/u.test(blocks[end - 1]!.text)) end--
  const rest = blocks.slice(0, end)
  return lengthOf(rest) >= lengthOf(blocks) / 2 ? rest : blocks
}

function linkedShare({ text, linkedLength }: TextBlock): number {
  return linkedLength / Math.max(text.replace(/\s/gu, '').length, 1)
}

function withoutLinks(blocks: readonly TextBlock[]): readonly TextBlock[] {
  const whole = lengthOf(blocks)
  const own = blocks.filter(block => !isOneLink(block))
  return whole - lengthOf(own) <= whole * MAX_LINKED_SHARE ? own : blocks
}

function lengthOf(blocks: readonly TextBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.text.length, 0)
}

function isOneLink(block: TextBlock): boolean {
  return linkedShare(block) >= 0.9 && block.text.split(/\s/u).length >= 3
}

/** A date with nothing said beside it but "Updated", a weekday, a place. */
function isDateLine(text: string, nowMs: number): boolean {
  if (text.length > MAX_DATE || parseVietnameseTime(text, nowMs) === null) return false
  const others = text.toLowerCase().match(/\p{L}{2,}/gu) ?? []
  return others.filter(word => !DATE_WORDS.has(word)).length <= 3
}

const DATE_WORDS = new Set(
  (
    'jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december ' +
    'mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday am pm est edt cst cdt mst mdt pst pdt gmt utc ' +
    'thứ hai ba tư năm sáu bảy chủ nhật ngày tháng giờ phút sa ch updated published posted last at on by cập nhật lúc đăng xuất bản'
  ).split(' '),
)

function isByline(text: string): boolean {
  return (
    text.length <= 80 &&
    /^(?:by|tác giả|người viết|thực hiện|posted by|written by)\s*:?\s+\p{Lu}/iu.test(text) &&
    !/[.!?]$/u.test(text)
  )
}

/** How to reach or follow whoever wrote it. */
function isContact(text: string): boolean {
  return (
    text.length <= MAX_LABEL &&
    /(?:^|[\s(])@\w{3,}|\S+@\S+\.\S+|twitter|facebook|instagram|hotline/iu.test(text) &&
    /follow|contact|reach|email|e-mail|theo dõi|liên hệ|twitter/iu.test(text)
  )
}
