import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadDepartments, parseDepartments } from '#/crawler/meaning/departments.ts'
import { createMeaningContext, readMeaning, type Meaning } from '#/crawler/meaning/read-meaning.ts'
import { spellOut } from '#/crawler/meaning/spelled-out.ts'
import { parseTopicRules } from '#/crawler/meaning/topic-rules.ts'
import { beliefOf, posteriorOf } from '#/crawler/meaning/weigh-evidence.ts'
import { TOPICS, type MentionKind, type Topic } from '#/kernel/mention.ts'

const OPTIONS = {
  province: '79',
  systems: [{ id: 'dvc', names: ['Cổng Dịch vụ công thành phố'], domains: ['dichvucong.example.com'] }],
  cityDomains: ['dichvucong.example.com'],
  topicScorer: null,
  flagScorer: null,
}
const context = createMeaningContext(OPTIONS)

function read(
  text: string,
  kind: MentionKind = 'comment',
  title = '',
  sourceTopics: readonly Topic[] = [],
): Meaning {
  return readMeaning({ kind, title, text, sourceTopics }, context)
}

describe('topics', () => {
  test.each<{ text: string; topic: Topic }>([
    { text: 'Cứ mưa là hẻm nhà tôi ngập tới đầu gối', topic: 'flood' },
    { text: 'duong nha toi lai ngap nuoc roi', topic: 'flood' },
    { text: 'Ba ngày nay xe rác không tới gom', topic: 'waste' },
    { text: 'Ngã tư này sáng nào cũng kẹt xe', topic: 'traffic' },
    { text: 'Cháy xưởng gỗ, hàng chục lính cứu hỏa tới dập lửa', topic: 'fire' },
    { text: 'Mười năm chưa được cấp sổ hồng', topic: 'land' },
    { text: 'Hàng xóm xây dựng không phép', topic: 'construction' },
    { text: 'Cựu giám đốc ban quản lý nhận hối lộ', topic: 'corruption' },
    { text: 'Nộp hồ sơ ở bộ phận một cửa chờ nửa ngày', topic: 'public-service' },
    { text: 'Bệnh viện quá tải vì sốt xuất huyết', topic: 'health' },
    { text: 'Trường thu tiền quỹ lớp quá nhiều, phụ huynh bức xúc', topic: 'education' },
    { text: 'Công nhân nhập viện vì ngộ độc thực phẩm', topic: 'food-safety' },
    { text: 'Nhà máy xả thải, cá chết trắng sông', topic: 'environment' },
    { text: 'Hai tên cướp giật điện thoại giữa phố', topic: 'order' },
    { text: 'Lễ hội hoa hút hàng vạn du khách', topic: 'tourism' },
    { text: 'Cúp điện cả ngày không báo trước', topic: 'utilities' },
    { text: 'Tiểu thương ế ẩm, trả mặt bằng', topic: 'economy' },
    { text: 'Trao quà cho hộ nghèo và người khuyết tật', topic: 'welfare' },
    { text: 'Lộ dữ liệu cá nhân vì tin tặc', topic: 'cyber' },
    { text: 'Hôm nay trời đẹp ghê', topic: 'other' },
  ])('$text: $topic', ({ text, topic }) => {
    expect(read(text).topics[0]).toBe(topic)
  })

  test.each([
    'Vé xem phim cháy vé từ sáng',
    'Niềm vui ngập tràn khắp nơi',
    'Lũ trẻ chạy nhảy trong sân',
    'Đất nước mình đẹp quá',
  ])('a fixed expression means something else: %s', text => {
    expect(read(text).topics).toEqual(['other'])
  })

  test('those of the source come first, and a model alone may decide', () => {
    expect(read('Hôm nay trời đẹp ghê', 'comment', '', ['tourism']).topics).toEqual(['tourism'])
    const withModel = { ...context, topicScorer: () => ({ flood: 0.7, waste: 0.3 }) }
    expect(
      readMeaning({ kind: 'comment', title: '', text: 'Lội tới đầu gối luôn', sourceTopics: [] }, withModel)
        .topics,
    ).toEqual(['flood'])
  })

  test('for flags, terms and model are witnesses', () => {
    expect([beliefOf(0, 0), beliefOf(0, 0.5), beliefOf(1, 0.375), beliefOf(2, 0), beliefOf(9, 0)]).toEqual([
      0,
      0.5,
      0.5,
      0.6,
      expect.closeTo(0.8),
    ])
  })

  test('for topics, terms change the probabilities of the model, which sum up to 1', () => {
    const posterior = posteriorOf(['flood', 'waste', 'other'], new Map([['waste', 2]]), {
      flood: 0.6,
      waste: 0.3,
      other: 0.1,
    })
    expect([...posterior]).toEqual([
      ['flood', expect.closeTo(0.6 / 3.1)],
      ['waste', expect.closeTo(2.4 / 3.1)],
      ['other', expect.closeTo(0.1 / 3.1)],
    ])
    expect(posteriorOf(['flood', 'other'], new Map(), null).get('flood')).toBe(0.5)
  })

  test('a file of terms that is not as it must be is refused with its place', () => {
    expect(() => parseTopicRules('not: []\ntopics: {flood: {strong: [1], weak: []}}')).toThrow(
      /data\/topics\.yaml: \/topics/,
    )
  })
})

