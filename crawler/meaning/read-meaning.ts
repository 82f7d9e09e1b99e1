// What a text is about: topics, departments, places, named things, monitored systems, flags. One reading of the
// words serves all of them. Pure once the context is made; a model is optional and comes from outside.

import type { MentionFlag, MentionKind, PlaceMention, Topic } from '#/kernel/mention.ts'
import { loadDepartments, type Departments } from './departments.ts'
import { loadEntityFinder, type EntityFinder } from './entities.ts'
import { createPlaceFinder, type PlaceFinder } from './find-places.ts'
import { loadFlagReader, type FlagReader } from './flags.ts'
import type { LabelScorer } from './label-scorer.ts'
import { createLookAlikeFinder, type LookAlike, type LookAlikeFinder } from './look-alikes.ts'
import { loadPlaceData } from './place-data.ts'
import { compilePlaceNames } from './place-names.ts'
import { readWords } from './read-words.ts'
import { createSystemFinder, type NamedSystem, type SystemFinder } from './systems.ts'
import { loadTopicRules, type TopicRules } from './topic-rules.ts'
import { topicsOf } from './topics.ts'
import { addressesIn } from './web-addresses.ts'

export interface MeaningOptions {
  /** Today's code of the installation's province, two digits (`79`); null: no name is taken to be near. */
  readonly province: string | null
  /** The city's own list of departments; absent: the one that comes with the platform. */
  readonly departments?: Departments
  readonly systems: readonly NamedSystem[]
  /** Host names of the city's sites. */
  readonly cityDomains: readonly string[]
  /** Domains that are good whatever they look like: newspapers, other offices. */
  readonly knownDomains?: readonly string[]
  /** Probabilities by Topic; null: terms alone decide. */
  readonly topicScorer: LabelScorer | null
  /** Probabilities by `complaint`, `toxic`, `rumour`; null: expressions alone decide. */
  readonly flagScorer: LabelScorer | null
}

/** Made once, used for every text. */
export interface MeaningContext {
  readonly topicRules: TopicRules
  readonly departments: Departments
  readonly places: PlaceFinder
  readonly entities: EntityFinder
  readonly systems: SystemFinder
  readonly flags: FlagReader
  readonly lookAlikes: LookAlikeFinder
  readonly topicScorer: LabelScorer | null
  readonly flagScorer: LabelScorer | null
}

export interface MeaningText {
  readonly kind: MentionKind
  readonly title: string
  readonly text: string
  /** Topics that all texts of its source have. */
  readonly sourceTopics: readonly Topic[]
}

export interface Meaning {
  /** One to three, the strongest first; `other` when there is none. */
  readonly topics: readonly Topic[]
  readonly departments: readonly string[]
  readonly places: readonly PlaceMention[]
  readonly entities: readonly string[]
  readonly systemIds: readonly string[]
  /** `amplified` is not among them: `findAmplified` tells it of many texts. */
  readonly flags: readonly Exclude<MentionFlag, 'amplified'>[]
  /** The addresses for which `phishing` is among the flags. */
  readonly lookAlikes: readonly LookAlike[]
}

/**
 * Reads the lists and compiles them; takes about a second. Throws Error for a province that there is not or a city
 * domain that is none.
 */
export function createMeaningContext(options: MeaningOptions): MeaningContext {
  // What may be refused comes before the long work.
  const lookAlikes = createLookAlikeFinder(options.cityDomains, options.knownDomains)
  return {
    topicRules: loadTopicRules(),
    departments: options.departments ?? loadDepartments(),
    places: createPlaceFinder(compilePlaceNames(loadPlaceData()), options.province),
    entities: loadEntityFinder(),
    systems: createSystemFinder(options.systems),
    flags: loadFlagReader(),
    lookAlikes,
    topicScorer: options.topicScorer,
    flagScorer: options.flagScorer,
  }
}

export function readMeaning(mention: MeaningText, context: MeaningContext): Meaning {
  const words = readWords(mention.title, mention.text)
  const topics = topicsOf(words, context.topicRules, context.topicScorer, mention.sourceTopics)
  const addresses = addressesIn(words.text)
  const lookAlikes = context.lookAlikes.among(addresses)
  return {
    topics,
    departments: context.departments.concerned(words, topics),
    places: context.places.find(words),
    entities: context.entities.find(words),
    systemIds: context.systems.find(words, addresses),
    flags: [
      ...context.flags.flags(words, mention.kind, context.flagScorer),
      ...(lookAlikes.length > 0 ? (['phishing'] as const) : []),
    ],
    lookAlikes,
  }
}
