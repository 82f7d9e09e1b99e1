// Values of a statement. Everything that comes from outside is bound here, never written into the SQL.

import {
  BIGINT,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  TIMESTAMP,
  timestampValue,
  VARCHAR,
} from '@duckdb/node-api'

/** Collects the values of one statement and gives the placeholder of each. */
export class SqlParameters {
  readonly values: DuckDBValue[] = []
  readonly types: DuckDBType[] = []

  /** How many there are, to `forget` those that come after it. */
  get count(): number {
    return this.values.length
  }

  /** Takes back what was added since there were so many: DuckDB refuses values that no placeholder names. */
  forget(count: number): void {
    this.values.length = count
    this.types.length = count
  }

  text(value: string): string {
    return this.add(value, VARCHAR)
  }

  long(value: bigint): string {
    return this.add(value, BIGINT)
  }

  double(value: number): string {
    return this.add(value, DOUBLE)
  }

  /** A time in microseconds since 1970. */
  time(micros: bigint): string {
    return this.add(timestampValue(micros), TIMESTAMP)
  }

  longs(values: readonly bigint[]): string {
    return this.add(listValue(values), LIST(BIGINT))
  }

  texts(values: readonly string[]): string {
    return this.add(listValue(values), LIST(VARCHAR))
  }

  private add(value: DuckDBValue, type: DuckDBType): string {
    this.values.push(value)
    this.types.push(type)
    return `$${this.values.length}`
  }
}
