// Why a query cannot be read, in both languages: what stands there, and what was expected instead.

const PROBLEMS = {
  'term-before': ['“{}” needs something to search for before it', 'trước “{}” phải có điều kiện tìm'],
  'term-after': ['“{}” needs something to search for after it', 'sau “{}” phải có điều kiện tìm'],
  'term-right-after': [
    '“{}” needs a term right after it, without a blank; a backslash before it makes it an ordinary character',
    'ngay sau “{}” phải là điều kiện, không có khoảng trắng; đặt \\ phía trước nếu muốn tìm chính ký tự này',
  ],
  'value-expected': [
    '“{}:” needs a value right after it; * stands for any',
    'ngay sau “{}:” phải là một giá trị; * là giá trị bất kỳ',
  ],
  'field-expected': [
    '“{}” is not the name of a field; put quotation marks around text with a colon',
    '“{}” không phải tên trường; đặt văn bản có dấu hai chấm trong dấu ngoặc kép',
  ],
  'exists-field': [
    'after “_exists_:” the name of a field was expected',
    'sau “_exists_:” phải là tên một trường',
  ],
  'quote-open': [
    'the quotation mark is never closed; a " was expected before the end',
    'dấu ngoặc kép chưa đóng; thiếu dấu " trước khi hết câu',
  ],
  'quote-blank': ['a blank is missing after the quotation mark', 'thiếu khoảng trắng sau dấu ngoặc kép'],
  'quote-inside': [
    'a quotation mark in the middle of a word; put the whole value in quotation marks, or a backslash before the mark',
    'dấu ngoặc kép ở giữa từ; đặt cả giá trị trong ngoặc kép hoặc đặt \\ trước dấu này',
  ],
  'paren-open': [
    'the parenthesis is never closed; a ) was expected before the end',
    'ngoặc đơn chưa đóng; thiếu dấu ) trước khi hết câu',
  ],
  'paren-close': [
    'this parenthesis closes nothing; a backslash before “)” makes it an ordinary character',
    'dấu ngoặc này không đóng gì; đặt \\ trước “)” nếu muốn tìm chính ký tự này',
  ],
  'paren-empty': [
    'something to search for was expected between the parentheses',
    'giữa hai dấu ngoặc đơn phải có điều kiện tìm',
  ],
  'paren-inside': [
    'parentheses in the middle of a word; a blank was expected before “(”, or a backslash to make it an ordinary character',
    'ngoặc đơn ở giữa từ; trước “(” phải có khoảng trắng, hoặc đặt \\ để tìm chính ký tự này',
  ],
  'range-field': [
    'ranges and comparisons need a field before them: field:{}; a backslash before “{}” makes it an ordinary character',
    'khoảng giá trị và phép so sánh cần tên trường phía trước: trường:{}; đặt \\ trước “{}” nếu muốn tìm chính ký tự này',
  ],
  'range-end': [
    'the end of a range was expected: a word, a text in quotation marks, or * for an open end',
    'cần một đầu của khoảng: một từ, văn bản trong ngoặc kép, hoặc * nếu để mở',
  ],
  'range-to': ['TO was expected between the ends of the range', 'giữa hai đầu của khoảng phải có TO'],
  'range-close': [
    'the range is never closed; ] or } was expected after its second end',
    'khoảng giá trị chưa đóng; sau đầu thứ hai phải là ] hoặc }',
  ],
  'range-blank': ['a blank was expected after the range', 'sau khoảng giá trị phải có khoảng trắng'],
  'range-wildcard': [
    'wildcards cannot stand in the end of a range or a comparison; only * alone, as an open end of a range',
    'không dùng ký tự đại diện trong khoảng giá trị hay phép so sánh; chỉ dùng * đứng một mình làm đầu mở',
  ],
  'compare-value': ['after “{}” a value to compare with was expected', 'sau “{}” phải là giá trị để so sánh'],
  'not-understood': [
    '“~” and “^” at the end of a word are not understood (nothing is found by likeness, nothing is weighted); quotation marks make it a text',
    'không hiểu “~” và “^” ở cuối từ (không tìm gần giống, không có trọng số); đặt trong ngoặc kép để tìm đúng văn bản',
  ],
  'regex-unexpected': [
    '“{}” cannot stand here in a regular expression; a backslash makes punctuation an ordinary character',
    '“{}” không thể đứng ở đây trong biểu thức chính quy; đặt \\ để dùng dấu câu như ký tự thường',
  ],
  'regex-never-closed': [
    '“{}” is never closed in the regular expression',
    '“{}” chưa đóng trong biểu thức chính quy',
  ],
  'regex-count': [
    'a count like {2}, {2,} or {2,5} was expected; a backslash before “{” makes it an ordinary character',
    'cần số lần lặp như {2}, {2,} hoặc {2,5}; đặt \\ trước “{” nếu muốn tìm chính ký tự này',
  ],
  'regex-repeats': [
    'more than {} counted repetitions in the regular expression',
    'biểu thức chính quy lặp quá {} lần',
  ],
  'regex-class-range': [
    'a range of characters was expected to go upwards, from one character to another',
    'khoảng ký tự phải đi từ một ký tự đến ký tự đứng sau nó',
  ],
  'regex-too-long': [
    'the regular expression has more than {} characters',
    'biểu thức chính quy dài quá {} ký tự',
  ],
  'too-deep': ['more than {} parentheses in one another', 'quá {} tầng ngoặc đơn lồng nhau'],
  'too-many': ['more than {} terms', 'quá {} điều kiện'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

export type QueryProblemCode = keyof typeof PROBLEMS

/** Why a query cannot be read, and where: an index into its text. */
export interface QueryProblem {
  readonly code: QueryProblemCode
  readonly position: number
  /** In English. */
  readonly message: string
  /** In Vietnamese. */
  readonly messageVi: string
}

/** Carries a problem out of the readers of a query; parseSearchQuery returns it. */
export class UnreadableQuery extends Error {
  readonly problem: QueryProblem

  constructor(code: QueryProblemCode, position: number, detail = '') {
    const [message, messageVi] = PROBLEMS[code].map(text => text.replaceAll('{}', () => detail)) as [
      string,
      string,
    ]
    super(message)
    this.problem = { code, position, message, messageVi }
  }
}
