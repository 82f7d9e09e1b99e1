import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlaceFinder } from '#/crawler/meaning/find-places.ts'
import { loadPlaceData, readPlaceTables } from '#/crawler/meaning/place-data.ts'
import { compilePlaceNames } from '#/crawler/meaning/place-names.ts'
import { readWords } from '#/crawler/meaning/read-words.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'

const data = loadPlaceData()
const names = compilePlaceNames(data)
const finders = {
  hcm: createPlaceFinder(names, '79'),
  hanoi: createPlaceFinder(names, '01'),
  danang: createPlaceFinder(names, '48'),
  nowhere: createPlaceFinder(names, null),
}
type City = keyof typeof finders

function written(text: string, city: City = 'hcm'): readonly string[] {
  return finders[city]
    .find(readWords('', text))
    .map(({ name, writtenAs }) => (writtenAs === null ? name : `${name} < ${writtenAs}`))
}

describe('the list of units', () => {
  test('is whole once mended: every ward of today, every row old → new resolved', () => {
    expect(data.provinces).toHaveLength(34)
    expect(data.wards).toHaveLength(3321)
    expect(data.defects.unresolved).toBe(0)
    expect(data.formerWards.length).toBeGreaterThan(10_700)
  })

  test('what is wrong with it is counted', () => {
    expect(data.defects).toMatchObject({ 'code-unknown': 431, 'code-of-another': 22, 'row-empty': 5 })
  })

  test('a row of a province or ward that there is not is left out and counted', () => {
    const row = {
      old_ward_name: 'Xã Cũ',
      old_district_name: 'Huyện Cũ',
      old_province_name: 'Tỉnh Cũ',
      new_ward_code: '00001',
      new_ward_name: 'Xã Mới',
      new_province_name: 'Không Có',
    }
    const read = readPlaceTables({ provinces: [], wards: [], ward_mappings: [row] })
    expect(read.defects.unresolved).toBe(1)
    expect(read.formerWards).toEqual([])
  })
})

