// Requests of the register for the role matrix.

const FIELDS = {
  name: 'Thông tin du lịch',
  level: 2,
  owner: 'Sở Du lịch',
  hosts: ['du-lich-01'],
  addresses: ['192.0.2.80/29'],
  listeners: [],
  unitId: null,
  kind: 'public-service',
  purpose: '',
  operator: '',
  operatorAddress: '',
  domains: ['dulich.example.com'],
  zones: ['dmz'],
  links: [{ provider: 'ISP A', megabits: 100, monitored: true }],
  providers: [{ name: 'ISP A', kind: 'internet', telephone: '' }],
  contacts: [],
  services: ['web'],
  operatingSystem: '',
  measures: [],
  approval: { state: null, decision: '', expected: '' },
  regulation: '',
  measuresState: null,
  measuresExpected: '',
  inspections: [],
}
const TABLE = {
  payload: Buffer.from('Mã,Tên hệ thống,Cấp độ\nmoi-truong,Quan trắc môi trường,2\n'),
  headers: { 'content-type': 'application/octet-stream' },
}

export const registerRequests = {
  listRegister: {},
  getRegisteredSystem: { path: { id: 'dvc' } },
  systemSources: { path: { id: 'dvc' } },
  createRegisteredSystem: { payload: { id: 'du-lich', ...FIELDS } },
  changeRegisteredSystem: { path: { id: 'y-te' }, payload: { version: 1, purpose: 'Hồ sơ sức khỏe' } },
  removeRegisteredSystem: { path: { id: 'y-te' }, query: { version: '1' } },
  exportRegister: {},
  previewRegisterCsv: TABLE,
  applyRegisterCsv: TABLE,
  listUnits: {},
  createUnit: { payload: { id: 'so-du-lich', name: 'Sở Du lịch', kind: 'department', parentId: null } },
  changeUnit: { path: { id: 'so-y-te' }, payload: { version: 1, name: 'Sở Y tế thành phố' } },
  removeUnit: { path: { id: 'so-y-te' }, query: { version: '1' } },
} as const
