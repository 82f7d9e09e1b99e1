// The platform's own services as a playbook reaches them: http-api commands to `thapcanh.internal`
// (docs/decisions/0013). One table names method, path and service; each service renders and performs its own.

import type { ActionOutcome, PerformContext, RenderContext, RenderedCommand } from '../action.ts'
import { fillJson } from './content.ts'
import { CannotRender, commandText, decodeText, fill } from './template.ts'

/** Members of the JSON content, variables filled in. */
export type ServiceContent = Readonly<Record<string, unknown>>

export interface OwnService {
  readonly method: string
  /** The path; one name in it may be a parameter: `/blocklists/:list`. */
  readonly path: string
  render(content: ServiceContent, parameter: string, context: RenderContext): ServiceRendering
  /** `details` as rendered, and read back from JSON. */
  perform(details: Readonly<Record<string, unknown>>, context: PerformContext): Promise<ActionOutcome>
}

/** What a service says of its command; its type and name are added. */
export type ServiceRendering = Omit<RenderedCommand, 'type'>

export interface OwnServices {
  /** Throws CannotRender. */
  render(context: RenderContext): RenderedCommand
  perform(rendered: RenderedCommand, context: PerformContext): Promise<ActionOutcome>
}

const START_LINE = /^([A-Za-z]+)[ \t]+(\S+)(?:[ \t]+HTTP\/\S+)?$/

export function createOwnServices(services: readonly OwnService[]): OwnServices {
  const nameOf = ({ method, path }: OwnService) => `${method} ${path}`
  return {
    render(context) {
      const { command, substitute } = context
      const [, method = '', target = ''] = START_LINE.exec(commandText(command).trim()) ?? []
      const path = fill(target, substitute, (value, name) => {
        if (/^[\w-]+$/.test(value)) return value
        throw new CannotRender(`the value of ${name} cannot be part of the path ${target}`)
      })
      for (const service of services) {
        const parameter = parameterOf(service, method.toUpperCase(), path)
        if (parameter === undefined) continue
        const rendering = service.render(contentOf(context), parameter, context)
        return { type: 'http-api', ...rendering, details: { service: nameOf(service), ...rendering.details } }
      }
      const known = services.map(nameOf).join(', ')
      throw new CannotRender(
        `“${method} ${path}” is no service of the platform: ${known}`,
        'command.unsupported',
      )
    },

    async perform(rendered, context) {
      const service = services.find(one => nameOf(one) === rendered.details['service'])
      if (service === undefined)
        throw new Error(`${String(rendered.details['service'])} was rendered by no service`)
      return await service.perform(rendered.details, context)
    },
  }
}

/** Undefined: the service is not meant. Empty: it has no parameter. */
function parameterOf(service: OwnService, method: string, path: string): string | undefined {
  if (service.method !== method) return undefined
  const [head = '', parameter] = service.path.split(':')
  if (parameter === undefined) return path === service.path ? '' : undefined
  const rest = path.startsWith(head) ? path.slice(head.length) : ''
  return /^[\w‹›-]+$/.test(rest) ? rest : undefined
}

function contentOf({ command, substitute }: RenderContext): ServiceContent {
  const { content, content_b64: encoded } = command
  const template =
    typeof content === 'string'
      ? content
      : typeof encoded === 'string'
        ? decodeText(encoded, 'content_b64')
        : '{}'
  const parsed: unknown = JSON.parse(fillJson(template, substitute))
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new CannotRender('the content is not a JSON object')
  return parsed as ServiceContent
}

/** A member that must be text; throws CannotRender. */
export function textMember(content: ServiceContent, name: string): string {
  const value = content[name]
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new CannotRender(`the content lacks ${name}`)
}

/** A member that is a number, perhaps written as text; undefined when it is absent, null or empty. */
export function numberMember(content: ServiceContent, name: string): number | undefined {
  const value = content[name]
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN
  if (Number.isFinite(number) && number > 0) return number
  throw new CannotRender(`${name} is not a number above 0`)
}

/** Refuses members that the service does not know: a misspelt one would be passed over. */
export function onlyMembers(content: ServiceContent, names: readonly string[]): void {
  const strange = Object.keys(content).find(name => !names.includes(name))
  if (strange !== undefined)
    throw new CannotRender(`the content has no member ${strange}; it has ${names.join(', ')}`)
}
