// A test message through one channel; the dialog stays and says how it went.

import { useState } from 'preact/hooks'
import type { ChannelView } from '#/api/contract/notices.ts'
import { Frame } from '../parts/frame.tsx'
import { errorText } from '../state/error-text.ts'
import { loadFailures } from '../state/failures.ts'
import { noticesApi } from './notices-api.ts'
import { w } from './notices-words.ts'

type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'unknown'; readonly error: string }

function OutcomeLine({ outcome }: { readonly outcome: Outcome }) {
  if (outcome.kind === 'none') return null
  if (outcome.kind === 'sending') return <p role="status">{w('testing')}</p>
  if (outcome.kind === 'delivered')
    return (
      <p class="tone-fine" role="status">
        {w('tested.delivered')}
      </p>
    )
  return (
    <p class="form-error" role="alert">
      {w(`tested.${outcome.kind}`, { error: outcome.error })}
    </p>
  )
}

interface TestProps {
  readonly channel: ChannelView
  readonly onClose: () => void
}

/** A webhook needs no address; the others ask for one. */
export function TestDialog({ channel, onClose }: TestProps) {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  const [address, setAddress] = useState('')
  const { id, kind } = channel
  const send = async (): Promise<void> => {
    setOutcome({ kind: 'sending' })
    const answer = await noticesApi.test(id, address.trim())
    if (!answer.ok) setOutcome({ kind: 'failed', error: errorText(answer.error) })
    else if (answer.value.state === 'delivered') setOutcome({ kind: 'delivered' })
    else setOutcome({ kind: answer.value.state, error: answer.value.error ?? '' })
    void loadFailures()
  }
  return (
    <Frame title={w('testTitle', { channel: id })} onClose={onClose}>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          if (outcome.kind !== 'sending') void send()
        }}
      >
        <p class="hint">{w('testText')}</p>
        {kind === 'webhook' ? (
          <p>{w('testWebhook')}</p>
        ) : (
          <>
            <label for="test-address">{w(`address.${kind}`)}</label>
            <input
              id="test-address"
              value={address}
              maxLength={320}
              autocomplete="off"
              spellcheck={false}
              required
              data-focus
              onInput={event => setAddress(event.currentTarget.value)}
            />
          </>
        )}
        <OutcomeLine outcome={outcome} />
        <div class="form-foot">
          <button type="button" onClick={onClose}>
            {w('close')}
          </button>
          <button type="submit" class="primary" disabled={outcome.kind === 'sending'}>
            {w('testSend')}
          </button>
        </div>
      </form>
    </Frame>
  )
}
