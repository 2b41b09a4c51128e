/** Goes through rows some hundred at a time, since a call for each row would cost more than the row. */
export function* batchesOf<Row>(rows: Iterable<Row>, size = 500): Generator<Row[], void> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
