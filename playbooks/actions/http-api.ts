// The http-api command (CACAO 2.0, section 5.6): one HTTP request to a machine. To the agent `thapcanh.internal`
// it is a command to a service of the platform itself and goes nowhere (own-services.ts).

import type { Action, RenderContext, RenderedCommand } from '../action.ts'
import { cutOffBy } from './cut-off.ts'
import { isOwn } from './endpoint.ts'
import { KEY_PLACEHOLDER, renderHttp, sendRendered, type HttpDetails } from './http-command.ts'
import { httpOutcome, isSafe } from './http-outcome.ts'
import type { OwnServices } from './own-services.ts'
import type { SendHttp } from './send-http.ts'
import { rendering } from './template.ts'

export function createHttpAction(send: SendHttp, own: OwnServices): Action {
  return {
    type: 'http-api',
    render: context =>
      rendering('http-api command', () => (isOwn(context) ? own.render(context) : render(context))),
    async perform(rendered, context) {
      if ('service' in rendered.details) return await own.perform(rendered, context)
      const details = rendered.details as unknown as HttpDetails
      return httpOutcome(details.method, await sendRendered(details, context, send))
    },
  }
}

function render(context: RenderContext): RenderedCommand {
  const details = renderHttp(context, { 'idempotency-key': KEY_PLACEHOLDER })
  const { method, url, content } = details
  const { description } = context.command
  const safe = isSafe(method)
  const texts = [decodeTarget(url), content.kind === 'text' ? content.text : '']
  return {
    type: 'http-api',
    summary: `${method} ${url}`,
    details: { ...details },
    target: new URL(url).host,
    changes: safe ? [] : [`${new URL(url).host}: ${description ?? `${method} ${new URL(url).pathname}`}`],
    cutsOff: safe ? [] : cutOffBy(context, texts),
  }
}

/** Path and query as they were before they were encoded; the machine itself is not what is cut off. */
export function decodeTarget(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
    .split(/[/?&=]/)
    .map(part => {
      try {
        return decodeURIComponent(part)
      } catch {
        return part
      }
    })
    .join(' ')
}
