// What anybody may do: report an incident and follow it, on a page or by program. Every way in pays from a
// purse of its network address and from one of all together; a notice also needs a form's token.

import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NOTICE_FIELDS } from '#/incidents/intake-check.ts'
import type { TokenVerdict } from '#/incidents/intake-code.ts'
import type { NoticeContents } from '#/incidents/intake-notice.ts'
import type { Followed } from '#/incidents/intake.ts'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { FollowView } from '../contract/intake.ts'
import { ApiError } from '../errors.ts'
import { PAGE_STYLE } from '../intake-pages/page-style.ts'
import { PAGE_WORDS, pageLanguage, type PageWords } from '../intake-pages/page-words.ts'
import {
  KEPT_EMPTY,
  acknowledgement,
  followPage,
  receivedPage,
  reportPage,
  type FieldError,
} from '../intake-pages/pages.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { createPurses, networkOf, type PurseSize } from '../purses.ts'

type PublicHandlers = Handlers<
  | 'intakePage'
  | 'intakePageSend'
  | 'followPage'
  | 'followPageSend'
  | 'intakeStyle'
  | 'intakeToken'
  | 'sendNotice'
  | 'followNotice'
  | 'addToNotice'
>

const MINUTE = 60_000
/** Notices: five at once from one network, then one in ten minutes; all together 120, then one in 20 seconds. */
const NOTICES: Throttled = {
  ofNetwork: { attempts: 5, refillMs: 10 * MINUTE },
  ofAll: { attempts: 120, refillMs: 20_000 },
}
/** Looking and adding: a hundred random bits are not guessed, but neither shall anybody try for long. */
const LOOKS: Throttled = {
  ofNetwork: { attempts: 20, refillMs: 15_000 },
  ofAll: { attempts: 600, refillMs: 500 },
}

interface Throttled {
  readonly ofNetwork: PurseSize
  readonly ofAll: PurseSize
}

/** A city that closes the page in its configuration has none: every address of it answers like one that is not there. */
export function intakePublicRoutes(
  platform: Pick<Platform, 'intake' | 'intakeOpen' | 'clock'>,
): PublicHandlers {
  const handlers = openRoutes(platform)
  if (platform.intakeOpen) return handlers
  const closed = (): never => {
    throw new ApiError('not-found', 'There is nothing here.')
  }
  return Object.fromEntries(Object.keys(handlers).map(name => [name, closed])) as unknown as PublicHandlers
}

function openRoutes({ intake, clock }: Pick<Platform, 'intake' | 'clock'>): PublicHandlers {
  const notices = createThrottle(NOTICES, clock)
  const looks = createThrottle(LOOKS, clock)

  async function look(code: string, request: FastifyRequest): Promise<Followed> {
    refuseThrottled(looks.attempt(request.ip))
    const followed = await intake.follow(code)
    if (followed === undefined) throw new ApiError('intake.not-found', 'No notice has this code.')
    return followed
  }

  return {
    intakePage({ query, reply }) {
      asPage(reply)
      return reportPage(pageLanguage(query.lang), {
        written: {},
        token: intake.tokens.make().token,
        nowMs: clock.now(),
      })
    },

    async intakePageSend({ query, body, request, reply }) {
      asPage(reply)
      const language = pageLanguage(query.lang)
      const words = PAGE_WORDS[language]
      const written = contentsOf(body)
      const again = (
        status: number,
        token: string,
        notice?: string,
        errors?: readonly FieldError[],
      ): string => {
        void reply.code(status)
        const said = {
          ...(notice === undefined ? {} : { notice }),
          ...(errors === undefined ? {} : { errors }),
        }
        return reportPage(language, { written, token, nowMs: clock.now(), ...said })
      }
      const token = body['token'] ?? ''
      const verdict = intake.tokens.check(token)
      // Too soon: the same token is good in a moment.
      if (verdict === 'too-soon') return again(400, token, words.tooSoon)
      const fresh = (): string => intake.tokens.make().token
      if (verdict !== 'good') return again(400, fresh(), tokenWords(verdict, words))
      if ((body[KEPT_EMPTY] ?? '') !== '')
        return again(400, token, undefined, [{ field: KEPT_EMPTY, text: words.keptEmpty }])
      const waitMs = notices.attempt(request.ip)
      if (waitMs > 0) {
        void reply.header('retry-after', seconds(waitMs))
        return again(429, token, words.throttled)
      }
      const outcome = await intake.send(written, { address: request.ip, language })
      if (outcome.kind === 'wrong') {
        notices.giveBack(request.ip)
        const errors = outcome.problems.map(({ field, text, textEnglish }) => ({
          field,
          text: language === 'vi' ? text : textEnglish,
        }))
        return again(400, token, undefined, errors)
      }
      intake.tokens.use(token)
      return receivedPage(language, outcome.receipt)
    },

    followPage({ query, reply }) {
      asPage(reply)
      return followPage(pageLanguage(query.lang), { code: '' })
    },

    async followPageSend({ query, body, request, reply }) {
      asPage(reply)
      const language = pageLanguage(query.lang)
      const words = PAGE_WORDS[language]
      const { code = '', text = '' } = body
      const waitMs = looks.attempt(request.ip)
      if (waitMs > 0) {
        void reply.code(429).header('retry-after', seconds(waitMs))
        return followPage(language, { code, error: words.throttled })
      }
      let [notice, error]: (string | undefined)[] = []
      if (body['add'] !== undefined) {
        const added = isMessage(text) ? await intake.add(code, text.trim()) : 'blank'
        if (added === 'added') notice = words.added
        else if (added !== 'not-found') error = added === 'blank' ? words.addBlank : words.tooMany
      }
      const followed = await intake.follow(code)
      if (followed === undefined || error !== undefined) void reply.code(followed === undefined ? 404 : 400)
      if (followed === undefined) return followPage(language, { code, error: words.unknownCode })
      return followPage(language, {
        code,
        followed,
        ...(notice === undefined ? {} : { notice }),
        ...(error === undefined ? {} : { error, text }),
      })
    },

    intakeStyle({ reply }) {
      void reply.header('cache-control', 'public, max-age=3600')
      return PAGE_STYLE
    },

    intakeToken: () => intake.tokens.make(),

    async sendNotice({ body, request }) {
      const { token, ...written } = body
      const verdict = intake.tokens.check(token)
      if (verdict !== 'good') throw new ApiError('intake.token', `body/token: ${TOKEN_REASONS[verdict]}`)
      refuseThrottled(notices.attempt(request.ip))
      const outcome = await intake.send(contentsOf(written), { address: request.ip, language: 'vi' })
      if (outcome.kind === 'wrong') {
        notices.giveBack(request.ip)
        const [problem] = outcome.problems
        throw new ApiError('request.invalid', `body/${problem?.field}: ${problem?.textEnglish}`)
      }
      intake.tokens.use(token)
      const { receipt } = outcome
      return {
        ...receipt,
        acknowledgement: acknowledgement('vi', receipt),
        acknowledgementEnglish: acknowledgement('en', receipt),
      }
    },

    followNotice: async ({ body, request }) => showFollowed(await look(body.code, request)),

    async addToNotice({ body, request }) {
      if (!isMessage(body.text)) throw new ApiError('request.invalid', 'body/text: must not be blank')
      await look(body.code, request)
      if ((await intake.add(body.code, body.text.trim())) === 'too-many')
        throw new ApiError('intake.too-many-messages', 'There are too many messages on this notice.')
      return showFollowed(await look(body.code, request))
    },
  }
}

