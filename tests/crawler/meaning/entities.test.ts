import { describe, expect, test } from 'vitest'
import { loadEntityFinder } from '#/crawler/meaning/entities.ts'
import { readWords } from '#/crawler/meaning/read-words.ts'
import { createSystemFinder } from '#/crawler/meaning/systems.ts'
import { addressesIn } from '#/crawler/meaning/web-addresses.ts'

const finder = loadEntityFinder()

describe('named things', () => {
  test.each<{ name: string; text: string; entities: readonly string[] }>([
    {
      name: 'a company with its kind and small words',
      text: 'Công ty TNHH MTV Thoát nước Đô thị An Phát cho biết',
      entities: ['Công ty TNHH MTV Thoát nước Đô thị An Phát'],
    },
    {
      name: 'a company in quotation marks',
      text: 'Ký với "Công ty cổ phần đầu tư xây dựng Bình Minh".',
      entities: ['Công ty cổ phần đầu tư xây dựng Bình Minh'],
    },
    {
      name: 'a name inside quotation marks',
      text: 'dự án "Khu đô thị Sen Hồng" bỏ hoang',
      entities: ['dự án Khu đô thị Sen Hồng'],
    },
    {
      name: 'offices, with and without several fields',
      text: 'Sở Giáo dục và Đào tạo họp với Sở Y tế và Bệnh viện Đa khoa An Bình',
      entities: ['Sở Giáo dục và Đào tạo', 'Sở Y tế', 'Bệnh viện Đa khoa An Bình'],
    },
    {
      name: 'roads, bridges, schools',
      text: 'Trường THPT Hoa Sen trên đường Lê Lợi, gần cầu Ông Lìn và quốc lộ 1A, đường số 5',
      entities: ['Trường THPT Hoa Sen', 'đường Lê Lợi', 'cầu Ông Lìn', 'quốc lộ 1A', 'đường số 5'],
    },
    {
      name: 'the same twice',
      text: 'Đường Hoa Sen ngập. Xe chết máy trên đường Hoa Sen',
      entities: ['Đường Hoa Sen'],
    },
    { name: 'an office after a position', text: 'Giám đốc Sở Xây dựng trả lời', entities: ['Sở Xây dựng'] },
    { name: 'a private person', text: 'ông Nguyễn Văn A và bà Trần Thị B nói', entities: [] },
    { name: 'a private person without a title', text: 'Nguyễn Văn A đi làm', entities: [] },
    {
      name: 'persons whose names are words for things',
      text: 'chị Nguyễn Thị Cầu, anh Lê Trường Sơn, bà Đường Thị C, Hồ Ngọc D, cô Phố',
      entities: [],
    },
    { name: 'a person after a company', text: 'công ty của ông Lê Văn C', entities: [] },
    { name: 'a person after a position', text: 'Chủ tịch Hồ Văn E thăm dân', entities: [] },
    {
      name: 'words without a name',
      text: 'công ty nọ, trường học, đường ngập, cầu mong, dự án chậm',
      entities: [],
    },
    { name: 'places that look like things', text: 'Hội An, Cầu Giấy, Đường Lâm', entities: [] },
    {
      name: 'texts without accents or capitals have no names',
      text: 'cong ty hoa sen o duong le loi',
      entities: [],
    },
    {
      name: 'a sentence ends a name',
      text: 'Ngập ở đường Hoa Sen. Bình Minh cũng vậy',
      entities: ['đường Hoa Sen'],
    },
  ])('$name', ({ text, entities }) => {
    expect(finder.find(readWords('', text))).toEqual(entities)
  })

  test('no private person is named, whatever the title and the family name', () => {
    const titles = ['ông', 'Bà', 'anh', 'chị', 'bác sĩ', 'luật sư', 'nghi phạm', 'tài xế', 'Cô']
    const families = ['Nguyễn', 'Trần', 'Hồ', 'Đường', 'Trường', 'Cầu', 'Quỹ', 'Viện', 'Phòng', 'Đội', 'Bộ']
    const named = titles.flatMap(title =>
      families.flatMap(family =>
        finder.find(readWords('', `Hôm qua ${title} ${family} Văn An kể lại cho mọi người.`)),
      ),
    )
    expect(named).toEqual([])
  })
})

describe('monitored systems', () => {
  const systems = createSystemFinder([
    { id: 'dvc', names: ['Cổng Dịch vụ công thành phố'], domains: ['dichvucong.example.com'] },
    { id: 'bus', names: ['Bus'], domains: ['*.xebuyt.example.com'] },
  ])
  test.each<{ name: string; text: string; ids: readonly string[] }>([
    { name: 'by name, whatever the case', text: 'cổng dịch vụ công Thành phố treo từ sáng', ids: ['dvc'] },
    { name: 'by domain', text: 'vào dichvucong.example.com bị lỗi', ids: ['dvc'] },
    { name: 'by a host below its domain', text: 'https://ve.xebuyt.example.com/mua', ids: ['bus'] },
    { name: 'a name of one word names too much', text: 'đi bus', ids: [] },
    { name: 'a domain that only ends alike', text: 'xxdichvucong.example.com', ids: [] },
  ])('$name', ({ text, ids }) => {
    expect(systems.find(readWords('', text), addressesIn(text))).toEqual(ids)
  })
})
