// One document: the paper in the middle, beside it what is open, files, sign-off, sendings and history.

import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { t } from '../i18n/text.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { documentHref, documents, formName, forms, loadForms } from './documents-api.ts'
import { useDocument, type Desk } from './document-desk.ts'
import { SentDialog, SignDialog } from './document-dialogs.tsx'
import { DocumentMark, Standing } from './document-mark.tsx'
import { AboutPart, Files, FrozenPart, OpenFields, Sendings } from './document-side.tsx'
import { EditHistory, SourceAnnex } from './edit-history.tsx'
import { w } from './editor-words.ts'
import { Paper } from './paper.tsx'
import { editing, guardTyped, unsavedKeys } from './typed.ts'
import '../law/law.css'
import './documents.css'
import './paper.css'

type OpenDialog = 'sign' | 'sent' | null

function Versions({ desk }: { readonly desk: Desk }) {
  const { document: summary, corrections } = desk.detail
  return (
    <>
      {summary.correctionOf !== null && (
        <p class="form-note">
          {w('correctionOf')} <a href={documentHref(summary.correctionOf)}>{w('earlierDocument')}</a>
        </p>
      )}
      {corrections.length > 0 && (
        <p class="form-note">
          {w('corrections')}:{' '}
          {corrections.map((id, at) => (
            <a key={id} href={documentHref(id)}>
              {w('laterVersion')} {at + 1}{' '}
            </a>
          ))}
        </p>
      )}
    </>
  )
}

function Actions({ desk, open }: { readonly desk: Desk; readonly open: (dialog: OpenDialog) => void }) {
  const [busy, setBusy] = useState(false)
  const { id, state } = desk.detail.document
  const writes = may('documents.write')
  async function refill(): Promise<void> {
    setBusy(true)
    const error = await desk.act(version => documents.refill(id, version))
    setBusy(false)
    if (error === null) announce({ text: w('refilled'), tone: 'done' })
    else
      announce({ text: error.code === 'conflict' ? w('changedMeanwhile') : errorText(error), tone: 'wrong' })
  }
  async function correct(): Promise<void> {
    setBusy(true)
    const made = await documents.correct(id)
    setBusy(false)
    if (!made.ok) announce({ text: errorText(made.error), tone: 'wrong' })
    else {
      announce({ text: w('corrected'), tone: 'done' })
      go(documentHref(made.value.document.id))
    }
  }
  if (state === 'draft')
    return (
      <div class="actions">
        {writes && (
          <button type="button" disabled={busy} onClick={() => void refill()}>
            {w('refill')}
          </button>
        )}
        {may('documents.sign') ? (
          <button type="button" class="primary" onClick={() => open('sign')}>
            {w('sign')}
          </button>
        ) : (
          <span class="hint">{w('signOnly')}</span>
        )}
      </div>
    )
  return writes ? (
    <div class="actions">
      <button type="button" disabled={busy} onClick={() => void correct()}>
        {w('correct')}
      </button>
      <button type="button" class={state === 'signed' ? 'primary' : ''} onClick={() => open('sent')}>
        {w('send')}
      </button>
    </div>
  ) : null
}

/** The page of `/documents/:id`. */
export function DocumentPage({ id }: { readonly id: string }) {
  const { desk, error, again } = useDocument(id)
  const [dialog, setDialog] = useState<OpenDialog>(null)
  useEffect(() => {
    void loadForms()
    editing.value = new Set(unsavedKeys(id))
    return guardTyped()
  }, [id])
  if (desk === null) {
    if (error === null) return <Loading />
    return error.status === 404 ? (
      <Empty title={errorText(error)}>{t('app.notFoundHint')}</Empty>
    ) : (
      <Failed error={error} again={again} />
    )
  }
  const { detail } = desk
  const { document: summary } = detail
  const editable = summary.state === 'draft' && may('documents.write')
  const form = forms.value.find(known => known.id === summary.form)
  return (
    <article class="document">
      <div class="document-head">
        <a class="back" href="/documents">
          <Icon name="back" />
          {w('back')}
        </a>
        <div class="document-title">
          <DocumentMark state={summary.state} />
          <h1>{form === undefined ? summary.name : formName(form.id)}</h1>
        </div>
        <Actions desk={desk} open={setDialog} />
      </div>
      <div class="document-body">
        <div class="document-main">
          <Versions desk={desk} />
          <Paper desk={desk} editable={editable} />
        </div>
        <aside class="document-side">
          {summary.state === 'draft' && <OpenFields desk={desk} editable={editable} />}
          <FrozenPart detail={detail} />
          <Sendings detail={detail} />
          <Files detail={detail} />
          <section>
            {form !== undefined && <Standing form={form} />}
            <AboutPart detail={detail} />
            <EditHistory detail={detail} />
            <SourceAnnex detail={detail} />
          </section>
        </aside>
      </div>
      {dialog === 'sign' && <SignDialog desk={desk} onClose={() => setDialog(null)} />}
      {dialog === 'sent' && <SentDialog desk={desk} onClose={() => setDialog(null)} />}
    </article>
  )
}
