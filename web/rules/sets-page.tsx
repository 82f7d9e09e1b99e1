// The page of `/rules/sets`: imported sets and the way to import one; one of them (`?set=`), one of its versions
// looked at before it is put to work (`&version=`).

import { useEffect, useState } from 'preact/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { slugOf } from '../register/slug.ts'
import { go, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { loadPeople } from '../state/people.ts'
import { may } from '../state/session.ts'
import { RuleTabs } from './rule-tabs.tsx'
import { rulesApi, type RuleSet } from './rules-api.ts'
import { SetPlan } from './set-plan.tsx'
import { setHref, SetView } from './set-view.tsx'
import { w } from './set-words.ts'

const NAME = /^[a-z0-9][a-z0-9-]{0,47}$/

function ImportForm({ after }: { readonly after: () => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const stage = async (source: string): Promise<void> => {
    if (file === null) return setWrong(w('fileNeeded'))
    if (!NAME.test(name)) return setWrong(w('nameWrong'))
    setBusy(true)
    setWrong(null)
    const answer = await rulesApi.stage(name, file, source === '' ? file.name : source)
    setBusy(false)
    if (!answer.ok) {
      const { error } = answer
      const why = error.code === 'rule-set.refused' ? ` ${error.message}` : ''
      const places = (error.problems ?? []).map(({ where, detail }) => `${where}: ${detail}`)
      return setWrong([`${errorText(error)}${why}`, ...places].join('\n'))
    }
    after()
    go(setHref(name, answer.value.manifest.version))
  }
  return (
    <form
      class="rule-part"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (!busy) void stage(trimmedText(new FormData(event.currentTarget), 'source'))
      }}
    >
      <h2>{w('import')}</h2>
      <div class="rule-fields">
        <div class="rule-field">
          <label for="set-file">{w('file')}</label>
          <input
            id="set-file"
            type="file"
            accept=".zip,application/zip"
            onChange={event => {
              const chosen = event.currentTarget.files?.[0] ?? null
              setFile(chosen)
              if (chosen !== null && name === '')
                setName(slugOf(chosen.name.replace(/\.zip$/i, '')).slice(0, 48))
            }}
          />
        </div>
        <div class="rule-field">
          <label for="set-name">{w('name')}</label>
          <input
            id="set-name"
            maxLength={48}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
            aria-describedby="set-name-hint"
            value={name}
            onInput={event => setName(event.currentTarget.value)}
          />
          <p class="hint" id="set-name-hint">
            {w('nameHint')}
          </p>
        </div>
        <div class="rule-field">
          <label for="set-source">{w('source')}</label>
          <input id="set-source" name="source" maxLength={300} aria-describedby="set-source-hint" />
          <p class="hint" id="set-source-hint">
            {w('sourceHint')}
          </p>
        </div>
      </div>
      <div class="form-foot">
        <Refused why={wrong} />
        <button type="submit" class="primary" disabled={busy}>
          {w(busy ? 'staging' : 'stage')}
        </button>
      </div>
    </form>
  )
}

function SetTable({ sets }: { readonly sets: readonly RuleSet[] }) {
  return (
    <DataTable
      rows={sets}
      keyOf={({ name }) => name}
      empty=""
      columns={[
        {
          name: w('col.set'),
          cell: set => (
            <span class="rule-name">
              <a href={setHref(set.name)}>{set.name}</a>
              <span class="hint">
                {set.versions.find(({ version }) => version === set.atWork?.version)?.source}
              </span>
              {set.damaged !== null && <span class="tone-bad">{w('damaged', { why: set.damaged })}</span>}
            </span>
          ),
          wide: true,
        },
        {
          name: w('col.on'),
          cell: ({ atWork }) => {
            if (atWork === null) return <span class="hint">{w('notAtWork')}</span>
            if (!atWork.enabled) return <span class="tone-warn">{w('isOff')}</span>
            return w('onOf', { on: numberText(atWork.on), n: numberText(atWork.rules) })
          },
        },
        { name: w('col.errors'), cell: ({ atWork }) => numberText(atWork?.errors ?? 0), figure: true },
        { name: w('col.unmapped'), cell: ({ atWork }) => numberText(atWork?.unmapped ?? 0), figure: true },
        { name: w('col.version'), cell: ({ atWork }) => <code>{atWork?.version}</code>, short: true },
      ]}
    />
  )
}

function Contents({ sets, after }: { readonly sets: readonly RuleSet[]; readonly after: () => void }) {
  const asked = new URLSearchParams(search.value)
  const [name, version] = [asked.get('set'), asked.get('version')]
  const set = sets.find(own => own.name === name)
  if (name === null)
    return (
      <>
        <h1>{w('title')}</h1>
        <p class="hint">{w('hint')}</p>
        {sets.length === 0 ? (
          <Empty title={w('none')}>{may('rules.manage') && w('noneHint')}</Empty>
        ) : (
          <SetTable sets={sets} />
        )}
        {may('rules.manage') && <ImportForm after={after} />}
      </>
    )
  return (
    <>
      <a class="rule-back" href={version === null ? '/rules/sets' : setHref(name)}>
        ← {version === null ? w('back') : name}
      </a>
      {version !== null && may('rules.manage') ? (
        <>
          <h1>
            {name} <code class="hint">{version}</code>
          </h1>
          <SetPlan
            key={version}
            name={name}
            version={version}
            onApplied={() => {
              after()
              go(setHref(name))
            }}
          />
        </>
      ) : set === undefined ? (
        <>
          <h1>{name}</h1>
          <Empty title={w('none')} />
        </>
      ) : (
        <SetView key={name} set={set} after={after} />
      )}
    </>
  )
}

/** The page. */
export function RuleSetsPage() {
  const [answer, again] = useAnswer(rulesApi.sets)
  useEffect(() => void loadPeople(), [])
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        {answer?.ok !== true && <h1>{w('title')}</h1>}
        {answer === null && <Loading />}
        {answer?.ok === false && <Failed error={answer.error} again={again} />}
        {answer?.ok === true && <Contents sets={answer.value} after={again} />}
      </div>
    </div>
  )
}
