// The risk of an incident as a ledger: each line with the points it brought and what is left of them.

import type { RiskView } from '#/api/contract/incident-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { language, plainKey, t } from '../../i18n/text.ts'
import { Failed } from '../../parts/states.tsx'
import { numberText, spanText } from '../../parts/time-text.ts'
import { Moment } from '../../parts/when.tsx'
import { personName } from '../../state/people.ts'
import { may } from '../../state/session.ts'
import { tacticText } from '../mau05-text.ts'
import { askFor } from '../work/decide.ts'
import { isAbsent, useLatest } from '../work/use-latest.ts'
import { workApi } from '../work/work-api.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

type Line = RiskView['lines'][number]

/** What the line says in the language shown; as it was written when it carries no parts. */
export function riskText({ why, text, parts, by }: Line): string {
  if (parts === undefined) return text
  const { level = '', title = '', titleEnglish = title, tactic = '', value = '', incidents = '' } = parts
  const ruleTitle = language.value === 'en' ? titleEnglish : title
  switch (why) {
    case 'rule': {
      const key = plainKey(`severity.${level}`)
      return w('risk.rule', { level: key === null ? level : t(key).toLowerCase(), title: ruleTitle })
    }
    case 'system-level':
      return w('risk.system-level', { level })
    case 'threat':
      return w('risk.threat', { tactic: tacticText(tactic.replace('attack.', '')) })
    case 'seen-elsewhere':
      return w('risk.seen-elsewhere', { value, n: incidents })
    case 'repeated':
      return w('risk.repeated', { n: parts['times'] ?? '', title: ruleTitle })
    case 'adjusted':
      return w('risk.adjusted', { name: personName(by), reason: parts['reason'] ?? '' })
  }
}

function signed(points: number): string {
  return `${points > 0 ? '+' : ''}${numberText(Math.round(points * 10) / 10)}`
}

/** The part; silent when the platform has no ledger. */
export function RiskPart({ incident }: { readonly incident: IncidentView }) {
  const { value: risk, error, again } = useLatest(incident.version, () => workApi.risk(incident.id))
  if (risk === null) return error === null || isAbsent(error) ? null : <Failed error={error} again={again} />
  const canAdjust = may('incidents.work') && incident.status !== 'closed'
  return (
    <Part
      name="risk"
      title={w('risk')}
      hint={w('risk.value', { n: numberText(risk.value) })}
      acts={
        canAdjust && (
          <button type="button" class="small" onClick={() => askFor(incident, { kind: 'risk' })}>
            {w('risk.adjust')}
          </button>
        )
      }
    >
      <meter class="risk-meter" min={0} max={100} value={risk.value} aria-label={w('risk')}>
        {risk.value}
      </meter>
      {risk.lines.length === 0 ? (
        <p class="hint">{w('risk.none')}</p>
      ) : (
        <table class="ledger">
          <thead>
            <tr>
              <th scope="col">{w('risk.what')}</th>
              <th scope="col">{w('risk.points')}</th>
              <th scope="col">{w('risk.remaining')}</th>
            </tr>
          </thead>
          <tbody>
            {risk.lines.map((line, at) => (
              <tr key={at}>
                <td>
                  {riskText(line)}{' '}
                  <span class="hint">
                    <Moment at={line.at} />
                  </span>
                </td>
                <td>{signed(line.points)}</td>
                <td>{signed(line.remaining)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="hint">{w('risk.decay', { t: spanText(risk.halfLifeMs) })}</p>
    </Part>
  )
}