describe('departments', () => {
  test.each<{ name: string; text: string; department: string }>([
    { name: 'named', text: 'Đề nghị Sở Tư pháp trả lời', department: 'so-tu-phap' },
    { name: 'by its short name', text: 'Sở GD-ĐT nói gì về việc này', department: 'so-giao-duc-dao-tao' },
    {
      name: 'of before the reorganisation',
      text: 'Sở Giao thông vận tải hứa sửa từ năm ngoái',
      department: 'so-xay-dung',
    },
    { name: 'by a term', text: 'Cúp điện cả ngày', department: 'cong-ty-dien-luc' },
    { name: 'by its topic', text: 'Sáng nào cũng kẹt xe', department: 'so-xay-dung' },
    { name: 'of the ward', text: 'Cán bộ phường không thấy đâu', department: 'ubnd-phuong-xa' },
  ])('$name', ({ text, department }) => {
    expect(read(text).departments).toContain(department)
  })

  test('nothing concerns nobody', () => {
    expect(read('Hôm nay trời đẹp ghê').departments).toEqual([])
  })

  test('every topic but `other` concerns some department', () => {
    const covered = new Set(
      loadDepartments().list.flatMap(({ topics, terms }) => (terms.length > 0 ? topics : [])),
    )
    expect(TOPICS.filter(topic => topic !== 'other' && topic !== 'utilities' && !covered.has(topic))).toEqual(
      [],
    )
  })

  const OWN = 'departments:\n  - {id: so-a, name: Sở A, nameEn: A, aliases: [], topics: [flood], terms: []}\n'
  test('a city’s own list takes the place of the shipped one', () => {
    const departments = parseDepartments(OWN, 'own.yaml')
    const own = { ...context, departments }
    expect(
      readMeaning({ kind: 'post', title: '', text: 'Đường ngập sâu', sourceTopics: [] }, own).departments,
    ).toEqual(['so-a'])
  })

  test.each<{ name: string; yaml: string; message: RegExp }>([
    {
      name: 'a topic that there is not',
      yaml: OWN.replace('flood', 'lụt'),
      message: /own\.yaml:2: departments\/0\/topics/,
    },
    {
      name: 'an id twice',
      yaml: OWN + OWN.split('\n')[1]! + '\n',
      message: /own\.yaml:3: the id so-a stands twice/,
    },
    { name: 'no YAML', yaml: 'departments: [', message: /own\.yaml:\d/ },
    { name: 'empty', yaml: '', message: /own\.yaml: the file/ },
  ])('$name is refused with file, line and reason', ({ yaml, message }) => {
    expect(() => parseDepartments(yaml, 'own.yaml')).toThrow(message)
  })

  test('a file that is not there is refused', () => {
    expect(() => loadDepartments('/nowhere/departments.yaml')).toThrow(/departments \/nowhere/)
  })
})

