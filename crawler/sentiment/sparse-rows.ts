// Sparse vectors laid end to end, as training walks them: row i holds the entries starts[i] … starts[i + 1] − 1.

export interface SparseRows {
  /** One longer than there are rows. */
  readonly starts: Uint32Array
  readonly indices: Uint32Array
  readonly values: Float32Array
}

export interface SparseRow {
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** One block of memory from many rows. */
export function packRows(rows: readonly SparseRow[]): SparseRows {
  const starts = new Uint32Array(rows.length + 1)
  rows.forEach((row, at) => (starts[at + 1] = starts[at]! + row.indices.length))
  const total = starts[rows.length]!
  const indices = new Uint32Array(total)
  const values = new Float32Array(total)
  rows.forEach((row, at) => {
    indices.set(row.indices, starts[at])
    values.set(row.values, starts[at])
  })
  return { starts, indices, values }
}
