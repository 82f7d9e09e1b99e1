// Commands exactly as they are (to be) sent: where to, what, what it changes, what it cuts off.

import type { RenderedView } from '#/api/contract/playbook-views.ts'
import { Icon } from '../parts/icon.tsx'
import { w } from './playbook-words.ts'

function hasMembers(details: unknown): boolean {
  return typeof details === 'object' && details !== null && Object.keys(details).length > 0
}

/** One rendered command; everything that is sent is one press away. */
export function RenderedCommand({ rendered }: { readonly rendered: RenderedView }) {
  const { type, summary, details, target, changes, cutsOff } = rendered
  return (
    <div class="command">
      <p class="command-where">
        <span class="tag">{type}</span>
        {target !== '' && (
          <span>
            {w('command.target')} <strong>{target}</strong>
          </span>
        )}
      </p>
      <pre class="command-line">{summary}</pre>
      {changes.length === 0 ? (
        <p class="hint">{w('command.readsOnly')}</p>
      ) : (
        <>
          <p class="hint changes-name">{w('command.changes')}</p>
          <ul class="changes">
            {changes.map(change => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      )}
      {cutsOff.length > 0 && (
        <p class="warning-line">
          <Icon name="warning" />
          <span>
            {w('command.cutsOff')} <code>{cutsOff.join(', ')}</code>
          </span>
        </p>
      )}
      {hasMembers(details) && (
        <details class="whole">
          <summary>{w('command.whole')}</summary>
          <pre class="command-line">{JSON.stringify(details, null, 2)}</pre>
        </details>
      )}
    </div>
  )
}

/** The commands of one approval or outcome. */
export function RenderedCommands({ rendered }: { readonly rendered: readonly RenderedView[] }) {
  return (
    <div class="commands">
      {rendered.map((each, at) => (
        <RenderedCommand key={at} rendered={each} />
      ))}
    </div>
  )
}
