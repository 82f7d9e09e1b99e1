// Text as people search it: without case and without Vietnamese marks, so that `do thi` finds `Đô thị`.

/** Lower case, marks stripped, đ as d. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}
