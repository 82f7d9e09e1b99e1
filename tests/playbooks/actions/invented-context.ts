// Contexts for actions under test: variables by name, secrets by name, a signal of its own.

import { Permanent } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Action, PerformContext, RenderContext, RenderedCommand } from '#/playbooks/action.ts'

/** Looks `__name__` and `__name__:value` up, as the engine does. */
export function substituteFrom(values: Readonly<Record<string, string>>) {
  return (text: string): string =>
    text.replace(/__([A-Za-z][A-Za-z0-9_-]*?)__(?::value)?/g, (found, name: string) => values[name] ?? found)
}

export function renderContext(
  parts: Partial<RenderContext> & Pick<RenderContext, 'command'>,
  values: Readonly<Record<string, string>> = {},
): RenderContext {
  return {
    agent: undefined,
    target: undefined,
    authentication: undefined,
    substitute: substituteFrom(values),
    ...parts,
  }
}

export function mustRender(action: Action, context: RenderContext): RenderedCommand {
  const rendered = action.render(context)
  if ('code' in rendered) throw new Error(`${rendered.code}: ${rendered.detail}`)
  // It is kept as JSON between rendering and sending.
  return JSON.parse(JSON.stringify(rendered)) as RenderedCommand
}

export function problemOf(action: Action, context: RenderContext): Problem {
  const rendered = action.render(context)
  if (!('code' in rendered)) throw new Error(`rendered: ${rendered.summary}`)
  return rendered
}

export function performContext(
  secrets: Readonly<Record<string, string>> = {},
  parts: Partial<PerformContext> = {},
): PerformContext {
  return {
    idempotencyKey: 'run-1.step-2.0.abc',
    secret(name) {
      const value = secrets[name]
      if (value === undefined) throw new Permanent('secret.missing', `no secret ${name}`)
      return value
    },
    signal: new AbortController().signal,
    runId: 'run-1',
    incidentId: 'i-1',
    ...parts,
  }
}