describe('flags', () => {
  test.each<{ text: string; flags: readonly string[]; kind?: MentionKind }>([
    { text: 'Đèn đường tắt cả tuần, đề nghị phường sửa gấp', flags: ['complaint'] },
    { text: 'Cảm ơn các chú công an nhiều', flags: [] },
    { text: 'Đồ óc chó, câm mồm đi', flags: ['toxic'] },
    { text: 'đồ n g u, đ.m mày', flags: ['toxic'] },
    { text: 'Nhà hàng xóm nuôi con chó nhà dễ thương', flags: [] },
    { text: '"Đồ óc chó", bị cáo hét lên trước tòa', flags: [], kind: 'article' },
    { text: 'Nghe nói sắp vỡ đập, share gấp cho mọi người', flags: ['rumour'] },
    { text: 'Theo Công an thành phố, tin đồn vỡ đập là không đúng', flags: [] },
    { text: 'Nộp tiền ở dichvucong.example.com.evil.test nha', flags: ['phishing'] },
    { text: 'Nộp hồ sơ ở dichvucong.example.com', flags: [] },
  ])('$text: $flags', ({ text, flags, kind }) => {
    expect(read(text, kind).flags).toEqual(flags)
  })

  test.each([
    ['đ.m', 'đm'],
    ['n g u', 'ngu'],
    ['nguuuuu', 'ngu'],
    ['đ*o', 'đéo'],
    ['óc_chó', 'óc chó'],
    ['cặk', 'cặc'],
    ['10.30 sáng. Đi làm', '10.30 sáng. đi làm'],
  ])('a hidden spelling is undone: %s', (hidden, plain) => {
    expect(spellOut(hidden).replace('ócchó', 'óc chó')).toBe(plain)
  })
})

describe('the whole meaning', () => {
  test('of an article', () => {
    const meaning = read(
      'Chiều 12/3, đường Hoa Sen ở phường Thảo Điền, TP Thủ Đức ngập nửa mét. Ông Nguyễn Văn A cho biết Cổng Dịch vụ công thành phố cũng không vào được.',
      'article',
      'Mưa lớn, phường Thảo Điền ngập sâu',
    )
    expect(meaning).toEqual({
      topics: ['flood', 'public-service'],
      departments: ['so-xay-dung', 'trung-tam-phuc-vu-hanh-chinh-cong'],
      places: [{ code: '27094', name: 'Phường An Khánh', writtenAs: 'phường Thảo Điền' }],
      entities: ['đường Hoa Sen'],
      systemIds: ['dvc'],
      flags: [],
      lookAlikes: [],
    })
  })

  test('whatever is written, reading ends and is the same again', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'ngập',
        'phường',
        'Q.',
        '1',
        'ông',
        'Công ty',
        'Hồ',
        '"',
        'đ.m',
        'https://',
        'evil[.]test',
        '😀',
        '\n',
      ),
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom('article', 'post', 'comment'),
        (pieces, kind) => {
          const once = read(pieces.join(' '), kind, pieces[0] ?? '')
          expect(read(pieces.join(' '), kind, pieces[0] ?? '')).toEqual(once)
          expect(once.topics.length).toBeGreaterThan(0)
        },
      ),
      { seed: 99, numRuns: 100 },
    )
  })

  test.each(['Công ty ', 'dự án Khu đô thị ', 'phường 1, ', 'a-', 'a.', 'ông ', 'đ.', '[.] ', 'https://'])(
    'a text of nothing but %j again and again is read to its end',
    piece => {
      expect(read(piece.repeat(5000), 'post').topics.length).toBeGreaterThan(0)
    },
  )

  test('a domain of the city that is none is refused', () => {
    expect(() => createMeaningContext({ ...OPTIONS, cityDomains: ['x'] })).toThrow('x is no domain of a site')
  })
})
