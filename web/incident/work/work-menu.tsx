// What else may be done to an incident, in one menu behind a button, by groups: judge it, its milestones, its
// alerts, whose it is. Only what the person may do, and what the state of the incident allows, is in it.

import { useRef } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../../i18n/text.ts'
import { Icon } from '../../parts/icon.tsx'
import { narrow } from '../../parts/screen.ts'
import { dialog } from '../../state/dialog.ts'
import { announce } from '../../state/notices.ts'
import { may } from '../../state/session.ts'
import { startSplitting } from '../splitting.ts'
import { askFor } from './decide.ts'
import { w } from './work-words.ts'

interface Item {
  readonly text: string
  readonly run: () => void
}
interface Group {
  readonly name: string
  readonly items: readonly Item[]
}

function split(incident: IncidentView): void {
  if (incident.alertCount < 2) {
    announce({ text: w('split.needs'), tone: 'wrong' })
    return
  }
  startSplitting(incident.id)
  requestAnimationFrame(() => document.getElementById('part-evidence')?.scrollIntoView({ block: 'start' }))
}

/** A closed incident takes only what the forms ask for after its end; a merged one nothing. */
function groupsOf(incident: IncidentView): readonly Group[] {
  if (incident.mergedInto !== null) return []
  const open = incident.status !== 'closed'
  const leads = may('incidents.lead')
  const when = (holds: boolean, ...items: readonly Item[]): readonly Item[] => (holds ? items : [])
  const ask = (text: string, work: Parameters<typeof askFor>[1]): Item => ({
    text,
    run: () => askFor(incident, work),
  })
  const groups: readonly Group[] = [
    {
      name: w('group.judge'),
      items: [
        ...when(open, ask(w('classify'), { kind: 'classify' })),
        ...when(open && leads, ask(w('gravity'), { kind: 'gravity' })),
        ...when(open, ask(w('fact'), { kind: 'fact', fact: null })),
        ...when(open, ask(w('risk'), { kind: 'risk' })),
        ask(w('handling'), { kind: 'handling' }),
      ],
    },
    {
      name: w('group.milestones'),
      items: [
        ask(w('contained'), { kind: 'milestone', milestone: 'contained' }),
        ask(w('resolved'), { kind: 'milestone', milestone: 'resolved' }),
      ],
    },
    {
      name: w('group.alerts'),
      items: when(open, ask(w('merge'), { kind: 'merge' }), { text: w('split'), run: () => split(incident) }),
    },
    {
      name: w('group.hands'),
      items: [
        // A telephone has no room for its button.
        ...when(open && leads && narrow.value, {
          text: t('action.assign'),
          run: () => {
            dialog.value = { kind: 'assign', incident }
          },
        }),
        ...when(leads, ask(w('unit'), { kind: 'unit' })),
      ],
    },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function step(menu: HTMLElement, by: number): void {
  const items = [...menu.querySelectorAll('button')]
  const at = items.findIndex(item => item === document.activeElement)
  items[(at + by + items.length) % items.length]?.focus()
}

function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const fits = anchor.bottom + 4 + menu.offsetHeight <= innerHeight - 8
  menu.style.left = `${Math.max(8, Math.min(anchor.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`
  menu.style.top = `${Math.max(8, fits ? anchor.bottom + 4 : anchor.top - menu.offsetHeight - 4)}px`
}

/** The button with its menu; nothing for someone who may only read. */
export function WorkMenu({ incident }: { readonly incident: IncidentView }) {
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const groups = may('incidents.work') ? groupsOf(incident) : []
  if (groups.length === 0) return null
  const pick = (run: () => void) => () => {
    menu.current?.hidePopover()
    run()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        class="work-more"
        popovertarget="work-menu"
        aria-haspopup="menu"
        aria-label={w('more')}
      >
        <Icon name="more" />
        <span class="work-more-words">{w('more')}</span>
      </button>
      <div
        ref={menu}
        id="work-menu"
        popover="auto"
        class="menu work-menu"
        role="menu"
        aria-label={w('more')}
        onToggle={event => {
          if (event.newState !== 'open' || menu.current === null || button.current === null) return
          place(menu.current, button.current)
          menu.current.querySelector('button')?.focus()
        }}
        onKeyDown={event => {
          const by = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0
          if (by === 0) return
          event.preventDefault()
          step(event.currentTarget, by)
        }}
      >
        {groups.map(({ name, items }) => (
          <div key={name} role="group" aria-label={name} class="work-group">
            <p class="hint" aria-hidden="true">
              {name}
            </p>
            {items.map(({ text, run }) => (
              <button key={text} type="button" role="menuitem" onClick={pick(run)}>
                {text}
              </button>
            ))}
          </div>
        ))}
      </div>
    </>
  )
}
