// Ordinary or serious: an authorised person decides and says why. The test of the law profile stands above the
// decision; what the platform knows is answered, the rest is asked, and the proposal follows the answers.

import { useEffect, useState } from 'preact/hooks'
import type { SeriousnessView } from '#/api/contract/law.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import type { Static } from 'typebox'
import { language } from '../../i18n/text.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import { ClocksThatFollow } from './clocks-that-follow.tsx'
import { decide } from './decide.ts'
import { ReasonField } from './text-fields.tsx'
import { w } from './work-words.ts'
import { workApi } from './work-api.ts'

type Test = Static<typeof SeriousnessView>
type Question = Test['groups'][number]['questions'][number]
type Answers = Readonly<Record<string, boolean | null>>

interface QuestionLineProps {
  readonly question: Question
  readonly answer: boolean | null
  readonly choose: (answer: boolean | null) => void
}

const CHOICES = [
  { value: true, word: 'gravity.yes' },
  { value: false, word: 'gravity.no' },
  { value: null, word: 'gravity.unknown' },
] as const

function QuestionLine({ question, answer, choose }: QuestionLineProps) {
  const { title, from, cites } = question
  const known = from === 'platform' && question.answer !== null
  return (
    <div class="test-question">
      <p>
        {title[language.value]} <span class="hint">{cites.map(({ article }) => article).join('; ')}</span>
      </p>
      {known ? (
        <p>
          <strong>{w(question.answer === true ? 'gravity.yes' : 'gravity.no')}</strong>{' '}
          <span class="hint">{w('gravity.fromPlatform')}</span>
        </p>
      ) : (
        <span class="segments" role="group" aria-label={title[language.value]}>
          {CHOICES.map(({ value, word }) => (
            <button key={word} type="button" aria-pressed={answer === value} onClick={() => choose(value)}>
              {w(word)}
            </button>
          ))}
        </span>
      )}
    </div>
  )
}

/** The questions; nothing when the law profile has no test. */
function SeriousnessTest({ id }: { readonly id: string }) {
  const [test, setTest] = useState<Test | null>(null)
  const [answers, setAnswers] = useState<Answers>({})
  useEffect(() => {
    let wanted = true
    const given = (value: boolean): string[] => Object.keys(answers).filter(each => answers[each] === value)
    void workApi.seriousness(id, given(true), given(false)).then(answer => {
      if (wanted && answer.ok) setTest(answer.value)
    })
    return () => {
      wanted = false
    }
  }, [id, answers])
  if (test === null) return null
  return (
    <div class="test">
      <h3>{test.title[language.value]}</h3>
      {test.groups.map(group => (
        <section key={group.id} class="test-group">
          <p class="test-head">
            <strong>{group.title[language.value]}</strong>{' '}
            {group.holds !== null && (
              <span class={group.holds ? 'tone-warn' : 'hint'}>
                {w(group.holds ? 'gravity.holds' : 'gravity.fails')}
              </span>
            )}
          </p>
          {group.questions.map(question => (
            <QuestionLine
              key={question.id}
              question={question}
              answer={answers[question.id] ?? null}
              choose={answer => setAnswers({ ...answers, [question.id]: answer })}
            />
          ))}
        </section>
      ))}
      <p class="form-note" role="status">
        {w(`gravity.proposal.${test.proposal}`)}
        {test.caution !== undefined && <span class="hint block">{test.caution[language.value]}</span>}
      </p>
    </div>
  )
}

/** The dialog of a lead. */
export function GravityDialog({ incident }: { readonly incident: IncidentView }) {
  const [value, setValue] = useState(incident.gravity?.value ?? '')
  const { code } = incident
  return (
    <DialogForm
      title={w('gravity.title', { code })}
      submit={w('save')}
      send={fields => {
        const decided = fields.get('gravity') === 'serious' ? 'serious' : 'ordinary'
        return decide(
          incident,
          'gravity',
          { value: decided, reason: trimmedText(fields, 'reason') },
          w('done.gravity', { code, value: w(`gravity.${decided}`).toLowerCase() }),
        )
      }}
    >
      <SeriousnessTest id={incident.id} />
      <fieldset class="outcomes">
        <legend>{w('gravity.decision')}</legend>
        {(['ordinary', 'serious'] as const).map(each => (
          <label key={each} class="outcome">
            <input
              type="radio"
              name="gravity"
              value={each}
              required
              checked={value === each}
              onChange={() => setValue(each)}
            />
            <span class="outcome-name">{w(`gravity.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {value === 'serious' && <ClocksThatFollow condition="gravity:serious" />}
      <ReasonField />
    </DialogForm>
  )
}
