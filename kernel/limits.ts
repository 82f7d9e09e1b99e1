// Every bound of the platform in one place: what may be queued, held, read or compiled, and how much.
// A thing over its bound is refused or cut with a counted Problem, never silently.

export const LIMITS = {
  /** Longest line kept whole; the rest is cut and `line.truncated` counted. RELP allows 128 KiB. */
  maxLineBytes: 128 * 1024,
  /** Largest HTTP body, before and after decompression. */
  maxBodyBytes: 10 * 1024 * 1024,
  /** Fields of one event; more are dropped with `line.fields-capped`. */
  maxFields: 1000,
  /** Depth of a JSON document that is flattened. */
  maxJsonDepth: 20,
  /** Members of one array value. */
  maxArrayMembers: 256,
  /** Bytes waiting for the raw log to become durable before senders are paused. */
  maxUnsyncedBytes: 16 * 1024 * 1024,
  /** Size at which a raw-log segment is closed and the next begun. */
  rawSegmentBytes: 32 * 1024 * 1024,
  /** Raw log kept after its events are stored, for repeats after a crash. */
  rawTailBytes: 64 * 1024 * 1024,
  /** Frames of a peer remembered to recognise what it sends again after a broken session. */
  repeatWindowFrames: 8192,
  /** TCP and TLS connections per listener. */
  maxConnections: 1024,
  /** Files that one listener follows at once; each is an open file. */
  maxFollowedFiles: 1024,
  /** Bytes of HTTP bodies held at once, all requests together; more is answered with 429. */
  maxHttpBytes: 64 * 1024 * 1024,
  /** Lines or documents in one HTTP body; more is answered with 413. */
  maxBodyLines: 250_000,
  /** Batch keys (Idempotency-Key) that an HTTP listener remembers. */
  maxBatchKeys: 20_000,
  /** A half-sent frame is given up after this silence. */
  idleSenderMs: 10 * 60 * 1000,
  /** Lines in one batch of the pipeline, which are stored by one commit. Many more are waiting when it is full. */
  maxBatchEvents: 15_000,
  /** Lines that the pipeline reads in one go; between two, its thread answers searches. */
  maxTurnEvents: 2500,
  /** Rows a search returns at most. */
  maxSearchRows: 1000,
  /** Characters by which texts are sorted; what is longer ties. Not above `maxTokenChars`. */
  maxSortChars: 256,
  /** Values of a field that are told at most, and those counted of one day and table. */
  maxTopValues: 1000,
  /** Different values of a field that Elasticsearch counts in one search; the most frequent of more are told as not exact. */
  maxCountedValues: 20_000,
  maxValueGroups: 50_000,
  /** Events and bytes of one export; exports that run at once, and those one person may begin in a day. */
  maxExportEvents: 1_000_000,
  maxExportBytes: 2 * 1024 * 1024 * 1024,
  /** Events of an export sorted by a field that are sorted in memory at once; at most 50 such runs are merged. */
  maxExportRunEvents: 20_000,
  maxRunningExports: 2,
  maxExportsPerDay: 50,
  /** Events of one evidence package, entries of the audit trail in it up to a head laid down outside, absent events named. */
  maxEvidenceEvents: 50_000,
  maxEvidenceTrail: 1000,
  maxAbsentIds: 1000,
  /** Disk that must stay free while an export writes, and memory in which Parquet is written. */
  minFreeBytesForExport: 1024 * 1024 * 1024,
  maxExportMemoryMb: 512,
  /** Below this much free space the disk counts as full: the raw log needs room for what is on its way. */
  minFreeDiskBytes: 256 * 1024 * 1024,
  /** Room that an upgrade of the data folder leaves on the disk, besides what its copies may need. */
  upgradeSpareBytes: 320 * 1024 * 1024,
  /** Newest incidents and mentions that are read whole to check an upgrade before it counts. */
  maxUpgradeReads: 2000,
  /** Files of before an upgrade are kept so many days as the way back. */
  wayBackDays: 30,
  /** Legal holds in force at the same time. */
  maxLegalHolds: 500,
  /** Searches that one person keeps. */
  maxSavedSearches: 200,
  /** Bars of a histogram of events. */
  maxHistogramBars: 500,
  /** Newest matches whose fields are counted for suggestions. */
  maxFieldSample: 1000,
  /** Events that one page of a scan holds at most. */
  maxScanRows: 2000,
  /** How long one backtest may take, and how many may wait; those that ended are kept to be read. */
  maxBacktestMs: 30 * 60_000,
  maxWaitingBacktests: 10,
  maxEndedBacktests: 20,
  /** Terms of one search. */
  maxSearchTerms: 50,
  /** Parentheses in one another, in a search and in a regular expression of one. */
  maxSearchDepth: 20,
  /** Characters of a regular expression in a search, and how often a counted piece of it may repeat. */
  maxSearchRegexLength: 500,
  maxSearchRepeat: 200,
  /** Time a search may take. */
  maxSearchMs: 30_000,
  /** Events and bytes of one bulk request to Elasticsearch, and how often what it was too busy for is sent. */
  maxBulkEvents: 1000,
  maxBulkBytes: 5 * 1024 * 1024,
  maxBulkTries: 8,
  /** Characters of a value that an index of whole values holds; longer ones are read again by each search. */
  maxTokenChars: 256,
  /** Characters of an event's running texts that are indexed in pieces; what is longer is read again likewise. */
  maxGramChars: 16_384,
  /** Dynamic fields that Elasticsearch makes columns of; the others are kept and searched, not counted. */
  maxElasticFields: 2000,
  /** Text of a regular expression in a rule. */
  maxRegexLength: 8192,
  /** Bytes that the windows of one correlation may take, and those of all; beyond, the groups untouched longest go. */
  maxCorrelationRuleBytes: 128 * 1024 * 1024,
  maxCorrelationBytes: 384 * 1024 * 1024,
  /** Bytes of events that wait for late ones; beyond, the oldest are correlated without waiting. */
  maxCorrelationWaitingBytes: 64 * 1024 * 1024,
  /** Sources whose events come late and are correlated by themselves. */
  maxBehindSources: 256,
  /** Events of a correlation's alert that its explanation looks at, the latest. */
  maxExplainedEvents: 100,
  /** Events that an alert of a correlation names; it tells how many there were. */
  maxCorrelationEvents: 1000,
  /** Events that `detect` remembers for filters that reach correlations; of older ones only the group is known. */
  maxFilteredFiringEvents: 200_000,
  /** Values of one group and window that a percentile is taken of; beyond, the oldest go. */
  maxWindowValues: 100_000,
  /** Characters of a value that groups or is counted; a longer one is told apart by a hash of the rest. */
  maxGroupValueLength: 256,
  /** Groups, or counted values, of one event with lists of values. */
  maxGroupsOfEvent: 64,
  /** Raw records read again after a crash, at most; snapshots that fail keep the raw log no longer than this. */
  maxReplayRecords: 2_000_000,
  /** Exceptions from rules, ended ones included. */
  maxExceptions: 10_000,
  /** How far ahead an exception may expire; whoever still needs it then has it reviewed again. */
  maxExceptionMs: 366 * 86_400_000,
  /** Alerts that the preview of an exception looks at, newest first. */
  maxPreviewAlerts: 20_000,
  /** Files of rules in one imported rule set, their bytes unpacked, and the bytes of one of them. */
  maxRuleSetFiles: 20_000,
  maxRuleSetBytes: 256 * 1024 * 1024,
  maxRuleFileBytes: 4 * 1024 * 1024,
  /** Bytes of an uploaded archive of rules, and entries in it, rules or not. */
  maxRuleSetZipBytes: 64 * 1024 * 1024,
  maxZipEntries: 60_000,
  /** Versions of a rule set kept beside the one at work and the one before; the oldest go. */
  maxStagedVersions: 3,
  /** Changes of a rule set told in its history; the newest are kept, the audit trail has all. */
  maxRuleSetHistory: 200,
  /** Characters of line diffs in one plan of an update; beyond, they are asked for rule by rule. */
  maxPlanDiffBytes: 512 * 1024,
  /** Kinds of events (combinations of what rules are routed by) told of one table of a day. */
  maxEventKinds: 20_000,
  /** Characters of a rule's file that are shown. */
  maxRuleSource: 500_000,
  /** Names of fields that are remembered as seen. */
  maxSeenFields: 20_000,
  /** Parts of one node that the explanation of a rule tells of. */
  maxExplainedParts: 100,
  /** Evidence of an alert: matched fields kept. */
  maxEvidenceFields: 64,
  /** Characters kept of one matched value in an alert; the event itself keeps all. */
  maxEvidenceLength: 4096,
  /** Kinds of events (combinations of dataset, channel, program, …) whose rules are remembered. */
  maxRoutes: 20_000,
  /** Field names of remembered shapes of events (which fields they have), all shapes together. */
  maxShapeKeys: 500_000,
  /** Dotted field names of JSON documents that are kept ready made. */
  maxFieldPaths: 20_000,
  /** Values of a field of log sources (a channel, a program) whose kind is remembered. */
  maxTraitValues: 4096,
  /** Selections of rules for kinds of events (a route, an event id in it) that are remembered; then all are made anew. */
  maxPlans: 2000,
  /** Event ids and the like for which the rules of a route are remembered apart. */
  maxNarrowedPlans: 512,
  /** Alerts of an incident that keep a copy of their event; the others' events are in the event store only. */
  maxAlertCopies: 50,
  /** Lines of alerts kept in an incident's history; older ones are counted. The alerts are all kept. */
  maxAlertLines: 200,
  /** Contributions in one incident's ledger of risk; beyond them nothing is added. */
  maxRiskLines: 500,
  /** Addresses, users, hosts … by which one incident is found again. */
  maxIncidentEntities: 200,
  /** Incidents changed by one bulk request. */
  maxBulkIncidents: 2000,
  /** Bulk changes that can be undone at once, of all people together. */
  maxBulkUndos: 100,
  /** Listeners of the live stream. */
  maxLiveStreams: 200,
  /** Distinct (code, where) pairs of problems counted apart; the rest is counted under "other". */
  maxProblemKinds: 2000,
  /** Body of a request to the API. */
  maxApiBodyBytes: 1024 * 1024,
  /** Names and addresses whose failed sign-ins are remembered; the longest untouched is forgotten first. */
  maxSignInKeys: 10_000,
  /** Password checks waiting for their turn; one takes about 30 ms and 19 MiB. */
  maxWaitingPasswordChecks: 64,
  /** Alerts shown inside one incident's page. */
  maxShownAlerts: 200,
  /** Jobs kept after they ended, of each way to end: done, failed, cancelled; in a cluster, of each queue. */
  maxEndedJobs: 10_000,
  /** Jobs shown at once. */
  maxShownJobs: 1000,
  /** Notices whose words one message carries; the others are counted. */
  maxNoticesInMessage: 20,
  /** Incidents that one message names, for who may see it. */
  maxIncidentsInMessage: 100,
  /** Characters of a log line, and of a text, that a message to people carries. */
  maxNoticeText: 4000,
  /** Bytes of one snapshot that a stage of a cluster keeps in Redis. */
  maxSnapshotBytes: 64 * 1024 * 1024,
  /** Bytes of one call between processes of a cluster, and of its answer: a model of tone fits. */
  maxCallBytes: 128 * 1024 * 1024,
  /** Calls that one process answers at once, and connections that one opens to ask. */
  maxCallsAtOnce: 256,
  /** Answers of calls that changed something, remembered in case one was lost on the way: bytes in all, and for how long. */
  maxRememberedCallBytes: 16 * 1024 * 1024,
  callRememberedMs: 10 * 60_000,
  /** A connection between processes that is not used is kept so long. */
  callConnectionMs: 60_000,
  /** How long the state remembers that a commit of another process was done. */
  commitRememberedMs: 60 * 60_000,
  /** Characters of a job's data as JSON. */
  maxJobLength: 1024 * 1024,
  /** Bytes a live stream may leave unread before it is closed. */
  maxLiveBufferBytes: 512 * 1024,
  /** Steps of one playbook. */
  maxPlaybookSteps: 500,
  /** Characters of a condition (STIX pattern) in a playbook. */
  maxConditionLength: 8192,
  /** Parentheses, qualifiers and steps of a path in one condition. */
  maxConditionDepth: 50,
  /** Rows of one import into the register, and bytes of its file. */
  maxRegisterRows: 5000,
  maxRegisterBytes: 8 * 1024 * 1024,
  /** Bytes of one attached file. */
  maxAttachmentBytes: 512 * 1024 * 1024,
  /** Files being attached at once. */
  maxUploads: 8,
  /** Disk space that attaching leaves free: the logs need it more. */
  minFreeBytes: 512 * 1024 * 1024,
  /** Files of one incident, tasks of one incident. */
  maxIncidentAttachments: 500,
  maxIncidentTasks: 500,
  /** Tokens of used forms and senders of the public intake page remembered. */
  maxIntakeKeys: 20_000,
  /** Messages of one public notice. */
  maxIntakeMessages: 50,
  /** Incidents whose clocks one look at the calendar computes. */
  maxCalendarIncidents: 20_000,
  /** Rounds of a loop in a playbook, whatever its max_rounds says. */
  maxLoopRounds: 1000,
  /** Playbooks inside playbooks. */
  maxPlaybookDepth: 8,
  /** Steps of one run, those of all rounds and called playbooks together. */
  maxRunSteps: 10_000,
  /** From sending an automatic command to its outcome, when its step does not end before. */
  maxCommandMs: 10 * 60_000,
  /** A step that waits for a person and whose playbook sets no timeout. */
  maxHumanStepMs: 90 * 24 * 60 * 60_000,
  /** What a command that was told to stop may still take to say how it ended. */
  commandSettleMs: 2000,
  /** Sources of online media. */
  maxSources: 500,
  /** Characters of an imported list of sources. */
  maxSourcesText: 2 * 1024 * 1024,
  /** Start addresses, and URL patterns of one kind, of one source. */
  maxSourceUrls: 50,
  /** Sources crawled at once; each of their hosts has one request at a time, whatever this is. */
  maxCrawlsAtOnce: 4,
  /** Hosts that one crawl asks at once. */
  maxCrawlHosts: 3,
  /** Bytes of a fetched page, packed and unpacked each; more of it is not read, and the page is not used. */
  maxPageBytes: 8 * 1024 * 1024,
  /** For connecting, asking and the whole answer; no drip of bytes extends it. */
  maxFetchMs: 30_000,
  /** Redirects followed for one page; each is checked like a link. */
  maxRedirects: 5,
  /** Bytes read of a robots.txt (RFC 9309 asks for 500 KiB at least), and its longest line. */
  maxRobotsBytes: 512 * 1024,
  maxRobotsLine: 2048,
  /** A robots.txt is asked for again after this; after the shorter one when it could not be had. */
  robotsKeptMs: 24 * 60 * 60_000,
  robotsAgainMs: 15 * 60_000,
  /** A site that asks for a longer Crawl-delay is not crawled: it does not want to be. */
  maxCrawlDelayMs: 60_000,
  /** Longest pause of a source between two requests. */
  maxPauseMs: 10 * 60_000,
  /** A host that rests (Retry-After, failures) no longer than this is waited for inside a crawl. */
  maxRestInCrawlMs: 30_000,
  /** Longest rest of a host, whatever it asks for and however long it fails. */
  maxHostRestMs: 24 * 60 * 60_000,
  /** Failures in a row of one host after which it rests. */
  hostFailures: 5,
  /** Hosts and robots.txt files remembered in memory; and how long, untouched, in the store. */
  maxCrawlHostsKept: 1000,
  crawlHostKeptMs: 30 * 24 * 60 * 60_000,
  /** Addresses visited by one crawl of a source; the others wait for the next. */
  maxCrawlVisits: 300,
  /** List pages (next pages, sitemaps in sitemaps) followed from one start, and pages of one thread. */
  maxListPages: 10,
  maxThreadPages: 50,
  /** New links taken from one list at once; sitemaps have 50,000 at most. */
  maxListLinks: 2000,
  /** Addresses of one source that wait to be visited. */
  maxWaitingAddresses: 5000,
  /** Links to texts that say they are older are not followed. */
  maxLinkAgeMs: 30 * 24 * 60 * 60_000,
  /** Discussions are looked at again for so long after they were found. */
  discussionMs: 7 * 24 * 60 * 60_000,
  /** Visits of an address that keeps failing, one in each crawl. */
  maxAddressAttempts: 3,
  /** An address that no list has named for so long is forgotten. */
  addressKeptMs: 90 * 24 * 60 * 60_000,
  /** A source without anything new for so long is shown as silent. */
  sourceSilentMs: 7 * 24 * 60 * 60_000,
  /** Reasons of failure told of one crawl. */
  maxFailureReasons: 30,
  /** Drawing one page in the browser, and what it may load for that. */
  maxDrawMs: 60_000,
  maxDrawRequests: 60,
  /** A page is drawn when it asked for nothing during this time. */
  drawQuietMs: 500,
  /** Bytes of scripts and the like kept for the next page of a crawl. */
  maxDrawCacheBytes: 16 * 1024 * 1024,
  /** Readings of mentions in one hour that are known to stand in the audit trail. */
  maxReadingKeys: 50_000,
  /** Mentions or stories in one answer of the mention store. */
  maxMentionPage: 200,
  /** Characters kept of the log or reason of a command's outcome. */
  maxOutcomeText: 64 * 1024,
  /** Characters of a web page or feed that are read; the rest is cut. */
  maxPageLength: 5_000_000,
  /** Elements of a web page that are read; the rest is cut. Long forum pages have 10,000. */
  maxPageElements: 20_000,
  /** Links taken from one feed, sitemap or list page; a sitemap may hold as many. */
  maxFoundLinks: 50_000,
  /** Comments or posts taken from one page. */
  maxPageComments: 2000,
  /** Characters kept of a mention's title and text; a longer page is cut. */
  maxMentionTitle: 500,
  maxMentionText: 100_000,
  /** Web addresses, names of places, and named things that are looked at in one text. */
  maxTextAddresses: 200,
  maxTextPlaceNames: 200,
  maxTextEntities: 20,
  /** Latest texts that hold one name, among which a report of the same event is looked for. */
  maxNameUses: 256,
  /** Domains in the list of indicators. */
  maxIndicators: 100_000,
  /** Requests that the demo's local web of news sites remembers. */
  maxMediaWebLog: 50_000,
  /** Characters of a text that a model of tone reads: what a text is about, it says before. */
  maxScoredText: 20_000,
  /** Labelled texts that one model is trained from, and labels that they may have. */
  maxTrainingTexts: 200_000,
  maxModelLabels: 64,
  /** Bytes of a model file, and of what it holds when unpacked. */
  maxModelBytes: 64 * 1024 * 1024,
  maxUnpackedModelBytes: 512 * 1024 * 1024,
  /** Bytes of one document of a cluster's state: an entry of its log, a piece of a base; a third more as JSON. */
  stateEntryBytes: 3.5 * 1024 * 1024,
  /** Log of a cluster's state before a new base is written; more when the last base is larger. */
  minStateLogBytes: 64 * 1024 * 1024,
  /** The log of a cluster's state may be away for so long before changes are refused. */
  maxStateAwayMs: 10_000,
  /** What was committed and is not yet in the log is waited for so long when the state of a cluster is closed. */
  maxStateClosingMs: 10_000,
} as const
