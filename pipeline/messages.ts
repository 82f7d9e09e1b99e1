// What the main thread and the pipeline's thread say to each other. Calls carry a number and get one answer.

import type { Alert } from '#/kernel/alert.ts'
import type { CarriedError } from '#/kernel/carry-error.ts'
import type { Event } from '#/kernel/event.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import type { Indicator } from '#/kernel/indicator.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import type { DayManifest, EventDay } from '#/store/event-days.ts'
