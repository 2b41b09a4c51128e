import type { DatasetFacts } from './datasetCard.ts';
import { labelColumns, type RowColumn, rowColumns } from './exportedRow.ts';

/** The context that Croissant 1.0 prescribes (mlcommons.org/croissant/1.0, appendix 1). */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

const FILE = 'train.parquet';
const ROWS = 'rows';
const LABELS = 'labels';
const TYPES = { STRING: 'sc:Text', BOOLEAN: 'sc:Boolean' } as const;

/** A file of the dataset. */
interface DataFile {
  /** In the dataset's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The dataset in Croissant 1.0, JSON-LD that dataset search and loaders read: its file with its hash, the
 * type and meaning of each column, and the labels by their numbers. The specification demands a licence,
 * an address and a creator; none of them is known here, and the text says so in their places.
 */
export function croissant(
  { name, labels, selection, columns, version, exportedAt }: DatasetFacts,
  { path, bytes, sha256 }: DataFile,
): string {
  const dataset = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name,
    description: `Rows for text classification, made by Stillroom ${version}: ${selection}. README.md says how.`,
    license: 'not chosen yet',
    url: 'https://localhost/not-published',
    creator: { '@type': 'sc:Organization', name: 'not stated' },
    datePublished: exportedAt.toISOString().slice(0, 10),
    version: '1.0.0',
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': FILE,
        name: FILE,
        contentUrl: path,
        contentSize: `${bytes} B`,
        encodingFormat: 'application/x-parquet',
        sha256,
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': ROWS,
        name: ROWS,
        key: { '@id': `${ROWS}/origin` },
        field: columns.map(columnField),
      },
      {
        '@type': 'cr:RecordSet',
        '@id': LABELS,
        name: LABELS,
        dataType: 'sc:Enumeration',
        key: { '@id': `${LABELS}/number` },
        field: [labelField('number', 'sc:Integer'), labelField('name', 'sc:Text')],
        data: labels.map((label, i) => ({
          [`${LABELS}/number`]: i,
          [`${LABELS}/name`]: label.name,
        })),
      },
    ],
  };
  return `${JSON.stringify(dataset, null, 2)}\n`;
}

function columnField(column: RowColumn) {
  const { type, meaning } = rowColumns[column];
  const isLabel = labelColumns.has(column);
  return {
    '@type': 'cr:Field',
    '@id': `${ROWS}/${column}`,
    name: column,
    description: meaning,
    dataType: isLabel ? 'sc:Integer' : TYPES[type],
    source: { fileObject: { '@id': FILE }, extract: { column } },
    ...(isLabel ? { references: { field: { '@id': `${LABELS}/number` } } } : {}),
  };
}

function labelField(name: string, dataType: string) {
  return { '@type': 'cr:Field', '@id': `${LABELS}/${name}`, name, dataType };
}
