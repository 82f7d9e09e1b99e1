// The figures of the time chosen: volume, tone, what is unsure, the crisis level, spikes, sources. Each says what
// it is compared with, and leads to where more is known.

import type { ComponentChildren } from 'preact'
import type { MediaOverview } from '#/api/contract/media.ts'
import { numberText } from '../parts/time-text.ts'
import { CrisisMark, CrisisReasons } from './crisis-mark.tsx'
import { shareText, signedText } from './figure-text.ts'
import { COUNTED_TONES, type ToneCounts } from './media-api.ts'
import { w } from './story-words.ts'

interface FigureProps {
  readonly name: string
  readonly hint?: string
  readonly tone?: 'warn' | 'bad'
  readonly wide?: true
  readonly children: ComponentChildren
}

function Figure({ name, hint, tone, wide, children }: FigureProps) {
  const classes = ['figure', tone !== undefined && `tone-${tone}`, wide === true && 'figure-wide']
  return (
    <div class={classes.filter(Boolean).join(' ')} title={hint}>
      <dt>
        {name}
        {hint !== undefined && <span class="off-screen"> ({hint})</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

function changeText(now: number, before: number): string {
  if (before === 0) return w('noBefore')
  const share = (now - before) / before
  if (Math.abs(share) < 0.0005) return w('level')
  return w(share > 0 ? 'up' : 'down', { p: shareText(Math.abs(share)) })
}

const allOf = (tones: ToneCounts): number => COUNTED_TONES.reduce((sum, tone) => sum + tones[tone], 0)

function NetTone({ now, before }: Pick<MediaOverview, 'now' | 'before'>) {
  const net = now.netTone
  return (
    <Figure name={w('net')} hint={w('netHint')}>
      <span class="figure-value">{net === null ? '–' : signedText(net.value)}</span>
      <span class="hint">
        {net === null
          ? w('netNone')
          : w('netBetween', { low: signedText(net.low), high: signedText(net.high) })}
        {before.netTone !== null && ` · ${w('netBefore', { value: signedText(before.netTone.value) })}`}
      </span>
    </Figure>
  )
}

const TROUBLES = ['failing', 'refused', 'silent'] as const

function Sources({ sources }: Pick<MediaOverview, 'sources'>) {
  const troubles = TROUBLES.filter(trouble => sources[trouble] > 0)
  return (
    <Figure name={w('sources')} {...(troubles.length > 0 ? { tone: 'warn' } : {})}>
      <span class="figure-value">{numberText(sources.enabled)}</span>
      {troubles.length === 0 ? (
        <span class="hint">{sources.enabled > 0 && w('sourcesFine')}</span>
      ) : (
        <a class="hint" href="/media/sources">
          {troubles.map(trouble => w(`trouble.${trouble}`, { n: numberText(sources[trouble]) })).join(', ')}
        </a>
      )}
    </Figure>
  )
}

/** The figures in one row. */
export function OverviewHead({ overview }: { readonly overview: MediaOverview }) {
  const { now, before, crisis, openSpikes, sources } = overview
  const unsure = allOf(now.tones) === 0 ? 0 : now.tones.unsure / allOf(now.tones)
  return (
    <dl class="figures media-figures" aria-label={w('overview')}>
      <Figure name={w('crisis')} wide {...(crisis.level >= 3 ? { tone: 'bad' } : {})}>
        <span class="figure-value">
          <CrisisMark level={crisis.level} />
        </span>
        {crisis.reasons.length === 0 ? (
          <span class="hint">{w('noReasons')}</span>
        ) : (
          <CrisisReasons crisis={crisis} />
        )}
      </Figure>
      <Figure name={w('volume')} hint={w('voices', { n: numberText(now.voices) })}>
        <span class="figure-value">{numberText(now.mentions)}</span>
        <span class="hint">{changeText(now.mentions, before.mentions)}</span>
      </Figure>
      <NetTone now={now} before={before} />
      <Figure name={w('unsure')}>
        <span class="figure-value">{shareText(unsure)}</span>
        <span class="hint">{w('unsureHint')}</span>
      </Figure>
      <Figure name={w('spikes')} {...(openSpikes > 0 ? { tone: 'warn' } : {})}>
        <span class="figure-value">{numberText(openSpikes)}</span>
        {openSpikes === 0 ? (
          <span class="hint">{w('spikesNone')}</span>
        ) : (
          <a class="hint" href="/media/spikes">
            {w('open.spikes')}
          </a>
        )}
      </Figure>
      <Sources sources={sources} />
    </dl>
  )
}