/** A page is never kept, and its forms say where they come from (their Origin would be `null` without). */
function asPage(reply: FastifyReply): void {
  void reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
}

function contentsOf(written: Readonly<Partial<Record<string, string>>>): NoticeContents {
  return Object.fromEntries(
    NOTICE_FIELDS.map(field => [field, written[field] ?? '']),
  ) as unknown as NoticeContents
}

const TOKEN_REASONS = {
  'too-soon': 'is not usable yet',
  'too-old': 'is too old',
  used: 'has been used',
  forged: 'is not one of ours',
} as const satisfies Record<Exclude<TokenVerdict, 'good'>, string>

function tokenWords(verdict: Exclude<TokenVerdict, 'good'>, words: PageWords): string {
  return verdict === 'used' ? words.alreadySent : words.tooOld
}

function isMessage(text: string): boolean {
  return text.trim() !== '' && text.length <= 4000
}

function showFollowed({ notice, standing }: Followed): FollowView {
  return {
    number: notice.number,
    receivedAt: notice.receivedAt,
    state: standing.state,
    text: standing.words[0],
    textEnglish: standing.words[1],
    outcome: notice.publicReason === '' ? null : notice.publicReason,
    messages: notice.messages.map(({ at, by, text }) => ({
      at,
      from: by === null ? 'reporter' : 'centre',
      text,
    })),
  }
}

function refuseThrottled(waitMs: number): void {
  if (waitMs > 0)
    throw new ApiError('intake.throttled', 'Too many requests; try again later.', {
      retryAfterSeconds: Number(seconds(waitMs)),
    })
}

const seconds = (ms: number): string => String(Math.ceil(ms / 1000))

interface Throttle {
  /** Takes an attempt; 0 when it may go on, else the ms to wait. */
  attempt(address: string): number
  giveBack(address: string): void
}

function createThrottle({ ofNetwork, ofAll }: Throttled, clock: Clock): Throttle {
  const networks = createPurses(ofNetwork, LIMITS.maxIntakeKeys, clock)
  const everybody = createPurses(ofAll, 1, clock)
  const keyOf = (address: string): string => (isIP(address) === 0 ? 'unknown' : networkOf(address))
  return {
    attempt(address) {
      const waitMs = Math.max(networks.waitMs(keyOf(address)), everybody.waitMs(''))
      if (waitMs > 0) return waitMs
      networks.take(keyOf(address))
      everybody.take('')
      return 0
    },
    giveBack(address) {
      networks.giveBack(keyOf(address))
      everybody.giveBack('')
    },
  }
}
