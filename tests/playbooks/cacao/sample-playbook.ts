// An invented playbook with all eight steps and every kind of definition, strictly valid; tests alter copies of it.

import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'

const uuid = (number: number): string => `0c5d2b1a-7e4f-4a6b-9c8d-${String(number).padStart(12, '0')}`

/** Ids of the sample's parts, by what they do. */
export const ID = {
  playbook: `playbook--${uuid(1)}`,
  identity: `identity--${uuid(2)}`,
  start: `start--${uuid(10)}`,
  search: `action--${uuid(11)}`,
  ask: `action--${uuid(12)}`,
  choose: `switch-condition--${uuid(13)}`,
  block: `action--${uuid(14)}`,
  blockEnd: `end--${uuid(15)}`,
  passEnd: `end--${uuid(16)}`,
  loop: `while-condition--${uuid(17)}`,
  check: `action--${uuid(18)}`,
  checkEnd: `end--${uuid(19)}`,
  both: `parallel--${uuid(20)}`,
  left: `action--${uuid(21)}`,
  leftEnd: `end--${uuid(22)}`,
  right: `if-condition--${uuid(23)}`,
  rightTrue: `end--${uuid(24)}`,
  rightEnd: `end--${uuid(25)}`,
  sub: `playbook-action--${uuid(26)}`,
  end: `end--${uuid(27)}`,
  failed: `action--${uuid(28)}`,
  failedEnd: `end--${uuid(29)}`,
  team: `group--${uuid(30)}`,
  server: `ssh--${uuid(31)}`,
  firewall: `http-api--${uuid(32)}`,
  login: `user-auth--${uuid(33)}`,
  basic: `http-basic--${uuid(34)}`,
  oauth: `oauth2--${uuid(35)}`,
  tlp: `marking-tlp--${uuid(36)}`,
  statement: `marking-statement--${uuid(37)}`,
  iep: `marking-iep--${uuid(38)}`,
  zone: `net-address--${uuid(39)}`,
} as const

const MADE = { created_by: ID.identity, created: '2026-11-01T00:00:00.000Z' }

