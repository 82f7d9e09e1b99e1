// The tree in which an event's route is found: kept by the router, its place remembered by shapes of events.

/** One step on the way from the classes of an event's fields to its route. */
export interface RouteNode {
  /** Which time of forgetting it was made after. */
  readonly era: number
  readonly steps: Map<number, RouteNode>
  /** Numbers of the routes that the event belongs to, at the end of the way. */
  routes: readonly number[] | undefined
}
