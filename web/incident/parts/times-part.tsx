// The moments of the response, and how long after the detection each was reached.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { spanText } from '../../parts/time-text.ts'
import { Moment } from '../../parts/when.tsx'
import type { Milestone } from '../../state/dialog.ts'
import { may } from '../../state/session.ts'
import { askFor } from '../work/decide.ts'
import { w } from './part-words.ts'
import { Part } from './part.tsx'

const MOMENTS = ['acknowledged', 'triaged', 'contained', 'resolved', 'closed'] as const

function isMilestone(name: (typeof MOMENTS)[number]): name is Milestone {
  return name === 'triaged' || name === 'contained' || name === 'resolved'
}

/** The part; milestones that were set can be taken back. */
export function TimesPart({ incident }: { readonly incident: IncidentView }) {
  const works = may('incidents.work') && incident.mergedInto === null
  return (
    <Part name="times" title={w('spans')}>
      <dl>
        <div class="fact">
          <dt>{w('detected')}</dt>
          <dd>
            <Moment at={incident.detectedAt} />
          </dd>
        </div>
        {MOMENTS.map(name => {
          const at = incident[`${name}At`]
          return (
            <div class="fact judged" key={name}>
              <dt>{w(name)}</dt>
              <dd>
                <div class="judged-text">
                  {at === null ? (
                    <span class="hint">{w('notYet')}</span>
                  ) : (
                    <>
                      <Moment at={at} />{' '}
                      <span class="hint">
                        {w('after', { t: spanText(Math.max(0, at - incident.detectedAt)) })}
                      </span>
                    </>
                  )}
                </div>
                {works && isMilestone(name) && (
                  <button
                    type="button"
                    class="small quiet"
                    aria-label={`${w(name)}: ${w(at === null ? 'set' : 'takeBack')}`}
                    onClick={() =>
                      askFor(incident, {
                        kind: at === null ? 'milestone' : 'milestone-back',
                        milestone: name,
                      })
                    }
                  >
                    {w(at === null ? 'set' : 'takeBack')}
                  </button>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </Part>
  )
}
