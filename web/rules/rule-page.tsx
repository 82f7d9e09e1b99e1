// The page of one rule: what it looks for and why, its text, what it did, whether it can fire, its exceptions; it is
// tried over stored events and asked about a single one.

import type { LivenessView, RuleCountersView, RuleDetailView } from '#/api/contract/detection.ts'
import type { ExceptionView } from '#/api/contract/exceptions.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { useState } from 'preact/hooks'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { language, plainKey, t } from '../i18n/text.ts'
import { TagList } from '../incident/tag-list.tsx'
import { copyText } from '../parts/clipboard.ts'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { citeText } from '../register/words-of.ts'
import { go, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { BacktestRun } from './backtest-run.tsx'
import { BacktestStart } from './backtest-start.tsx'
import { w as asBacktest } from './backtest-words.ts'
import { AppliedNote, ExceptionState, hiddenText } from './exception-marks.tsx'
import { ExplainEvent } from './explain-event.tsx'
import { BuildingBlock, LifeMark, LogSource, Reasons } from './rule-marks.tsx'
import { rowsOf } from './rule-rows.ts'
import { RuleSwitchPart } from './rule-switch.tsx'
import { RuleTabs } from './rule-tabs.tsx'
import { exceptionHref, ruleHref, rulesApi } from './rules-api.ts'
import { w } from './rules-words.ts'

/** In the place of a log source stands what kind of correlation it is. */
const CORRELATION = 'correlation/'

interface Found {
  readonly detail: RuleDetailView
  readonly view: RuleView | null
  readonly counters: RuleCountersView | null
  readonly liveness: LivenessView | null
  readonly exceptions: readonly ExceptionView[]
}

/** The rule with everything around it; what is around it may fail without taking the rule away. */
async function fetchRule(id: string) {
  const [detail, rules, counters, liveness, exceptions] = await Promise.all([
    rulesApi.rule(id),
    api.listRules(),
    rulesApi.counters(),
    rulesApi.liveness(),
    rulesApi.exceptions({ rule: id }),
  ])
  if (!detail.ok) return detail
  const found: Found = {
    detail: detail.value,
    view: rules.ok ? (rules.value.find(rule => rule.id === id) ?? null) : null,
    counters: counters.ok ? counters.value : null,
    liveness: liveness.ok ? liveness.value : null,
    exceptions: exceptions.ok ? exceptions.value.exceptions : [],
  }
  return { ok: true as const, value: found }
}

/** The states of a Sigma rule have words of ours; any other is shown as it was written. */
function statusText(status: string): string {
  const key = plainKey(`rules.status.${status}`)
  return key === null ? status : t(key)
}

function Facts({ detail, view }: Found) {
  return (
    <dl>
      {view !== null && (
        <>
          <div class="fact">
            <dt>{w('source')}</dt>
            <dd>
              <LogSource path={view.logsource} />
            </dd>
          </div>
          <div class="fact">
            <dt>{w('col.last')}</dt>
            <dd>{view.lastAlertAt === null ? w('last.never') : <Ago at={view.lastAlertAt} />}</dd>
          </div>
          <div class="fact">
            <dt>{w('cite')}</dt>
            <dd>{view.cites.length === 0 ? t('app.none') : view.cites.map(citeText).join('; ')}</dd>
          </div>
          <div class="fact">
            <dt>{w('attack')}</dt>
            <dd>
              <TagList tags={view.tags} />
            </dd>
          </div>
          <div class="fact">
            <dt>{w('status')}</dt>
            <dd>{statusText(view.status)}</dd>
          </div>
          <div class="fact">
            <dt>{w('author')}</dt>
            <dd title={w('licence')}>{view.author === '' ? t('app.none') : view.author}</dd>
          </div>
        </>
      )}
      <div class="fact">
        <dt>{w('file')}</dt>
        <dd>
          <code>{detail.path}</code>
        </dd>
      </div>
    </dl>
  )
}

function Words({ detail }: Found) {
  const inEnglish = language.value === 'en'
  const description = (inEnglish ? detail.descriptionEnglish : undefined) ?? detail.description
  const response = (inEnglish ? detail.responseEnglish : undefined) ?? detail.response
  return (
    <>
      <p class={description === '' ? 'hint' : 'rule-text'}>
        {description === '' ? w('noDescription') : description}
      </p>
      {detail.falsePositives.length > 0 && (
        <>
          <h3>{w('falsePositives')}</h3>
          <ul class="rule-list">
            {detail.falsePositives.map((text, at) => (
              <li key={at}>{text}</li>
            ))}
          </ul>
        </>
      )}
      {response !== undefined && response !== '' && (
        <div class="rule-advice">
          <h3>{w('response')}</h3>
          <p>{response}</p>
        </div>
      )}
    </>
  )
}

function Source({ detail }: Found) {
  return (
    <details class="rule-part">
      <summary>
        <h2>{w('yaml')}</h2>
      </summary>
      {detail.source === '' ? (
        <p class="hint">{w('noSource')}</p>
      ) : (
        <>
          <pre class="rule-source raw-text" tabIndex={0} aria-label={w('yaml')}>
            {detail.source}
          </pre>
          <button type="button" class="small" onClick={() => void copyText(detail.source)}>
            {w('copy')}
          </button>
        </>
      )}
    </details>
  )
}

function Counts({ detail, view, counters }: Found) {
  const own = counters?.rules.find(({ id }) => id === detail.id)
  return (
    <section class="rule-part">
      <h2>{w('counts')}</h2>
      <dl class="rule-figures">
        {view !== null && (
          <div>
            <dt>{w('counts.alerts')}</dt>
            <dd>{numberText(view.alerts)}</dd>
          </div>
        )}
        {own !== undefined && (
          <>
            <div>
              <dt>{w('counts.hits')}</dt>
              <dd>
                {numberText(own.hits)}
                {own.hidden > 0 && (
                  <span class="hint">
                    {' '}
                    {numberText(own.hidden)} {w('counts.hidden')}
                  </span>
                )}
              </dd>
            </div>
            <div>
              <dt>{w('counts.candidates')}</dt>
              <dd>{numberText(own.candidates)}</dd>
            </div>
            <div>
              <dt>{w('counts.time')}</dt>
              <dd>{w('counts.ms', { n: numberText(own.ms) })}</dd>
            </div>
          </>
        )}
      </dl>
      {counters !== null && (
        <p class="hint">
          {own === undefined ? w('counts.none') : w('counts.scaled', { n: numberText(counters.sampled) })}
        </p>
      )}
    </section>
  )
}

function Liveness({ found, after }: { readonly found: Found; readonly after: () => void }) {
  const [busy, setBusy] = useState(false)
  const { detail, view, liveness } = found
  const row = rowsOf(view === null ? [] : [view], null, liveness, 0).find(({ id }) => id === detail.id)
  const run = async (): Promise<void> => {
    setBusy(true)
    const answer = await rulesApi.runLiveness()
    setBusy(false)
    if (!answer.ok) announce({ text: errorText(answer.error), tone: 'wrong' })
    else after()
  }
  const live = row?.live ?? null
  return (
    <section class="rule-part" id="liveness">
      <h2>{w('liveness')}</h2>
      <p>
        {row !== undefined && <LifeMark row={row} />}{' '}
        {row?.view?.off === null && live?.fired === true && live.by !== null && (
          <span class="hint">{w(`liveness.${live.by}`)}</span>
        )}
      </p>
      {view?.off === null && <Reasons live={live} />}
      <p class="hint">
        {liveness === null ? (
          w('neverChecked')
        ) : (
          <>
            {live === null && `${w('liveness.unknown')} `}
            {w('liveness.at')} <Ago at={liveness.at} />
          </>
        )}
      </p>
      <p class="hint">{w('liveness.hint')}</p>
      {may('rules.test') && (
        <button type="button" class="small" disabled={busy} onClick={() => void run()}>
          {w(busy ? 'checking' : 'checkNow')}
        </button>
      )}
    </section>
  )
}

function Exceptions({ detail, view, exceptions }: Found) {
  return (
    <section class="rule-part" id="exceptions">
      <h2>
        {w('exceptions')} {view !== null && <span class="count">{numberText(view.exceptions)}</span>}
      </h2>
      {exceptions.length === 0 && <p class="hint">{w('exceptions.none')}</p>}
      <ul class="rule-exceptions">
        {exceptions.map(view => (
          <li key={view.id}>
            <a href={exceptionHref(view.id)}>{view.body.title}</a>
            <span class="rule-row">
              <ExceptionState view={view} />
              <span class="hint">{hiddenText(view)}</span>
            </span>
            <AppliedNote applied={view.applied} />
          </li>
        ))}
      </ul>
      {may('incidents.work') && (
        <a class="button small" href={`/exceptions?rule=${encodeURIComponent(detail.id)}`}>
          {w('exceptions.new')}
        </a>
      )}
    </section>
  )
}

/** The backtest of the rule; its id stands in the address, so that it can be come back to. */
function Backtest({ id }: { readonly id: string }) {
  const running = new URLSearchParams(search.value).get('backtest')
  const show = (backtest: string | null): void =>
    go(`${ruleHref(id)}${backtest === null ? '' : `?backtest=${encodeURIComponent(backtest)}`}`, {
      replace: true,
    })
  return (
    <section class="rule-part">
      <h2>{asBacktest('ofRule')}</h2>
      <p class="hint">{asBacktest('hint')}</p>
      {running === null ? (
        <BacktestStart ids={[id]} onStarted={show} />
      ) : (
        <BacktestRun key={running} id={running} onAgain={() => show(null)} />
      )}
    </section>
  )
}

function Rule({ found, after }: { readonly found: Found; readonly after: () => void }) {
  const { detail, view } = found
  const title = view === null ? detail.id : titleText(view)
  return (
    <>
      <div class="page-head">
        <h1>{title}</h1>
        {view !== null && <SeverityMark severity={view.level} />}
        {view?.buildingBlock === true && <BuildingBlock />}
        {detail.off !== null && <span class="rule-is-off">{w('live.off')}</span>}
      </div>
      <div class="rule-panes">
        <div>
          <section class="rule-part">
            <Words {...found} />
            <Facts {...found} />
          </section>
          <Source {...found} />
          <Backtest id={detail.id} />
          {view?.logsource.startsWith(CORRELATION) === true ? (
            <p class="rule-part hint">{w('correlation')}</p>
          ) : (
            <ExplainEvent ruleId={detail.id} />
          )}
        </div>
        <div>
          <RuleSwitchPart detail={detail} title={title} after={after} />
          <Counts {...found} />
          <Liveness found={found} after={after} />
          <Exceptions {...found} />
        </div>
      </div>
    </>
  )
}

/** The page of `/rules/ID`. */
export function RulePage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => fetchRule(id))
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        <a class="rule-back" href="/rules">
          ← {w('back')}
        </a>
        {answer === null && <Loading />}
        {answer?.ok === false && (
          <>
            <h1 class="off-screen">{w('title')}</h1>
            <Failed error={answer.error} again={again} />
          </>
        )}
        {answer?.ok === true && <Rule found={answer.value} after={again} />}
      </div>
    </div>
  )
}