describe('places in texts', () => {
  test.each<{ name: string; text: string; city?: City; places: readonly string[] }>([
    {
      name: "today's ward by its full name",
      text: 'Cháy lớn ở phường Bến Thành',
      places: ['Phường Bến Thành'],
    },
    {
      name: "today's ward elsewhere, the province named",
      text: 'phường Hoàn Kiếm, Hà Nội',
      places: ['Phường Hoàn Kiếm'],
    },
    { name: 'a name that one province alone has', text: 'tại phường Bãi Cháy', places: ['Phường Bãi Cháy'] },
    {
      name: 'a former ward and its district',
      text: 'phường Đa Kao, quận 1',
      places: ['Phường Tân Định < phường Đa Kao'],
    },
    {
      name: 'a former ward whose name one alone had',
      text: 'ở phường Thảo Điền',
      places: ['Phường An Khánh < phường Thảo Điền'],
    },
    {
      name: 'a number with its district',
      text: 'phường 12, quận Gò Vấp',
      places: ['Phường An Hội Tây < phường 12'],
    },
    { name: 'short forms', text: 'P.12, Q.10, TP.HCM', places: ['Phường Hòa Hưng < P.12'] },
    { name: 'short forms without points', text: 'P12 Q10 kẹt xe từ sáng', places: ['Phường Hòa Hưng < P12'] },
    { name: 'a leading zero', text: 'Phường 01, Quận 5', places: ['Phường Chợ Quán < Phường 01'] },
    {
      name: 'the district earlier in the sentence',
      text: 'Ở quận 10, nước ngập phường 12 cả đêm',
      places: ['Phường Hòa Hưng < phường 12'],
    },
    { name: 'a number without a district: never guessed', text: 'Phường 1 ngập nặng', places: [] },
    { name: 'a number that follows a list is a count', text: 'phường 1, 3 người bị thương', places: [] },
    {
      name: 'a list under one kind',
      text: 'các phường Tân Định, Bến Thành và Sài Gòn',
      places: ['Phường Tân Định', 'Phường Bến Thành', 'Phường Sài Gòn'],
    },
    { name: "Tân Phú alone is today's ward", text: 'UBND phường Tân Phú', places: ['Phường Tân Phú'] },
    {
      name: 'Tân Phú of district 7 is another',
      text: 'phường Tân Phú, quận 7',
      places: ['Phường Tân Mỹ < phường Tân Phú'],
    },
    {
      name: 'Hòa Bình alone: a ward of the city or a former province, never guessed',
      text: 'mưa to ở Hòa Bình',
      places: [],
    },
    {
      name: 'tỉnh Hòa Bình is the province that holds it today',
      text: 'tỉnh Hòa Bình mưa lũ',
      places: ['Tỉnh Phú Thọ < tỉnh Hòa Bình'],
    },
    {
      name: 'Hoà Bình with the tone in the other place',
      text: 'tỉnh Hoà Bình',
      places: ['Tỉnh Phú Thọ < tỉnh Hòa Bình'],
    },
    { name: 'hòa bình is peace', text: 'Sống trong hòa bình', places: [] },
    {
      name: 'a former district is its wards',
      text: 'Ngập khắp quận 1',
      places: [
        'Phường Bến Thành < quận 1',
        'Phường Cầu Ông Lãnh < quận 1',
        'Phường Sài Gòn < quận 1',
        'Phường Tân Định < quận 1',
      ],
    },
    {
      name: 'a district is not told beside a ward in it',
      text: 'Quận 1: phường Bến Thành ngập',
      places: ['Phường Bến Thành'],
    },
    {
      name: 'a district that was merged away before 2025',
      text: 'phường Thảo Điền, quận 2',
      places: ['Phường An Khánh < phường Thảo Điền'],
    },
    { name: 'a district name that many provinces have: never guessed', text: 'huyện Châu Thành', places: [] },
    {
      name: 'the same with its province',
      text: 'xã Tân Thạch, huyện Châu Thành, tỉnh Bến Tre',
      places: ['Xã Phú Túc < xã Tân Thạch'],
    },
    {
      name: 'a bare ward where a place must stand',
      text: 'ngập ở Thảo Điền',
      places: ['Phường An Khánh < Thảo Điền'],
    },
    { name: 'a market is no ward', text: 'Chợ Bến Thành đông khách', places: [] },
    {
      name: 'a road, a company, a person are no places',
      text: 'đường Hà Nội, Công ty Sài Gòn, ông Bình Dương, báo Hà Nội Mới',
      places: [],
    },
    {
      name: "a former province that is a part of today's",
      text: 'Bình Dương có khu công nghiệp',
      places: ['Thành phố Hồ Chí Minh < Bình Dương'],
    },
    {
      name: 'what people call the city',
      text: 'Sài Gòn mưa lớn, TPHCM ngập',
      places: ['Thành phố Hồ Chí Minh'],
    },
    {
      name: 'an island district that had no wards',
      text: 'huyện Côn Đảo',
      places: ['Đặc khu Côn Đảo < huyện Côn Đảo'],
    },
    {
      name: 'without accents',
      text: 'ngap o phuong thao dien, quan 2',
      places: ['Phường An Khánh < phuong thao dien'],
    },
    {
      name: 'without capitals',
      text: 'ngập ở phường thảo điền quá',
      places: ['Phường An Khánh < phường thảo điền'],
    },
    { name: 'society and cities in general', text: 'Xã hội và thành phố ven biển, phường hội', places: [] },
    {
      name: "the installation's own: the same name in another city",
      text: 'phường Thanh Xuân',
      city: 'hanoi',
      places: ['Phường Thanh Xuân'],
    },
    {
      name: 'a former ward, bracketed',
      text: 'phường Bình Thuận (quận Hải Châu, Đà Nẵng)',
      places: ['Phường Hòa Cường < phường Bình Thuận'],
    },
    {
      name: 'a ward that was divided is none of its parts',
      text: 'phường Hòa Minh, quận Liên Chiểu',
      city: 'danang',
      places: [],
    },
    {
      name: 'no installation, no province: only what is unique',
      text: 'phường 12, quận Gò Vấp; phường Hòa Bình',
      city: 'nowhere',
      places: ['Phường An Hội Tây < phường 12'],
    },
    {
      name: 'NFD',
      text: 'phường Thảo Điền'.normalize('NFD'),
      places: ['Phường An Khánh < phường Thảo Điền'],
    },
    { name: 'nothing', text: '', places: [] },
  ])('$name', ({ text, city, places }) => {
    expect(written(text, city)).toEqual(places)
  })

  test('every ward of today is found by its name and its province, and is itself', () => {
    const missed = data.wards
      .filter((_, n) => n % 7 === 0)
      .filter(ward => {
        const province = names.provinceByCode.get(ward.province)!
        const found = finders.hcm.find(readWords('', `Sáng nay ở ${ward.name}, ${province.name}.`))
        return !found.some(place => place.code === ward.code && place.writtenAs === null)
      })
    expect(missed.map(ward => ward.name)).toEqual([])
  })

  test('every former ward is found by its name, district and province, as the ward that holds it', () => {
    const wrong = data.formerWards
      .filter((former, n) => n % 23 === 0 && former.wards.length === 1)
      .filter(former => {
        const text = `tại ${former.name}, ${former.district.name}, tỉnh ${former.district.formerProvince}.`
        const codes = finders.hcm.find(readWords('', text)).map(({ code }) => code)
        return codes[0] !== former.wards[0]!.code
      })
    expect(
      wrong.map(({ name, district }) => `${name}, ${district.name}, ${district.formerProvince}`),
    ).toEqual([])
  })

  test('whatever is written, each place is one that there is, once, and the same again', () => {
    const known = new Set([...data.wards.map(({ code }) => code), ...data.provinces.map(({ code }) => code)])
    const piece = fc.oneof(
      fc.constantFrom(
        'phường',
        'Q.',
        'xã',
        'TP.',
        ',',
        'và',
        'ở',
        '1',
        '12',
        'Tân Phú',
        'Hòa Bình',
        'Thủ Đức',
        'Hà Nội',
        'quận',
        '(',
        '.',
      ),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        for (const text of [pieces.join(' '), stripAccents(pieces.join(' '))]) {
          const found = finders.hcm.find(readWords('', text))
          const codes = found.map(({ code }) => code)
          expect(new Set(codes).size).toBe(codes.length)
          expect(codes.filter(code => !known.has(code))).toEqual([])
          expect(finders.hcm.find(readWords('', text))).toEqual(found)
        }
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  test('a province that there is not is refused', () => {
    expect(() => createPlaceFinder(names, '99')).toThrow('there is no province 99')
  })
})
