// Short forms of Vietnamese chats and comments, each with what it stands for. Only forms that hardly mean anything
// else; what is ambiguous (m, t, v) is left as it is, and the models learn it.

const FORMS = {
  không: 'k ko kg kh khg hok hem hông hg khum hổng kô',
  được: 'dc đc đx đuoc',
  'không được': 'kdc kđc kodc',
  với: 'vs vz zới',
  gì: 'j ji jì',
  quá: 'wá qá wa wua',
  rồi: 'r rùi rồy roài gòi òi',
  người: 'ng ngừi',
  'người ta': 'ngta nta',
  mình: 'mik mk mìh',
  yêu: 'iu iêu',
  thích: 'thik thix',
  cũng: 'cx cg cug cũg',
  vậy: 'z zậy dzậy zay',
  'bình thường': 'bt bth btg',
  biết: 'bik bít',
  trời: 'giời chời',
  'như thế nào': 'ntn',
  'cảm ơn': 'thanks tks thank tkiu',
  'nhân viên': 'nv nvien',
  'sản phẩm': 'sp',
  luôn: 'lun luon',
  nhưng: 'nhg nhưg',
  nhiều: 'nhìu nhiu',
  trước: 'trc trk',
  'ủy ban nhân dân': 'ubnd',
  'cơ quan': 'cq',
  đường: 'đg',
  'bây giờ': 'bjo bigio bjờ',
  giờ: 'jo h',
  chưa: 'chx',
  đẹp: 'đep xink',
} as const satisfies Readonly<Record<string, string>>

/** Short form → written out. */
export const CHAT_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(FORMS).flatMap(([written, forms]) => forms.split(' ').map(form => [form, written] as const)),
)
