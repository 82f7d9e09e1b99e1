// The frame of every dialog: the browser's own modal dialog, which keeps the focus inside and closes on Esc.

import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { Icon } from './icon.tsx'

interface FrameProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly wide?: boolean
}

/** A modal dialog with a title; the first field marked `data-focus` gets the focus. */
export function Frame({ title, onClose, children, wide }: FrameProps) {
  const element = useRef<HTMLDialogElement>(null)
  // Before the next key is read: whoever presses `n` and types at once loses no letter.
  useLayoutEffect(() => {
    const box = element.current
    if (box === null) return undefined
    const before = document.activeElement
    box.showModal()
    box.querySelector<HTMLElement>('[data-focus]')?.focus()
    return () => {
      box.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={wide === true ? 'frame frame-wide' : 'frame'}
      aria-labelledby="frame-title"
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => {
        if (event.target === element.current) onClose()
      }}
    >
      <div class="frame-body">
        <header class="frame-head">
          <h2 id="frame-title">{title}</h2>
          <button type="button" class="quiet square" onClick={onClose} aria-label={t('app.cancel')}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
