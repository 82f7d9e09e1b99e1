// What a command would cut off: the addresses and names in it, unless its playbook_activity says that it
// restricts nothing. It finds too much rather than too little; the list of protected assets decides.

import type { RenderContext } from '../action.ts'
import { parseAddressRange, writeRange } from './address-range.ts'
import { addressesOf } from './endpoint.ts'

/** Activities of CACAO's vocabulary that take access away; a command without activity is taken for one. */
const CUTTING = new Set(['restrict-access', 'disconnect-system', 'eliminate-risk', 'configure-systems'])
/** The rest of the vocabulary (playbook-activity-type-ov). */
const HARMLESS = new Set([
  'compose-content',
  'deliver-content',
  'identify-audience',
  'identify-channel',
  'scan-system',
  'match-indicator',
  'analyze-collected-data',
  'identify-indicators',
  'scan-vulnerabilities',
  'revert-system',
  'restore-data',
  'restore-capabilities',
  'map-network',
  'identify-steps',
  'step-sequence',
  'prepare-engagement',
  'execute-operation',
  'analyze-engagement-results',
])

const ADDRESS =
  /(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]+|\d{1,3}(?:\.\d{1,3}){3})(?:\/\d{1,3})?(?![\w:])/g
const NAME =
  /(?<![\w.@-])(?:\*\.)?(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+\p{L}[\p{L}\p{N}-]*\p{L}(?![\w(-])/gu

/** `texts`: all that is sent. For `disconnect-system`, a target beside the agent counts too. */
export function cutOffBy(context: RenderContext, texts: readonly string[]): readonly string[] {
  const activity = context.command.playbook_activity ?? ''
  if (HARMLESS.has(activity) && !CUTTING.has(activity)) return []
  const found = texts.flatMap(text => [...addressesIn(text), ...namesIn(text)])
  const own =
    activity === 'disconnect-system' && context.target !== context.agent
      ? addressesOf(context.target, context.substitute)
      : []
  return [...new Set([...found, ...own])]
}

function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(ADDRESS)].flatMap(([candidate]) => {
    const range = parseAddressRange(candidate.replace(/[.:]+$/, end => (end === '::' ? end : '')))
    return range === undefined ? [] : [writeRange(range)]
  })
}

function namesIn(text: string): readonly string[] {
  // Escapes of JSON would stand before a name like letters of it.
  const plain = text.replaceAll(/\\[nrt"\\/]/g, ' ').replaceAll(/[a-z][a-z0-9+.-]*:\/\//gi, ' ')
  return [...plain.matchAll(NAME)].map(([name]) => name.toLowerCase())
}
