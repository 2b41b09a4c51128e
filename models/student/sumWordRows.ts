/** Sums the gradients of each word, in the order of the batch; the id is the row of the table. */
export function sumWordRows(
  wordRows: Float32Array,
  ids: Int32Array,
  width: number,
): Map<number, Float32Array> {
  const sums = new Map<number, Float32Array>();
  for (const [position, id] of ids.entries()) {
    const row = wordRows.subarray(position * width, (position + 1) * width);
    const sum = sums.get(id);
    if (!sum) sums.set(id, row.slice());
    else for (let i = 0; i < width; i++) sum[i] = sum[i]! + row[i]!;
  }
  return sums;
}
