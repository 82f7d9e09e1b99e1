// What stands beside the paper: open fields to jump to, files, the frozen state with its hashes, sendings, history.

import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { isOwed, law, say, type Clock } from '../law/law-api.ts'
import { heardTime } from '../law/remaining.tsx'
import { DueMark } from '../law/state-mark.tsx'
import { roomForPreview } from '../parts/screen.ts'
import { incidentHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { personName } from '../state/people.ts'
import { documents, fileHref, type Detail, type OpenField, type Verified } from './documents-api.ts'
import type { Desk } from './document-desk.ts'
import { missingOf } from './document-dialogs.tsx'
import { w } from './editor-words.ts'
import { dayTimeText } from './moment-text.ts'
import { namedFields } from './field-values.ts'
import { jumpTo } from './paper.tsx'

const FORMATS = ['docx', 'pdf', 'html', 'xlsx'] as const

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

interface JumpsProps {
  readonly detail: Detail
  readonly fields: readonly OpenField[]
  readonly editable: boolean
}

function Jumps({ detail, fields, editable }: JumpsProps) {
  const named = namedFields(detail)
  /** Forms ask several people for their telephone: the heading says whose. */
  const whose = (key: string, label: string): string =>
    named.filter(({ name }) => name === label).length > 1
      ? (named.find(({ field }) => field.key === key)?.section ?? '')
      : ''
  return (
    <ul class="jumps">
      {fields.map(({ key, label, leftOpen }) => (
        <li key={key}>
          <button
            type="button"
            class="as-link"
            aria-label={w('goTo', { field: label })}
            onClick={() => jumpTo(key, editable)}
          >
            {label}
          </button>
          {whose(key, label) !== '' && <span class="hint"> {whose(key, label)}</span>}
          {leftOpen !== null && <p class="hint">{leftOpen.reason}</p>}
        </li>
      ))}
    </ul>
  )
}

/** Open fields: those that keep the document from being signed first. */
export function OpenFields({ desk, editable }: { readonly desk: Desk; readonly editable: boolean }) {
  const { openFields } = desk.detail
  const keys = new Set(missingOf(desk).map(({ key }) => key))
  const missing = openFields.filter(({ key }) => keys.has(key))
  const others = openFields.filter(({ key }) => !keys.has(key))
  return (
    <Part title={w('openTitle')}>
      {openFields.length === 0 && <p class="hint">{w('openNone')}</p>}
      {missing.length > 0 && (
        <>
          <p class="open-count tone-warn">{w('openRequired', { n: missing.length })}</p>
          <Jumps detail={desk.detail} fields={missing} editable={editable} />
        </>
      )}
      {editable && missing.length === 0 && <p class="tone-fine">✓ {w('openReady')}</p>}
      {others.length > 0 && (
        <details class="side-more" open={missing.length === 0 && roomForPreview.value}>
          <summary>{w('openOptional', { n: others.length })}</summary>
          <Jumps detail={desk.detail} fields={others} editable={editable} />
        </details>
      )}
    </Part>
  )
}

/** Files; a draft's with the annex of sources when asked. */
export function Files({ detail }: { readonly detail: Detail }) {
  const [sources, setSources] = useState(false)
  const { id, state } = detail.document
  return (
    <Part title={w('files')}>
      <p class="links">
        {FORMATS.map(format => (
          <a key={format} href={fileHref(id, format, state === 'draft' && sources)} download>
            {format.toUpperCase()}
          </a>
        ))}
      </p>
      {state === 'draft' ? (
        <label class="side-check">
          <input
            type="checkbox"
            checked={sources}
            onChange={event => setSources(event.currentTarget.checked)}
          />
          {w('withSources')}
        </label>
      ) : (
        <p class="hint">{w('frozenFiles')}</p>
      )}
    </Part>
  )
}

/** Who froze it, the hashes, and whether they still hold. */
export function FrozenPart({ detail }: { readonly detail: Detail }) {
  const [verified, setVerified] = useState<Verified | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const { hashes, document: summary } = detail
  if (hashes === null || summary.signedAt === null) return null
  async function verify(): Promise<void> {
    setAsking(true)
    const answer = await documents.verify(summary.id)
    setAsking(false)
    setVerified(answer.ok ? answer.value : null)
    setWrong(answer.ok ? null : errorText(answer.error))
  }
  const changed = verified?.parts.filter(part => part.recorded !== part.computed) ?? []
  return (
    <Part title={w('frozen')}>
      <p>{w('frozenBy', { by: personName(summary.signedBy ?? ''), at: dayTimeText(summary.signedAt) })}</p>
      <dl class="hashes">
        {(['content', 'docx', 'pdf'] as const).map(part => (
          <div key={part}>
            <dt>
              {w(`hash.${part}`)} <span class="hint">{w('hashes')}</span>
            </dt>
            <dd>
              <code>{hashes[part]}</code>
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" class="small" disabled={asking} onClick={() => void verify()}>
        {w(asking ? 'verifying' : 'verify')}
      </button>
      <div role="status">
        {wrong !== null && <p class="tone-bad">{wrong}</p>}
        {verified !== null && (
          <p class={verified.whole ? 'tone-fine' : 'tone-bad'}>
            {verified.whole
              ? `✓ ${w('whole')}`
              : `✗ ${w('broken', { parts: changed.map(({ part }) => w(`hash.${part}`)).join(', ') })}`}
          </p>
        )}
      </div>
    </Part>
  )
}

/** The clocks of the law that this document has met. */
function MetClocks({ incidentId, id }: { readonly incidentId: string; readonly id: string }) {
  const [clocks, setClocks] = useState<readonly Clock[] | null>(null)
  useEffect(() => {
    void law.clocks(incidentId).then(answer => {
      if (!answer.ok) return
      heardTime(answer.value.now)
      setClocks(answer.value.clocks.filter(({ metStatement }) => metStatement?.documentId === id))
    })
  }, [incidentId, id])
  if (clocks === null) return null
  if (clocks.length === 0) return <p class="hint">{w('metNone')}</p>
  return (
    <>
      <p>{w('metClock')}:</p>
      <ul>
        {clocks.map(clock => (
          <li key={clock.id} data-clock={clock.id}>
            <DueMark state={clock.state} /> <b>{clock.id}</b> {say(clock.title)}
            {isOwed(clock) ? '' : '.'}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Each sending, and which clock of the law it met. */
export function Sendings({ detail }: { readonly detail: Detail }) {
  const { sent, document: summary } = detail
  if (sent.length === 0) return null
  return (
    <Part title={w('sentTitle')}>
      <ul class="sendings">
        {sent.map(({ to, channel, number, at, by }) => (
          <li key={`${at} ${to}`}>
            <strong>{to}</strong>
            <p>{number === '' ? channel : w('sentLine', { channel, number })}</p>
            <p class="hint">
              {dayTimeText(at)} · {personName(by)}
            </p>
          </li>
        ))}
      </ul>
      {summary.incident !== null && <MetClocks incidentId={summary.incident.id} id={summary.id} />}
    </Part>
  )
}

/** What the document is about and when it was made. */
export function AboutPart({ detail }: { readonly detail: Detail }) {
  const { document: summary, filledAt } = detail
  return (
    <dl class="document-facts">
      {summary.incident !== null && (
        <div>
          <dt>{w('about')}</dt>
          <dd>
            <a href={incidentHref(summary.incident.id)}>{summary.incident.code}</a> {summary.incident.title}
          </dd>
        </div>
      )}
      {summary.period !== null && (
        <div>
          <dt>{w('period')}</dt>
          <dd>{summary.period.label}</dd>
        </div>
      )}
      <div>
        <dt>{w('made')}</dt>
        <dd>
          {dayTimeText(summary.createdAt)} · {personName(summary.createdBy)}
        </dd>
      </div>
      <div>
        <dt>{w('filled')}</dt>
        <dd>{dayTimeText(filledAt)}</dd>
      </div>
    </dl>
  )
}
