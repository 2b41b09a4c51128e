/** The gradient of a word table from those of its gathered rows: rows of one word add up. */
export function sumOfRows(rows: Float32Array, ids: Int32Array, size: number): Float32Array {
  const sum = new Float32Array(size);
  const width = rows.length / ids.length;
  for (const [position, id] of ids.entries()) {
    for (let i = 0; i < width; i++) sum[id * width + i]! += rows[position * width + i]!;
  }
  return sum;
}
