// What was reported, as it was written, under the names of Circular 20/2017 art. 9.3.a.

import type { ComponentChildren } from 'preact'
import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import { Moment } from '../parts/when.tsx'
import { systemHref } from '../router.ts'
import { systemName } from '../state/systems.ts'
import { w } from './intake-words.ts'

type Field =
  | 'reporter'
  | 'reporterAddress'
  | 'contact'
  | 'system'
  | 'operator'
  | 'owner'
  | 'description'
  | 'result'
  | 'proposals'

const BEFORE: readonly Field[] = ['reporter', 'reporterAddress', 'contact', 'system']
const AFTER: readonly Field[] = ['operator', 'owner', 'description']
const LAST: readonly Field[] = ['result', 'proposals']

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Written({
  notice,
  fields,
}: {
  readonly notice: IntakeNoticeView
  readonly fields: readonly Field[]
}) {
  return (
    <>
      {fields.map(field => (
        <Fact key={field} name={w(field)}>
          {notice[field] === '' ? (
            <span class="hint">{w('unstated')}</span>
          ) : (
            <span class="as-written">{notice[field]}</span>
          )}
        </Fact>
      ))}
    </>
  )
}

/** All fields in the order of the public form. */
export function NoticeContents({ notice }: { readonly notice: IntakeNoticeView }) {
  return (
    <section class="intake-contents">
      <h2>{w('contents')}</h2>
      <dl class="facts-list">
        <Written notice={notice} fields={BEFORE} />
        <Fact name={w('seems')}>
          {notice.systemId === null ? (
            <span class="hint">{w('noSystem')}</span>
          ) : (
            <a href={systemHref(notice.systemId)}>{systemName(notice.systemId)}</a>
          )}
        </Fact>
        <Written notice={notice} fields={AFTER} />
        <Fact name={w('detected')}>
          {notice.detectedAt === null ? notice.detected : <Moment at={notice.detectedAt} />}
        </Fact>
        <Written notice={notice} fields={LAST} />
        <Fact name={w('receivedAt')}>
          <Moment at={notice.receivedAt} />
        </Fact>
        <Fact name={w('fromAddress')}>
          <code>{notice.fromAddress}</code>
        </Fact>
      </dl>
    </section>
  )
}
