// Articles of law and circulars that a rule names in its tags, ready to show: `tt31.d5.1.b` is
// "Thông tư 31/2017/TT-BTTTT, Điều 5 khoản 1 điểm b". `dd` stands for the letter đ.
// A tag of another namespace (`attack.…`, `cve.…`) is no citation.

const TEXTS: Readonly<Record<string, string>> = {
  tt03: 'Thông tư 03/2017/TT-BTTTT',
  tt12: 'Thông tư 12/2022/TT-BTTTT',
  tt20: 'Thông tư 20/2017/TT-BTTTT',
  tt31: 'Thông tư 31/2017/TT-BTTTT',
  qd05: 'Quyết định 05/2017/QĐ-TTg',
  nd85: 'Nghị định 85/2016/NĐ-CP',
  nd330: 'Nghị định 330/2026/NĐ-CP',
  nd331: 'Nghị định 331/2026/NĐ-CP',
  nd333: 'Nghị định 333/2026/NĐ-CP',
  l116: 'Luật An ninh mạng 116/2025/QH15',
}

/** The ten kinds of Mẫu số 05 of Circular 20/2017, in official order: kind 1 is at index 0. */
export const MAU05_KINDS = [
  'Từ chối dịch vụ',
  'Tấn công giả mạo',
  'Tấn công sử dụng mã độc',
  'Truy cập trái phép, chiếm quyền điều khiển',
  'Thay đổi giao diện',
  'Mã hóa phần mềm, dữ liệu, thiết bị',
  'Phá hoại thông tin, dữ liệu, phần mềm',
  'Nghe trộm, gián điệp, lấy cắp thông tin, dữ liệu',
  'Tấn công tổng hợp sử dụng kết hợp nhiều hình thức',
  'Các hình thức tấn công khác',
] as const

/** The citation of a tag; undefined when it cites nothing, the reason as Error when it cites wrongly. */
export function citationOf(tag: string): string | Error | undefined {
  const [namespace = '', ...parts] = tag.split('.')
  if (namespace === 'mau05') {
    const kind = MAU05_KINDS[Number(parts[0]) - 1]
    if (kind === undefined || parts.length !== 1) return new Error(`${tag}: mau05 has the kinds 1 to 10`)
    return `Mẫu số 05, Thông tư 20/2017/TT-BTTTT: ${kind}`
  }
  if (!Object.hasOwn(TEXTS, namespace)) return undefined
  const [article = '', clause, point, ...rest] = parts
  const valid =
    /^d\d{1,3}$/.test(article) &&
    (clause === undefined || /^\d{1,2}$/.test(clause)) &&
    (point === undefined || /^(?:[a-z]|dd)$/.test(point)) &&
    rest.length === 0
  if (!valid)
    return new Error(
      `${tag}: a citation is written ${namespace}.d5, ${namespace}.d5.1 or ${namespace}.d5.1.b`,
    )
  const words = [`${TEXTS[namespace]}, Điều ${article.slice(1)}`]
  if (clause !== undefined) words.push(`khoản ${clause}`)
  if (point !== undefined) words.push(`điểm ${point === 'dd' ? 'đ' : point}`)
  return words.join(' ')
}
