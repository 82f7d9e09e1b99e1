// An event as a rule sees it: fields under the rule's names, every value ready to be compared. Values are folded
// once per event however many rules ask, and only when one asks.
//
// A field that is present but null is kept apart from an absent one: `exists` needs the difference.

import type { Event, Scalar } from '#/kernel/event.ts'
import { foldCase, foldDashes } from './case-fold.ts'
import { CharacterPairs } from './character-pairs.ts'
import type { FieldNames, FieldSource } from './field-names.ts'
import type { ComparableText } from './text-pattern.ts'
import { unreachable } from './unreachable.ts'

/** One value with the views that patterns compare with. */
export class FieldMember implements ComparableText {
  readonly raw: Scalar | null
  readonly text: string
  private foldedText: string | undefined
  private dashFoldedText: string | undefined

  constructor(raw: Scalar | null) {
    this.raw = raw
    this.text = raw === null ? '' : String(raw)
  }

  get folded(): string {
    return (this.foldedText ??= foldCase(this.text))
  }

  get dashFolded(): string {
    return (this.dashFoldedText ??= foldDashes(this.folded))
  }
}

/** What a field of a rule found in the event. */
export interface FieldContent {
  /** False when no source of the field is in the event. */
  readonly present: boolean
  /** The event's own name of it; the first when several were joined. */
  readonly key: string
  readonly members: readonly FieldMember[]
}

/** Where the values of an event are found. */
export interface ValueSource {
  /** The event itself. */
  whole(): Event
  /** What stands under the event's own name; undefined when it is absent. */
  read(key: string): Event[string] | null | undefined
}

/** Values of an event that is there. */
export function eventSource(event: Event): ValueSource {
  return { whole: () => event, read: key => (Object.hasOwn(event, key) ? event[key] : undefined) }
}

/** The values of one event, shared by the views of all rules. */
export class EventValues {
  private readonly source: ValueSource
  private readonly contents = new Map<string, FieldContent | undefined>()
  private everything: readonly FieldContent[] | undefined
  private joinedText: string | undefined
  private joinedPairs: CharacterPairs | undefined

  constructor(source: ValueSource) {
    this.source = source
  }

  get event(): Event {
    return this.source.whole()
  }

  /** The content under the event's own name; undefined when it is absent. */
  at(key: string): FieldContent | undefined {
    const known = this.contents.get(key)
    if (known !== undefined || this.contents.has(key)) return known
    const content = contentOf(key, this.source.read(key))
    this.contents.set(key, content)
    return content
  }

  /** Everything a keyword is looked for in. */
  all(): readonly FieldContent[] {
    if (this.everything !== undefined) return this.everything
    const { event } = this
    this.everything = Object.keys(event)
      .filter(key => isSearched(event, key))
      .map(key => this.at(key)!)
    return this.everything
  }

  /** All values folded, one after the other with NUL between: what holds no keyword here holds none at all. */
  haystack(): string {
    this.joinedText ??= this.all()
      .flatMap(content => content.members.map(member => member.folded))
      .join('\u0000')
    return this.joinedText
  }

  /** Character pairs of the haystack. */
  pairs(): CharacterPairs {
    return (this.joinedPairs ??= new CharacterPairs(this.haystack()))
  }
}

/** The event under the field names of one kind of log source. */
export class EventView {
  readonly values: EventValues
  private readonly names: FieldNames
  private readonly found = new Map<string, FieldContent>()

  constructor(values: EventValues, names: FieldNames) {
    this.values = values
    this.names = names
  }

  /** The first source of the field that the event has. */
  field(name: string): FieldContent {
    const known = this.found.get(name)
    if (known !== undefined) return known
    const content = this.resolve(name)
    this.found.set(name, content)
    return content
  }

  private resolve(name: string): FieldContent {
    for (const source of this.names.sourcesOf(name)) {
      const content = this.read(source)
      if (content !== undefined) return content
    }
    return { present: false, key: name, members: [] }
  }

  private read(source: FieldSource): FieldContent | undefined {
    switch (source.kind) {
      case 'key':
        return this.values.at(source.key)
      case 'joined': {
        const contents = source.keys.map(key => this.values.at(key)).filter(content => content !== undefined)
        if (contents.length < 2) return contents[0]
        return { present: true, key: contents[0]!.key, members: contents.flatMap(content => content.members) }
      }
      case 'computed': {
        const value = source.compute(this.values.event)
        return value === undefined
          ? undefined
          : { present: true, key: source.key, members: [new FieldMember(value)] }
      }
      default:
        return unreachable(source)
    }
  }
}

/** A document from outside may hold null, which the type of an Event leaves out. */
function contentOf(key: string, value: Event[string] | null | undefined): FieldContent | undefined {
  if (value === undefined) return undefined
  const members = Array.isArray(value)
    ? (value as readonly (Scalar | null)[]).map(member => new FieldMember(member))
    : [new FieldMember(value as Scalar | null)]
  return { present: true, key, members }
}

/** Our own bookkeeping is no evidence, and a JSON original only repeats the fields with their names. */
function isSearched(event: Event, key: string): boolean {
  if (event[key] === undefined || key.startsWith('thapcanh.')) return false
  return key !== 'event.original' || !String(event[key]).startsWith('{')
}
