// The ways in for lines of files: into the running platform, or into its data folder.

/** Takes lines in order; resolves when they are durable. */
export interface Inlet extends AsyncDisposable {
  readonly name: string
  send(lines: readonly Buffer[], file: string): Promise<void>
}
