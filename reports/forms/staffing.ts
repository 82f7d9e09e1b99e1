// The rows of the annex of Mẫu số 01 (Tổng hợp danh sách nhân lực, chuyên gia), in official order. The letters run
// a, b, c, d, đ, e, g, h as Vietnamese documents count.

/** One group of the annex: its number, its words, and its rows. */
export interface StaffingGroup {
  readonly number: string
  readonly title: string
  readonly rows: readonly string[]
}

export const STAFFING_LETTERS = ['a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h'] as const

/** Key of a count in the configuration: group and letter, `2.1.a`. */
export function staffingKey(group: StaffingGroup, row: number): string {
  return `${group.number}.${STAFFING_LETTERS[row]!}`
}

/** 1. Số lượng nhân lực liên quan đến CNTT, ATTT hoặc tương đương. */
export const STAFF_BY_TRAINING: readonly StaffingGroup[] = [
  {
    number: '1.1',
    title: 'Số lượng cán bộ phân theo lĩnh vực đào tạo',
    rows: ['Chuyên ngành về CNTT', 'Chuyên ngành về ATTT', 'Chuyên ngành tương đương'],
  },
  {
    number: '1.2',
    title: 'Số lượng cán bộ phân theo trình độ đào tạo',
    rows: ['Trên đại học', 'Đại học', 'Cao đẳng', 'Trung cấp'],
  },
  {
    number: '1.3',
    title: 'Số lượng cán bộ có chứng chỉ về CNTT, ATTT hoặc tương đương',
    rows: ['Số cán bộ có chứng chỉ quốc tế', 'Số cán bộ có chứng chỉ trong nước'],
  },
]

/** 2. Số lượng nhân lực có kinh nghiệm, được đào tạo về ATTT. */
export const STAFF_BY_EXPERTISE: readonly StaffingGroup[] = [
  {
    number: '2.1',
    title: 'Nhóm chuyên gia quản lý ATTT',
    rows: [
      'Quản lý ATTT cấp cao',
      'Hệ thống quản lý ATTT',
      'Quản trị hệ thống thông tin (hệ điều hành, ứng dụng)',
      'Quản trị an toàn mạng và hạ tầng mạng',
      'Xây dựng chính sách đảm bảo ATTT',
    ],
  },
  {
    number: '2.2',
    title: 'Nhóm chuyên gia kỹ thuật phòng thủ, chống tấn công',
    rows: [
      'Kỹ thuật tấn công và chống tấn công mạng, chống khủng bố, chống chiến tranh mạng',
      'Phân tích mã độc, phòng chống mã độc và phần mềm gián điệp',
      'Ứng cứu xử lý sự cố ATTT',
      'Kiểm tra, giám sát và phân tích hệ thống, dò quét lỗ hổng bảo mật',
      'Phân tích sự cố ATTT',
      'Điều tra, thu thập thông tin sự cố và chứng cứ điện tử',
      'Giám sát, lọc nội dung thông tin trên mạng',
      'Theo dõi, kiểm soát luồng thông tin trên mạng',
    ],
  },
  {
    number: '2.3',
    title: 'Nhóm chuyên gia kỹ thuật bảo vệ an toàn hệ thống và ứng dụng',
    rows: [
      'Mã hóa, thám mã, che dấu và bảo mật nội dung thông tin',
      'Chữ ký số, nhận dạng, xác thực',
      'Tích hợp hệ thống ATTT',
      'Tư vấn, thiết kế, xây dựng hệ thống mạng an toàn',
      'Lập trình đảm bảo an toàn (ứng dụng Web, cổng thông tin điện tử)',
      'Đảm bảo an toàn hệ thống viễn thông, mạng di động, mạng không dây',
      'Đảm bảo an toàn giao dịch điện tử, thanh toán trực tuyến, thương mại điện tử',
      'Đảm bảo an toàn cơ sở dữ liệu',
    ],
  },
  {
    number: '2.4',
    title: 'Nhóm chuyên gia kỹ thuật kiểm tra, đánh giá ATTT',
    rows: [
      'Tư vấn hợp chuẩn ATTT',
      'Phân tích, quản lý rủi ro, duy trì hoạt động hệ thống thông tin',
      'Đánh giá an toàn hệ thống và sản phẩm công nghệ thông tin',
      'Kiểm tra, đánh giá an toàn ứng dụng Web và cổng thông tin điện tử',
    ],
  },
]
