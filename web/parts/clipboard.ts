// Copies text and says whether that worked. Browsers refuse outside a secure origin, so there is a second way.

import { t } from '../i18n/text.ts'
import { announce } from '../state/notices.ts'

function copyBySelection(text: string): boolean {
  const holder = document.createElement('textarea')
  holder.value = text
  holder.className = 'off-screen'
  const focused = document.activeElement
  const parent = document.querySelector('dialog[open]') ?? document.body
  parent.append(holder)
  holder.select()
  const done = document.execCommand('copy')
  holder.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}

async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** Puts text on the clipboard and announces the outcome. */
export async function copyText(text: string): Promise<void> {
  const done = isSecureContext ? await copyByClipboard(text) : copyBySelection(text)
  announce(done ? { text: t('app.copied'), tone: 'done' } : { text: t('app.copyFailed'), tone: 'wrong' })
}