/** A fresh copy each time. */
export function samplePlaybook(): Record<string, unknown> {
  return structuredClone({
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: ID.playbook,
    name: 'Kịch bản mẫu',
    description: 'Có đủ tám loại bước.',
    playbook_types: ['mitigation'],
    playbook_activities: ['restrict-access'],
    playbook_processing_summary: { parallel_processing: true, extensions: true },
    ...MADE,
    modified: '2026-11-02T00:00:00.000Z',
    valid_from: '2026-11-02T00:00:00Z',
    valid_until: '2027-11-02T00:00:00Z',
    priority: 3,
    labels: ['mẫu'],
    markings: [ID.tlp],
    playbook_variables: {
      __ip__: { type: 'ipv4-addr', value: '203.0.113.7', external: true },
      __limit__: { type: 'integer', value: '3', constant: true },
      __decision__: { type: 'string', value: '' },
      __stable__: { type: 'bool', value: 'false' },
      __hits__: { type: 'integer' },
    },
    workflow_start: ID.start,
    workflow_exception: ID.failed,
    workflow: {
      [ID.start]: { type: 'start', on_completion: ID.search },
      [ID.search]: {
        type: 'action',
        name: 'Tìm trên máy chủ',
        delay: 1000,
        timeout: 60_000,
        commands: [{ type: 'ssh', command: 'grep -c __ip__:value __file__:value' }],
        agent: ID.team,
        targets: [ID.server],
        in_args: ['__ip__'],
        out_args: ['__hits__'],
        step_variables: { __file__: { type: 'string', value: '/var/log/auth.log' } },
        step_extensions: {
          [THAPCANH_EXTENSION]: {
            name_en: 'Search on the server',
            idempotent: true,
            retry: { attempts: 3, first_ms: 1000, max_ms: 10_000 },
          },
        },
        on_success: ID.ask,
        on_failure: ID.ask,
      },
      [ID.ask]: {
        type: 'action',
        name: 'Hỏi trưởng ca',
        commands: [{ type: 'manual', command: 'Có chặn __ip__:value không? Thấy __hits__ lần.' }],
        agent: ID.team,
        out_args: ['__decision__'],
        step_extensions: {
          [THAPCANH_EXTENSION]: {
            cites: ['TT 20/2017 Đ11.1.c'],
            role: 'lead',
            form: [
              {
                variable: '__decision__',
                label: 'Quyết định',
                kind: 'choice',
                choices: [
                  { value: 'block', label: 'Chặn' },
                  { value: 'pass', label: 'Không chặn' },
                ],
                required: true,
              },
            ],
          },
        },
        on_completion: ID.choose,
      },
      [ID.choose]: {
        type: 'switch-condition',
        name: 'Theo quyết định',
        switch: '__decision__:value',
        cases: { block: ID.block, default: ID.passEnd },
        on_completion: ID.loop,
      },
      [ID.block]: {
        type: 'action',
        name: 'Chặn địa chỉ',
        commands: [
          {
            type: 'http-api',
            command: 'POST /api/blocks HTTP/1.1',
            headers: { Authorization: ['Bearer {secret:firewall}'], 'Content-Type': ['application/json'] },
            content: '{"address":"__ip__:value"}',
          },
        ],
        agent: ID.team,
        targets: [ID.firewall],
        step_extensions: {
          [THAPCANH_EXTENSION]: {
            approval: {
              role: 'lead',
              quorum: 2,
              expires_ms: 3_600_000,
              reason: 'Cắt kết nối của một địa chỉ',
            },
            rollback: 'DELETE /api/blocks/__ip__:value',
          },
        },
        on_completion: ID.blockEnd,
      },
      [ID.blockEnd]: { type: 'end' },
      [ID.passEnd]: { type: 'end' },
      [ID.loop]: {
        type: 'while-condition',
        name: 'Đến khi ổn định',
        condition: "__stable__:value = 'false' AND __ip__:value ISSUBSET '203.0.113.0/24'",
        on_true: ID.check,
        step_extensions: { [THAPCANH_EXTENSION]: { max_rounds: 5 } },
        on_completion: ID.both,
      },
      [ID.check]: {
        type: 'action',
        name: 'Kiểm tra',
        commands: [{ type: 'manual', command_b64: 'S2nhu4NtIHRyYSBs4bqhaQ==' }],
        agent: ID.team,
        out_args: ['__stable__'],
        on_completion: ID.checkEnd,
      },
      [ID.checkEnd]: { type: 'end' },
      [ID.both]: {
        type: 'parallel',
        name: 'Cùng lúc',
        next_steps: [ID.left, ID.right],
        on_completion: ID.sub,
      },
      [ID.left]: {
        type: 'action',
        name: 'Ghi nhận',
        commands: [{ type: 'manual', command: 'Ghi vào sổ: ________' }],
        agent: ID.team,
        on_completion: ID.leftEnd,
      },
      [ID.leftEnd]: { type: 'end' },
      [ID.right]: {
        type: 'if-condition',
        name: 'Nhiều lần',
        condition: '__hits__:value > 3',
        on_true: ID.rightTrue,
        on_completion: ID.rightEnd,
      },
      [ID.rightTrue]: { type: 'end' },
      [ID.rightEnd]: { type: 'end' },
      [ID.sub]: {
        type: 'playbook-action',
        name: 'Kịch bản con',
        playbook_id: `playbook--${uuid(40)}`,
        in_args: ['__ip__'],
        on_completion: ID.end,
      },
      [ID.end]: { type: 'end' },
      [ID.failed]: {
        type: 'action',
        name: 'Khi có lỗi',
        commands: [{ type: 'manual', command: 'Xem lỗi.' }],
        agent: ID.team,
        on_completion: ID.failedEnd,
      },
      [ID.failedEnd]: { type: 'end' },
    },
    playbook_extensions: {
      [THAPCANH_EXTENSION]: { name_en: 'Sample', trigger: { mau05: [4], gravity: 'ordinary' } },
    },
    authentication_info_definitions: {
      [ID.login]: { type: 'user-auth', username: 'ops', kms: true, kms_key_identifier: 'ops-key' },
      [ID.basic]: { type: 'http-basic', user_id: 'ops', kms: true, kms_key_identifier: 'ops-basic' },
      [ID.oauth]: { type: 'oauth2', oauth_header: 'Bearer', kms: true, kms_key_identifier: 'ops-token' },
    },
    agent_definitions: {
      [ID.team]: { type: 'group', name: 'Đội ứng cứu', contact: { phone: { work: '0000' } } },
    },
    target_definitions: {
      [ID.server]: {
        type: 'ssh',
        name: 'Máy chủ',
        address: { dname: ['srv.example.com'], ipv4: ['__ip__:value'], ipv6: ['2001:db8::1'] },
        port: '22',
        authentication_info: ID.login,
      },
      [ID.firewall]: {
        type: 'http-api',
        name: 'Tường lửa',
        address: { url: ['https://fw.example.com/'], l2mac: ['00:53:00:aa:bb:cc'], vlan: ['7'] },
        authentication_info: ID.oauth,
      },
      [ID.zone]: { type: 'net-address', name: 'Vùng', address: { ipv4: ['192.0.2.1'] } },
    },
    extension_definitions: {
      [THAPCANH_EXTENSION]: {
        type: 'extension-definition',
        name: 'Thápcanh',
        created_by: ID.identity,
        schema: 'https://example.com/thapcanh.json',
        version: '1.0.0',
      },
    },
    data_marking_definitions: {
      [ID.tlp]: { type: 'marking-tlp', id: ID.tlp, ...MADE, tlpv2_level: 'TLP:AMBER+STRICT' },
      [ID.statement]: { type: 'marking-statement', id: ID.statement, ...MADE, statement: 'Nội bộ' },
      [ID.iep]: {
        type: 'marking-iep',
        id: ID.iep,
        ...MADE,
        name: 'IEP',
        description: 'Chính sách',
        tlp: 'amber',
        iep_version: 2,
        start_date: '2026-11-01T00:00:00Z',
        end_date: null,
        encrypt_in_transit: 'may',
        permitted_actions: 'internally-visible-actions',
        affected_party_notifications: 'may',
        attribution: 'must-not',
        unmodified_resale: 'must-not',
        external_references: [],
      },
    },
  })
}

/** Sets, or with `undefined` takes out, the member at a path. */
export function altered(
  document: Record<string, unknown>,
  path: readonly (string | number)[],
  value: unknown,
): Record<string, unknown> {
  let at = document as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = path.at(-1)!
  if (value === undefined) delete at[last]
  else at[last] = value
  return document
}
