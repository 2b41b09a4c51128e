/** A number of rows in words: '1 row', '2,000 rows'. */
export const rowCount = (n: number): string =>
  `${n.toLocaleString('en')} ${n === 1 ? 'row' : 'rows'}`;
