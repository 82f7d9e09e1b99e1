// Observations that wait for older ones, in rooms of a quarter of a second by their time: putting one in and
// taking all up to a time out again costs about the same however many wait. A room is put in order when it is
// first opened, and anew when someone came in since.

import type { Observation } from './observation.ts'

/** ms of one room. */
const ROOM_MS = 256

interface Room {
  /** Its time, in rooms. */
  readonly number: number
  observations: Observation[]
  /** Those before it have left. */
  from: number
  isInOrder: boolean
}

export class WaitingRooms {
  /** Bytes of all that wait. */
  bytes = 0
  size = 0
  readonly #byNumber = new Map<number, Room>()
  /** Rooms in order, from `#first` on, when `#isInOrder`. */
  #rooms: Room[] = []
  #first = 0
  #isInOrder = true

  add(observation: Observation): void {
    const number = Math.floor(observation.time / ROOM_MS)
    let room = this.#byNumber.get(number)
    if (room === undefined) {
      room = { number, observations: [], from: 0, isInOrder: true }
      this.#byNumber.set(number, room)
      const last = this.#rooms.at(-1)
      if (last !== undefined && last.number > number) this.#isInOrder = false
      this.#rooms.push(room)
    }
    const before = room.observations.at(-1)
    if (room.isInOrder && before !== undefined && inOrder(before, observation) > 0) room.isInOrder = false
    room.observations.push(observation)
    this.bytes += bytesOf(observation)
    this.size += 1
  }

  /** Hands all that happened up to `time` to `take`, in order. */
  release(time: number, take: (observation: Observation) => void): void {
    this.#putInOrder()
    for (; this.#first < this.#rooms.length; this.#first++) {
      const room = this.#rooms[this.#first]!
      if (room.number * ROOM_MS > time) break
      this.#open(room, time, take)
      if (room.from < room.observations.length) break
      this.#byNumber.delete(room.number)
    }
    if (this.#first > 64 && this.#first * 2 > this.#rooms.length) {
      this.#rooms = this.#rooms.slice(this.#first)
      this.#first = 0
    }
  }

  /** The time before and at which half of them happened; there must be some. */
  middle(): number {
    this.#putInOrder()
    let count = 0
    for (const room of this.#rooms.slice(this.#first)) {
      count += room.observations.length - room.from
      if (count * 2 >= this.size) return room.number * ROOM_MS + ROOM_MS - 1
    }
    return -Infinity
  }

  all(): readonly Observation[] {
    return this.#rooms.slice(this.#first).flatMap(({ observations, from }) => observations.slice(from))
  }

  #open(room: Room, time: number, take: (observation: Observation) => void): void {
    if (!room.isInOrder) {
      room.observations = room.observations.slice(room.from).sort(inOrder)
      room.from = 0
      room.isInOrder = true
    }
    const { observations } = room
    for (; room.from < observations.length && observations[room.from]!.time <= time; room.from++) {
      const observation = observations[room.from]!
      this.bytes -= bytesOf(observation)
      this.size -= 1
      take(observation)
    }
  }

  #putInOrder(): void {
    if (this.#isInOrder) return
    this.#rooms = this.#rooms.slice(this.#first).sort((a, b) => a.number - b.number)
    this.#first = 0
    this.#isInOrder = true
  }
}

/** Bytes of an observation that waits, without its texts. */
const OBSERVATION_BYTES = 160

function bytesOf({ key, label, text }: Observation): number {
  return OBSERVATION_BYTES + 2 * (key.length + text.length + (label === key ? 0 : label.length))
}

function inOrder(a: Observation, b: Observation): number {
  return a.time - b.time || a.sequence - b.sequence || a.correlation - b.correlation || a.rule - b.rule
}
