// Recognises what a RELP sender sends again after a broken session, so that an event is visible once.
//
// A sender repeats every frame it has heard no answer for, and often more of its last batch. Which frames of
// a peer were kept last is remembered as hashes (LIMITS.repeatWindowFrames), at a restart read back from
// the raw log. Only in the sessions that follow an unclean end (or our own start) is a frame compared, and
// only until clearly new ones come: identical lines in a whole session are legitimate and all kept. Each
// remembered hash recognises one frame.

import { hash } from 'node:crypto'
import { LIMITS } from '#/kernel/limits.ts'

/** So many frames in a row that are not known end the comparing. */
const NEW_IN_A_ROW = 1024
/** A peer may have had several sessions open when we were stopped. */
const SESSIONS_AFTER_START = 16
const MAX_PEERS = 1024

export interface RepeatFilter {
  /** A frame found in the raw log at the start; oldest first. */
  recall(peer: string, frame: Uint8Array): void
  /** A session begins. Waits until broken sessions of the same peer have kept what they had read. */
  begin(peer: string): Promise<PeerSession>
}

export interface PeerSession {
  /** True for a frame that an earlier session has kept; asked once for each frame, in order. */
  isRepeat(frame: Uint8Array): boolean
  /** These frames are durable. */
  remember(frames: readonly Uint8Array[]): void
  /** The connection is gone, cleanly or not; frames may still be on their way to the disk. */
  broken(clean: boolean): void
  /** Nothing of the session is under way any more. */
  settled(): void
}

interface Peer {
  /** Hashes of the frames kept last, oldest first. */
  readonly kept: string[]
  /** What repeating sessions may send again: hash → how often. */
  expected: Map<string, number>
  /** Sessions to come that may repeat, after unclean ends and after our start. */
  afterBreaks: number
  afterStart: number
  readonly unsettled: Set<Promise<void>>
  open: number
}

export function createRepeatFilter(windowFrames: number = LIMITS.repeatWindowFrames): RepeatFilter {
  // In order of the last session: the peer heard longest ago is forgotten first.
  const peers = new Map<string, Peer>()
  const peerOf = (address: string): Peer => {
    const known = peers.get(address)
    const peer = known ?? {
      kept: [],
      expected: new Map(),
      afterBreaks: 0,
      afterStart: 0,
      unsettled: new Set(),
      open: 0,
    }
    peers.delete(address)
    peers.set(address, peer)
    if (peers.size > MAX_PEERS) forgetOne(peers)
    return peer
  }
  return {
    recall(address, frame) {
      const peer = peerOf(address)
      keep(peer, frame, windowFrames)
      peer.afterStart = SESSIONS_AFTER_START
    },
    async begin(address) {
      const peer = peerOf(address)
      peer.open++
      await Promise.all(peer.unsettled)
      if (peer.afterStart === SESSIONS_AFTER_START) expectAgain(peer, windowFrames)
      const repeats = peer.afterBreaks > 0 || peer.afterStart > 0
      if (peer.afterBreaks > 0) peer.afterBreaks--
      else if (peer.afterStart > 0) peer.afterStart--
      return openSession(peer, repeats, windowFrames)
    },
  }
}

function openSession(peer: Peer, repeats: boolean, windowFrames: number): PeerSession {
  let comparing = repeats
  let newInARow = 0
  let settle: (() => void) | undefined
  return {
    isRepeat(frame) {
      if (!comparing) return false
      const key = hashOf(frame)
      const left = peer.expected.get(key) ?? 0
      if (left === 0) {
        comparing = ++newInARow < NEW_IN_A_ROW && peer.expected.size > 0
        return false
      }
      newInARow = 0
      if (left === 1) peer.expected.delete(key)
      else peer.expected.set(key, left - 1)
      return true
    },
    remember(frames) {
      for (const frame of frames) keep(peer, frame, windowFrames)
    },
    broken(clean) {
      const { promise, resolve } = Promise.withResolvers<void>()
      peer.unsettled.add(promise)
      settle = () => {
        peer.open--
        peer.unsettled.delete(promise)
        // A sender that ends in order has nothing left to repeat from before our start.
        if (clean) peer.afterStart = 0
        else {
          peer.afterBreaks++
          expectAgain(peer, windowFrames)
        }
        resolve()
      }
    },
    settled: () => settle?.(),
  }
}

function keep(peer: Peer, frame: Uint8Array, windowFrames: number): void {
  peer.kept.push(hashOf(frame))
  // Cut seldom, not at each frame.
  if (peer.kept.length >= windowFrames * 2) peer.kept.splice(0, peer.kept.length - windowFrames)
}

function expectAgain(peer: Peer, windowFrames: number): void {
  peer.expected = new Map()
  for (const each of peer.kept.slice(-windowFrames))
    peer.expected.set(each, (peer.expected.get(each) ?? 0) + 1)
}

function hashOf(frame: Uint8Array): string {
  return hash('sha1', frame, 'base64')
}

function forgetOne(peers: Map<string, Peer>): void {
  for (const [address, peer] of peers) {
    if (peer.open > 0) continue
    peers.delete(address)
    return
  }
}
