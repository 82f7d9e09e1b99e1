// An explanation: the rule as a tree of conditions, each true or false for the event, with the characters of the
// values that made them true, in the field and in the raw line.

import type { ExplanationNodeView, ExplanationView } from '#/api/contract/detection.ts'
import type { LinePart } from '../incident/lit-line.ts'
import { FieldTable, fieldCount } from '../parts/event-fields.tsx'
import { Icon } from '../parts/icon.tsx'
import { numberText } from '../parts/time-text.ts'
import { w } from './explain-words.ts'
import { exceptionHref } from './rules-api.ts'
import { partsBySpans } from './spans.ts'

const DEEPEST = 12

function Lit({ parts }: { readonly parts: readonly LinePart[] }) {
  return <>{parts.map((part, at) => (part.lit ? <mark key={at}>{part.text}</mark> : part.text))}</>
}

function Holds({ matched }: { readonly matched: boolean }) {
  return (
    <span class={matched ? 'holds tone-fine' : 'holds hint'}>
      <Icon name={matched ? 'fine' : 'close'} />
      {w(matched ? 'yes' : 'no')}
    </span>
  )
}

function Values({ node }: { readonly node: ExplanationNodeView }) {
  const { field, key, present, values = [] } = node
  return (
    <>
      {field !== undefined && key !== undefined && key !== field && present !== false && (
        <span class="hint">{w('asField', { key })}</span>
      )}
      {present === false && <span class="tone-warn">{w('absent')}</span>}
      {values.map(({ value, spans }, at) => (
        <code key={at} class="explained-value">
          <Lit parts={partsBySpans(value, spans)} />
        </code>
      ))}
    </>
  )
}

function Tree({ nodes }: { readonly nodes: readonly ExplanationNodeView[] }) {
  return (
    <ol class="explained" aria-label={w('tree')}>
      {nodes.map((node, at) => (
        <li
          key={at}
          class={`depth-${Math.min(node.depth, DEEPEST)} ${node.matched ? 'is-true' : 'is-false'}`}
        >
          <Holds matched={node.matched} />
          <span class="explained-words">
            <code>{node.says}</code>
            <Values node={node} />
            {node.omitted !== undefined && node.omitted > 0 && (
              <span class="hint">{w('omitted', { n: numberText(node.omitted) })}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Characters of the raw line that speak for the match: of values that matched only. */
function rawParts({ original, nodes }: ExplanationView): readonly LinePart[] {
  const spans = nodes.flatMap(node =>
    node.matched ? (node.values ?? []).flatMap(value => (value.matched ? value.raw : [])) : [],
  )
  return partsBySpans(original, spans)
}

function Verdict({ explanation }: { readonly explanation: ExplanationView }) {
  const { matched, hiddenBy, rightLogSource, logsource, traits } = explanation
  const known = Object.entries(traits)
  return (
    <>
      <p class="explained-verdict" role="status">
        {matched ? (
          <strong class={hiddenBy.length > 0 ? 'tone-warn' : 'tone-fine'}>
            {w(hiddenBy.length > 0 ? 'hidden' : 'matched')}
          </strong>
        ) : (
          <strong>{w('notMatched')}</strong>
        )}
        {hiddenBy.map(({ id, title }) => (
          <a key={id} href={exceptionHref(id)}>
            {title}
          </a>
        ))}
      </p>
      {!rightLogSource && <p class="tone-warn">{w('wrongSource', { logsource })}</p>}
      <p class="hint">
        {w('traits')}:{' '}
        {known.length === 0
          ? w('traitsNone')
          : known.map(([name, value]) => (
              <code key={name} class="explained-value">
                {name}={value}
              </code>
            ))}
      </p>
    </>
  )
}

/** All of it. */
export function Explanation({ explanation }: { readonly explanation: ExplanationView }) {
  const { nodes, original, event } = explanation
  return (
    <div class="explanation">
      <Verdict explanation={explanation} />
      <Tree nodes={nodes} />
      {original === '' ? (
        <p class="hint">{w('noRaw')}</p>
      ) : (
        <div class="raw">
          <pre class="raw-text" tabIndex={0} aria-label={w('raw')}>
            <Lit parts={rawParts(explanation)} />
          </pre>
        </div>
      )}
      {fieldCount(event) > 0 && (
        <details>
          <summary>
            {w('fields')} ({numberText(fieldCount(event))})
          </summary>
          <FieldTable event={event} />
        </details>
      )}
    </div>
  )
}
