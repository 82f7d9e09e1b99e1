// Asks a person at the terminal what a playbook waits for: approvals, manual tasks, outcomes that nobody knows.
// Who sits there is one person with the highest role; what needs two is left waiting.

import { userInfo } from 'node:os'
import { createInterface, type Interface } from 'node:readline/promises'
import type { PendingQuestion, PlaybookDesk, Person, Settled } from '#/playbooks/desk.ts'
import type { Io } from './io.ts'

export interface Asker extends Disposable {
  /** Questions that this person cannot or would not settle. */
  readonly passedOver: ReadonlySet<string>
  /** `nobody`: there is no terminal, or it has been closed. */
  ask(question: PendingQuestion): Promise<'asked' | 'nobody'>
}

class Gone extends Error {}

export function createAsker(desk: PlaybookDesk, { stdin, stderr }: Io): Asker {
  const isTerminal = (stdin as { isTTY?: boolean }).isTTY === true
  const passedOver = new Set<string>()
  const person: Person = { name: userInfo().username, role: 'admin' }
  let lines: Interface | undefined
  const closed = Promise.withResolvers<never>()
  closed.promise.catch(() => {})
  let isClosed = false

  async function line(prompt: string): Promise<string> {
    if (lines === undefined) {
      lines = createInterface({ input: stdin, output: stderr })
      lines.once('close', () => {
        isClosed = true
        closed.reject(new Gone())
      })
    }
    if (isClosed) throw new Gone()
    return (await Promise.race([lines.question(prompt), closed.promise])).trim()
  }
  const yes = async (prompt: string): Promise<boolean> =>
    /^(?:y|yes|c|có|co)$/i.test(await line(`${prompt} [y/N] `))

  async function settle(question: PendingQuestion): Promise<Settled> {
    switch (question.kind) {
      case 'approval':
        return await approve(question)
      case 'manual':
        return await answer(question)
      case 'outcome':
        return await resolve(question)
    }
  }

  async function approve({ id, approval, rendered, stepName }: PendingQuestion): Promise<Settled> {
    const { rule, digest, given } = approval!
    stderr.write(`\nPhê duyệt / approval: ${stepName}\n${rule.reason}\n`)
    for (const { summary, details, changes } of rendered) {
      stderr.write(`  ${summary}\n${JSON.stringify(details, null, 2)}\n`)
      for (const change of changes) stderr.write(`  → ${change}\n`)
    }
    if (rule.quorum > 1) stderr.write(`${given.length} of ${rule.quorum} persons have agreed.\n`)
    const agrees = await yes('Đồng ý / approve?')
    const reason = await line('Lý do / reason: ')
    const settled = await desk.decide(id, { approve: agrees, reason, digest, by: person })
    // One person counts once; the others are not at this terminal.
    if (settled.kind === 'done' && agrees && given.length + 1 < rule.quorum) passedOver.add(id)
    return settled
  }

  async function answer({ id, manual, stepName }: PendingQuestion): Promise<Settled> {
    const { text, form } = manual!
    stderr.write(`\nViệc của người / manual task: ${stepName}\n${text}\n`)
    const answers: Record<string, string> = {}
    for (const { variable, label, kind, choices = [], required } of form) {
      const hint = kind === 'yes-no' ? 'true/false' : choices.map(({ value }) => value).join('/')
      const given = await line(`${label}${hint === '' ? '' : ` (${hint})`}${required ? ' *' : ''}: `)
      if (given !== '') answers[variable] = given
    }
    const done = await yes('Đã làm xong / done?')
    const note = await line('Ghi chú / note: ')
    return await desk.answer(id, { done, answers, note, by: person })
  }

  async function resolve({ id, outcome, rendered, stepName }: PendingQuestion): Promise<Settled> {
    stderr.write(`\nKhông rõ kết quả / the outcome is not known: ${stepName}\n${outcome!.reason}\n`)
    for (const { summary } of rendered) stderr.write(`  ${summary}\n`)
    const word = await line('Đã xảy ra? / did it happen? [yes / no / give-up] ')
    const resolution = /^(?:y|yes|c|có|co)$/i.test(word)
      ? 'happened'
      : /^n/i.test(word)
        ? 'did-not-happen'
        : 'give-up'
    const note = await line('Ghi chú / note: ')
    return await desk.resolveUnknown(id, { resolution, answers: {}, note, by: person })
  }

  return {
    passedOver,
    async ask(question) {
      if (!isTerminal || isClosed) return 'nobody'
      try {
        const settled = await settle(question)
        if (settled.kind === 'refused') {
          stderr.write(`${settled.reason}\n`)
          // A wrong answer may be given anew; what this person may not settle stays waiting.
          if (settled.code !== 'answer.invalid') passedOver.add(question.id)
        }
        return 'asked'
      } catch (error) {
        if (error instanceof Gone) return 'nobody'
        throw error
      }
    },
    [Symbol.dispose]() {
      lines?.close()
    },
  }
}
