// The letterhead's answers: from the organisation in the configuration and the law profile's recipients.

import type { Answers } from '../document.ts'
import type { Form } from '../form.ts'
import { HEAD } from '../forms/head.ts'
import { dateOf } from '../vietnamese-time.ts'
import type { Answering, Figures } from './figures.ts'

export function fillHead(form: Form, figures: Figures, answer: Answering): Answers {
  const { organisation } = figures
  const own = (key: string): string => `config:organisation.${key}`
  const to = figures.recipients(form.id)
  const sign = [form.sign, organisation.abbreviation].filter(part => part !== '').join('-')
  return {
    [HEAD.governingBody]: answer.text(organisation.governingBody, own('governingBody')),
    [HEAD.agency]: answer.text(organisation.name, own('name')),
    [HEAD.sign]: answer.text(organisation.abbreviation === '' ? '' : sign, own('abbreviation')),
    [HEAD.place]: answer.text(organisation.place, own('place')),
    [HEAD.date]: answer.text(dateOf(answer.at), 'clock'),
    ...(to.length === 0 ? {} : { [HEAD.to]: answer.items(to, `law:recipients form:${form.id}`) }),
    [HEAD.copies]: answer.items(
      to.length === 0 ? ['Lưu: VT'] : ['Như trên', 'Lưu: VT'],
      `law:recipients form:${form.id}`,
      to.length,
    ),
    [HEAD.authority]: answer.text(organisation.signatory.authority, own('signatory.authority')),
    [HEAD.position]: answer.text(organisation.signatory.position, own('signatory.position')),
    [HEAD.signatory]: answer.text(organisation.signatory.name, own('signatory.name')),
  }
}
