// How the console looks in this browser: theme, density, whether the preview pane is open.

import { effect } from '@preact/signals'
import { remembered } from './remembered.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export const DENSITIES = ['dense', 'roomy'] as const
const ON_OFF = ['on', 'off'] as const

/** `auto` follows the machine. */
export const theme = remembered<(typeof THEMES)[number]>('theme', THEMES, 'auto')
/** Rows of 34 px, or of 44 px. */
export const density = remembered<(typeof DENSITIES)[number]>('density', DENSITIES, 'dense')
/** Whether the queue shows its third pane. */
export const preview = remembered<(typeof ON_OFF)[number]>('preview', ON_OFF, 'on')

/** Writes the choices to the root element, where the style sheets read them. */
export function followPreferences(): void {
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dataset['density'] = density.value
  })
}
